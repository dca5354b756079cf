"""What ranking is made of, each with its formula and source; apart, for most runs rank nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import funnel, ranking
from kundnojd.inference.method import Method

FUNNELS: Mapping[str, Method[funnel.Funnel]] = {
    "funnel-mean": Method(
        funnel.MEANS,
        formula="whole ± z · sqrt(s²/n_eff + τ²), s² pooled within units; z of 95 % and 99.8 %",
        source="Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202",
        use="Indices and net scores of units around the whole",
    ),
    "funnel-share": Method(
        funnel.SHARES,
        formula="p ± z · sqrt(p(1 − p)/n_eff), p of the whole: where the unit's Wilson interval ends at the whole; "
        "with τ² on the scale asin(sqrt(p)), whose variance is 1/(4 n_eff) + τ²",
        source="Spiegelhalter (2005), Statistics in Medicine 24; R PHEindicatormethods, FunnelPlotR",
        use="Shares of units around the whole",
    ),
}

RANKINGS: Mapping[str, Method[Callable[..., Any]]] = {
    "overdispersion": Method(
        funnel.overdispersion,
        formula="φ = Σz²/k, z winsorised at 10 %; where kφ > k − 1: τ² = (kφ − (k − 1)) / (Σw − Σw²/Σw), w = 1/se²",
        source="Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351; R FunnelPlotR",
        use="The spread that units have beyond chance; it widens the limits of the funnel",
    ),
    "paule-mandel": Method(
        ranking.paule_mandel,
        formula="τ² with Σ(y − centre)²/(v + τ²) = k − 1, v = s²/n_eff with s² pooled within units",
        source="Paule and Mandel (1982), J. Res. National Bureau of Standards 87; R metafor, method PM",
        use="How much lies between units. Reliability τ²/(τ² + mean v): under 0.5 the units are not ranked",
    ),
    "empirical-bayes": Method(
        ranking.shrink,
        formula="B · centre + (1 − B) · y, B = v/(v + τ²); se² = (1 − B)v + B²/Σ(1/(v + τ²))",
        source="Morris (1983), Journal of the American Statistical Association 78; R metafor, blup",
        use="The order of units and which is extreme; a unit's own result stays its own value. The se takes τ² as "
        "known: ± 1.96 se holds the truth of 83 to 94 % with 8 units, of 89 to 95 % with 20 or more",
    ),
    "rank-interval": Method(
        ranking.rank_probabilities,
        formula="rank given the unit's level: 1 + Poisson-binomial with Φ((y_j − t)/se_j), summed over t; 95 %",
        source="Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443",
        use="Each unit by itself: 93 to 99 % of them hold the true rank (tests/benchmarks/ranking.md); not all "
        "intervals of a list hold at once",
    ),
}
