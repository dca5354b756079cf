"""What the spread between units is made of, each with its formula and source; apart, for most runs do without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import between, touchpoints
from kundnojd.inference.method import Method

SPREAD: Mapping[str, Method[Callable[..., Any]]] = {
    "anova": Method(
        between.anova,
        formula="ICC(1) = (MSB − MSW) / (MSB + (n0 − 1) MSW), n0 = (N − Σn²/N) / (k − 1); ICC(2) = (MSB − MSW) / MSB",
        source="Fisher (1925), Statistical Methods for Research Workers; Bliese (2000); R multilevel (mean n for n0)",
        use="The share of the variance of single answers that lies between units, and the reliability of their values",
    ),
    "wald-between": Method(
        between.tau2_interval,
        formula="τ² with Σ(y − centre)²/(v + τ²) / (k − 1) = F(k − 1, N − k), upper and lower; ICC = τ²/(τ² + MSW),"
        " of a share the limits over the total of the estimates",
        source="Wald (1940), Annals of Mathematical Statistics 11; with known v: Viechtbauer (2007), R metafor",
        use="The interval of the share and of τ, exact for normal answers also where sizes differ",
        limits="At 95 % it holds the true value in 94 to 98 % of surveys of 20 units or more"
        " (tests/benchmarks/between.md); of shares under 20 or over 80 % it can be too short where units differ much",
    ),
    "deleted-residual": Method(
        between.without_each,
        formula="(y_i − centre) / sqrt(v_i + τ² + 1/Σw), centre, τ² and w = 1/(v + τ²) of the other units",
        source="Viechtbauer and Cheung (2010), Research Synthesis Methods 1; R metafor, rstudent",
        use="Is it one unit: the furthest is beyond t(k − 2; 1 − .025/k), perhaps beyond z, and τ² falls by over half",
        limits="Of 10 units from one normal distribution z calls one in 15 to 20 of 100 surveys, t in 2 to 7"
        " (tests/benchmarks/between.md)",
    ),
    "components": Method(
        touchpoints.components,
        formula="Σ = cov of unit means − W · mean(1/n); unit: mean beside the diagonal; both: mean of diagonal − unit",
        source="Searle, Casella and McCulloch (1992), Variance Components; Cronbach et al. (1972)",
        use="Whether units differ in everything or in single touchpoints; W is the covariance within units",
    ),
    "common-share": Method(
        touchpoints.common_interval,
        formula="unit / (unit + both); interval: profile of the restricted likelihood, cut at F(.95; 1, k − 1)",
        source="Patterson and Thompson (1971), Biometrika 58; Hardy and Thompson (1996), Statistics in Medicine 15",
        use="From 70 % units differ as wholes, up to 30 % in single touchpoints",
        limits="At 95 % it holds the true share in 93 to 99 % of surveys of 8 units or more"
        " (tests/benchmarks/between.md); the share itself is a few points too low with few units",
    ),
}
