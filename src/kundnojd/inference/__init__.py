"""Statistics on arrays: intervals, tests of differences and corrections, each with its formula and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import differences, funnel, intervals, multiplicity, planning, ranking
from kundnojd.inference.differences import ComparisonFunction, Difference
from kundnojd.inference.intervals import IntervalFunction
from kundnojd.inference.method import Method
from kundnojd.inference.multiplicity import AdjustmentFunction

__all__ = ["ADJUSTMENTS", "COMPARING", "FUNNELS", "INTERVALS", "PLANNING", "RANKINGS", "TESTS", "Difference", "Method"]

INTERVALS: Mapping[str, Method[IntervalFunction]] = {
    "t": Method(
        intervals.t,
        formula="mean ± t(n_eff − 1) · sqrt(n/(n − 1) · Σw²(y − mean)²) / Σw",
        source="Student (1908), Biometrika 6; standard error: Binder (1983), Int. Statistical Review 51",
        use="Means of scores: indices",
    ),
    "wilson": Method(
        intervals.wilson,
        formula="(2np + z² ± z · sqrt(z² + 4np(1 − p))) / (2(n + z²)), n = n_eff",
        source="Wilson (1927), Journal of the American Statistical Association 22",
        use="Shares, also near 0 and 100 % and with few answers",
    ),
    "adjusted-wald": Method(
        intervals.adjusted_wald,
        formula="s ± z · sqrt((p + d − s²)/(n_eff + 3)) with 3/4, 3/2, 3/4 answers added",
        source="Rocks (2016), The American Statistician 70, 365-372",
        use="Net scores such as NPS; the score printed stays the raw one",
    ),
}

TESTS: Mapping[str, Method[ComparisonFunction]] = {
    "mean-rest": Method(
        differences.mean_against_rest,
        formula="t = (a − b) / sqrt(v(1/n_a + 1/n_b)), v pooled, df n_a + n_b − 2; interval: Welch",
        source="Fisher (1925), Metron 5; interval: Welch (1947), Biometrika 34",
        use="An index of one unit against all other units together",
    ),
    "mean-wave": Method(
        differences.mean_against_wave,
        formula="t = (a − b) / sqrt(se_a² + se_b²), Satterthwaite df on n_eff − 1; interval: the same",
        source="Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2",
        use="An index against the wave before, with different respondents",
    ),
    "share-rest": Method(
        differences.share_against_rest,
        formula="z = (a − b) / sqrt(p(1 − p)(1/n_a + 1/n_b)), p of both, n = n_eff; interval: Newcombe",
        source="Pearson (1900), Phil. Magazine 50; interval: Newcombe (1998), Statistics in Medicine 17",
        use="A share of one unit against all other units together",
    ),
    "share-wave": Method(
        differences.share_against_wave,
        formula="z = (a − b) / sqrt(p(1 − p)(1/n_a + 1/n_b)), p of both, n = n_eff; interval: Newcombe",
        source="Pearson (1900), Phil. Magazine 50; interval: Newcombe (1998), Statistics in Medicine 17",
        use="A share against the wave before, with different respondents",
    ),
    "net-rest": Method(
        differences.net_against_rest,
        formula="z = (a − b) / sqrt(v(1/n_a + 1/n_b)), v = p + d − (p − d)² of both; interval: adjusted Wald",
        source="measuringu.com, test of two NPS; interval: Rocks (2016), The American Statistician 70",
        use="A net score of one unit against all other units together",
    ),
    "net-wave": Method(
        differences.net_against_wave,
        formula="z = (a − b) / sqrt(v_a/n_a + v_b/n_b), v = p + d − (p − d)²; interval: adjusted Wald",
        source="measuringu.com, test of two NPS; interval: Rocks (2016), The American Statistician 70",
        use="A net score against the wave before, with different respondents",
    ),
}

ADJUSTMENTS: Mapping[str, Method[AdjustmentFunction]] = {
    "bh": Method(
        multiplicity.benjamini_hochberg,
        formula="min over j ≥ i of m · p(j) / j",
        source="Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300",
        use="Many units looked at for what stands out: few of the differences called are false",
    ),
    "holm": Method(
        multiplicity.holm,
        formula="max over j ≤ i of (m − j + 1) · p(j)",
        source="Holm (1979), Scandinavian Journal of Statistics 6, 65-70",
        use="A few comparisons planned beforehand, where not one false alarm is wanted",
    ),
    "none": Method(
        multiplicity.none,
        formula="p",
        source="no correction",
        use="One comparison planned beforehand",
    ),
}

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
        use="Each unit by itself: 93 to 99 % of them hold the true rank (tests/benchmarks/ranking.md); not all intervals of a "
        "list hold at once",
    ),
}

# How two waves of a kind of measure are compared, when they are still to be asked.
COMPARING: Mapping[str, Method[planning.Comparing]] = {
    "power-mean": Method(
        planning.Comparing(planning.mean_power, planning.mean_needed),
        formula="power = 1 − F(t; 2(n − 1), sqrt(n/2) · d/sd), F the noncentral t distribution",
        source="R stats, power.t.test",
        use="Answers needed per wave to see a difference of an index",
    ),
    "power-share": Method(
        planning.Comparing(planning.share_power, planning.share_needed),
        formula="n = (z · sqrt(2p(1 − p)) + z_power · sqrt(p₁(1 − p₁) + p₂(1 − p₂)))² / (p₁ − p₂)², p their mean",
        source="R stats, power.prop.test",
        use="Answers needed per wave to see a difference of a share, taken towards 50 %",
    ),
    "power-net": Method(
        planning.Comparing(planning.normal_power, planning.normal_needed),
        formula="n = (sd_a² + sd_b² − 2 · overlap · ρ · sd_a · sd_b) · (z + z_power)² / d²",
        source="Cohen (1988), Statistical Power Analysis; R PracTools, nProp2sam",
        use="Answers needed per wave for a net score, and for any measure where respondents answer in both waves",
    ),
}

PLANNING: Mapping[str, Method[Callable[..., Any]]] = {
    "margin-of-error": Method(
        planning.margin,
        formula="z · sd · sqrt(deff · (1 − n/N) / n)",
        source="Cochran (1977), Sampling Techniques, 2.6",
        use="Half the width of an interval; sd is 100 · sqrt(p(1 − p)) for a share, 100 · sqrt(variance) for NPS",
    ),
    "answers-needed": Method(
        planning.answers_for_margin,
        formula="n₀ = deff · z² · sd² / e²; n = n₀ / (1 + (n₀ − 1)/N), rounded up",
        source="Cochran (1977), Sampling Techniques, 4.4",
        use="Answers for a margin of ±e",
    ),
    "detectable-difference": Method(
        planning.detectable,
        formula="(z + z_power) · sd · sqrt(1/n_a + 1/n_b − 2mρ/(n_a n_b)), m who answer both times",
        source="Cohen (1988), Statistical Power Analysis; Kish (1965), Survey Sampling, 12.4",
        use="The smallest true difference that is likely to be called, before correction for many comparisons",
    ),
}
