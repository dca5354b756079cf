"""What setting two surveys beside each other is made of, each with its formula and source; apart, for few runs do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import linkage, linkage_lag, linkage_likelihood
from kundnojd.inference.method import Method

LINKAGES: Mapping[str, Method[Callable[..., Any]]] = {
    "reml-profile": Method(
        linkage_likelihood.reml,
        formula="true figures of units bivariate normal, seen with known variances v = s²/n_eff (s² pooled within "
        "units); restricted likelihood, limits where 2(ℓ_max − ℓ(ρ)) = F(level; 1, k − 2)",
        source="van Houwelingen, Arends and Stijnen (2002), Statistics in Medicine 21; R metafor, rma.mv(struct = "
        '"UN") and confint; the cut by F: simulation',
        use="The correlation between the units' true figures. 20 units and more: bias under 0.03, 94 to 98 % of the "
        "95 % limits hold the truth (tests/benchmarks/linkage.md)",
        limits="Under 8 units and where a reliability is under 0.5 it is not told. With a few odd units the limits "
        "hold the truth of 81 to 88 %: read the correlation without each unit",
    ),
    "attenuation": Method(
        linkage.closed,
        formula="ρ = τ_xy/(τ_x τ_y), τ² = S − mean v, reliability τ²/S; limits tanh(atanh r ± z/√(k − 3)) / "
        "√(product of the reliabilities)",
        source="Spearman (1904), American Journal of Psychology 15; τ²: R metafor, method HE",
        use="A check on reml-profile that one can do by hand; wider where the figures are unsure",
    ),
    "pearson": Method(
        linkage.seen,
        formula="r, t = r √((k − 2)/(1 − r²)) with k − 2 degrees of freedom; limits tanh(atanh r ± z/√(k − 3))",
        source="Fisher (1921), Metron 1",
        use="The test of no relation, which the sampling errors do not harm. As an estimate it is too near 0: by "
        "ρ (1 − reliability), and its limits fail with it",
    ),
    "slope-moments": Method(
        linkage.slope_limits,
        formula="b = τ_xy/τ_x², points of y per point of x between true figures; limits by the jackknife over units, "
        "t with k − 2 degrees of freedom",
        source="Fuller (1987), Measurement Error Models; Efron (1982), The Jackknife",
        use="The line in the map. Least squares gives b · reliability. Not York's or Deming's line: they take all of "
        "the scatter for sampling error, which it is not between units",
    ),
    "lag-moments": Method(
        linkage_lag.lagged,
        formula="b = (S − V)⁻¹ of the leading figure and the earlier own one, times their (S − V) with the later one; "
        "limits by the jackknife over units, t with k − 3 degrees of freedom",
        source="Fuller (1987), Measurement Error Models, 2.2; Efron (1982), The Jackknife",
        use="Whether a figure goes before another by a wave; both directions. Where the same people answered twice "
        "their shared error belongs in V",
    ),
}
