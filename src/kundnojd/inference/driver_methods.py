"""What a driver analysis is made of, each with its formula and source; apart, for most runs make none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import importance, jackknife, moment_regression
from kundnojd.inference.differences import share_against_rest
from kundnojd.inference.method import Method

DRIVERS: Mapping[str, Method[Callable[..., Any]]] = {
    "relative-weight": Method(
        importance.johnson,
        formula="Σ_k λ_jk² β_k², Λ = R_xx^½ (symmetric), β = Λ⁻¹ r_xy; shown in per cent of R²",
        source="Johnson (2000), Multivariate Behavioral Research 35, 1-19; Genizi (1993), Statistica Sinica 3",
        use="How much each question weighs: the parts are never negative and add up to R², however alike questions are",
        limits="Drivers that say almost the same share their weight; association, not effect",
    ),
    "lmg": Method(
        importance.lmg,
        formula="mean over all orders of what a question adds to R²",
        source="Lindeman, Merenda and Gold (1980); Grömping (2007), The American Statistician 61, 139-147",
        use="A check of the relative weights, with at most 12 questions",
    ),
    "effect": Method(
        moment_regression.least_squares,
        formula="b = S_xx⁻¹ s_xy between indices (0-100), shown for +1 and +5; beside it the simple slope s_xy/s_xx",
        source="Gauss (1809); the measure of effect is that of SCB's analysis with NKI",
        use="Points of satisfaction where one question goes up and the others stay; the slope: where they move along",
        limits="Complete answers of one wave; none for +5 beyond the scale, nor below 0 beside a correlation above it",
    ),
    "hurts-delights": Method(
        moment_regression.dummy_products,
        formula="least squares of dissatisfied on low_j and top_j; of very satisfied, among the satisfied, on the same",
        source="Brandt (1987), in: Add value to your service, 61-65; sequential: Agresti (2010), Ordinal data, 4.2",
        use="What hurts when it is bad, and what lifts when it is good; verdicts are corrected over both columns",
        limits="From 200 complete answers, 30 in each low and top and 10 for each question in the rarer outcome on",
    ),
    "hurts-delights-alone": Method(
        share_against_rest,
        formula="difference of shares between low or top and satisfactory, one question at a time; Newcombe",
        source="Newcombe (1998), Statistics in Medicine 17, 873-890, method 10",
        use="Where complete answers are too few; without regard to the other questions, and so without a verdict",
    ),
    "jackknife": Method(
        jackknife.standard_error,
        formula="se² = (G − 1)/G · Σ(θ without group g − θ)², ± t(G − 1) · se; G = 50 random groups",
        source="Quenouille (1956), Biometrika 43; Wolter (2007), Introduction to Variance Estimation, chapter 4",
        use="Intervals of all figures of drivers, and of the distance to the lines of the priority map",
        limits="At 95 % it holds the true value in 93 to 97 % of surveys of 250 and more answers:"
        " tests/benchmarks/drivers_coverage.md",
    ),
}
