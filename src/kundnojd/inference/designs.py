"""The table of what is done about weights, populations and samples; apart from the others, since few runs need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kundnojd.inference import design, raking, variance
from kundnojd.inference.method import Method

DESIGNS: Mapping[str, Method[Callable[..., object]]] = {
    "effective-n": Method(
        variance.effective_n,
        formula="n_eff = (Σw)² / Σw²; design effect n / n_eff",
        source="Kish (1965), Survey Sampling",
        use="What unequal weights cost; over 1.5 is said to be much",
    ),
    "post-stratification": Method(
        raking.post_stratified,
        formula="w · N_h / Σ_h w, h a unit (and stratum) in a wave",
        source="Holt and Smith (1979), Journal of the Royal Statistical Society A 142, 33-46",
        use="Units or strata that answer more or less than others: post-stratify = true; weights then count as given",
    ),
    "raking": Method(
        raking.raked,
        formula="margins fitted in turn until no factor is over 1e-8 from 1; above the cap held there, the others anew",
        source="Deming and Stephan (1940), Annals of Mathematical Statistics 11; Deville and Särndal (1992), JASA 87",
        use="Margins known one by one: [[margin]]; weights then count as given",
    ),
    "finite-population": Method(
        design.of,
        formula="se · sqrt(1 − n/N), base n_eff / (1 − n/N)",
        source="Cochran (1977), Sampling Techniques, 2.6",
        use="Where the customers of a unit are counted and these only are meant, not customers in general",
    ),
    "stratified": Method(
        design.of,
        formula="se² = Σ_h (1 − f_h) n_h/(n_h − 1) Σ(z − mean z in h)² / (Σw)², z = w(y − mean), df n_eff − strata",
        source="Binder (1983), Int. Statistical Review 51; lonely-psu: Lumley (2004), J. Statistical Software 9(8)",
        use="Samples drawn in strata; a stratum with one cluster as lonely-psu says, adjust by default",
    ),
    "clustered": Method(
        design.of,
        formula="as stratified, z the sum over a cluster, n_h clusters, df clusters − strata; "
        "base min(n, n_eff · v/v_design) · (t(n − 1)/t(df))²",
        source="Binder (1983), Int. Statistical Review 51; base: Korn and Graubard (1998), Survey Methodology 24",
        use="Samples drawn in clusters, such as flights, classes or days; few clusters say little, whatever n is",
    ),
}
