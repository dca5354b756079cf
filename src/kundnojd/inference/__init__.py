"""Statistics on arrays: intervals, tests of differences and corrections, each with its formula and source."""

from __future__ import annotations

from collections.abc import Mapping

from kundnojd.inference import differences, intervals, known_values, multiplicity, paired
from kundnojd.inference.differences import ComparisonFunction, Difference
from kundnojd.inference.intervals import IntervalFunction
from kundnojd.inference.method import Method
from kundnojd.inference.multiplicity import AdjustmentFunction
from kundnojd.inference.paired import PairedFunction

__all__ = ["ADJUSTMENTS", "INTERVALS", "PAIRED_TESTS", "TARGET_TESTS", "TESTS", "Difference", "Method"]

_POOLED = "z = (a − b) / sqrt(v(1/n_a + 1/n_b)), v of both together; p: Pearson type III with the skewness of m(1 − m)"
_POOLED_SOURCE = "Pearson (1900), Phil. Magazine 50; Mantel (1963), JASA 58; type III: Mielke, Berry and Brier (1981)"
_TEST_LIMITS = (
    "From 30 answers on either side, else too-few; 40 equal units give a false alarm in about 5 of 100 surveys,"
    " fewer where most answers are alike: tests/benchmarks/false_alarms.md"
)

INTERVALS: Mapping[str, Method[IntervalFunction]] = {
    "wilson-mean": Method(
        intervals.wilson_mean,
        formula="Wilson with p = mean/100, n/f answers, t for z; f = (v + 0.06/m)/(p(1 − p) + 0.1/m), m = n_eff²/n",
        source="Wilson (1927), JASA 22; variance f · p(1 − p): Wedderburn (1974), Biometrika 61; f by simulation",
        use="Means of scores between two ends: indices, also skewed and with few answers",
        limits="At 95 % it holds the true value in 93.6 to 97 % of samples from 50 answers on; with 10 answers, and"
        " with 20 very skewed ones, in up to 98.9 %: wider than it need be (tests/benchmarks/coverage.md)",
    ),
    "t": Method(
        intervals.t,
        formula="mean ± t(n_eff − 1) · sqrt(n/(n − 1) · Σw²(y − mean)²) / Σw",
        source="Student (1908), Biometrika 6; standard error: Binder (1983), Int. Statistical Review 51",
        use="Means of scores without ends",
        limits="At 95 % it holds the true value of very skewed scores in 78 to 89 % of samples of 10, 89 to 93 % of 50",
    ),
    "wilson": Method(
        intervals.wilson,
        formula="(2np + z² ± z · sqrt(z² + 4np(1 − p))) / (2(n + z²)), n = n_eff; z · t(df)/t(n − 1) with weights",
        source="Wilson (1927), Journal of the American Statistical Association 22; weights: Korn and Graubard (1998)",
        use="Shares, also near 0 and 100 % and with few answers",
        limits="Counts jump: at 95 % and 10 answers it holds the true share in 92 to 98 % of samples, depending on it",
    ),
    "adjusted-wald": Method(
        intervals.adjusted_wald,
        formula="s ± z · sqrt((p + d − s²)/(n_eff + 3)), 3/4, 3/2, 3/4 answers added; z · t(df)/t(n − 1) with weights",
        source="Rocks (2016), The American Statistician 70, 365-372; weights: Korn and Graubard (1998)",
        use="Net scores such as NPS; the score printed stays the raw one",
        limits="The middle is drawn towards 0: with a handful of answers the interval need not hold the score printed",
    ),
}

TESTS: Mapping[str, Method[ComparisonFunction]] = {
    "mean-rest": Method(
        differences.mean_against_rest,
        formula=f"{_POOLED}; interval: both wilson-mean by squares",
        source=f"{_POOLED_SOURCE}; interval: Zou and Donner (2008), Statistics in Medicine 27",
        use="An index of one unit against all other units together",
        limits=_TEST_LIMITS,
    ),
    "mean-wave": Method(
        differences.mean_against_wave,
        formula=f"{_POOLED}; interval: both wilson-mean by squares",
        source=f"{_POOLED_SOURCE}; interval: Zou and Donner (2008), Statistics in Medicine 27",
        use="An index against the wave before, with different respondents",
        limits=_TEST_LIMITS,
    ),
    "share-rest": Method(
        differences.share_against_rest,
        formula=f"{_POOLED}; interval: Newcombe",
        source=f"{_POOLED_SOURCE}; interval: Newcombe (1998), Statistics in Medicine 17",
        use="A share of one unit against all other units together",
        limits=_TEST_LIMITS,
    ),
    "share-wave": Method(
        differences.share_against_wave,
        formula=f"{_POOLED}; interval: Newcombe",
        source=f"{_POOLED_SOURCE}; interval: Newcombe (1998), Statistics in Medicine 17",
        use="A share against the wave before, with different respondents",
        limits=_TEST_LIMITS,
    ),
    "net-rest": Method(
        differences.net_against_rest,
        formula=f"{_POOLED}; interval: adjusted Wald",
        source=f"{_POOLED_SOURCE}; interval: Rocks (2016), The American Statistician 70",
        use="A net score of one unit against all other units together",
        limits=_TEST_LIMITS,
    ),
    "net-wave": Method(
        differences.net_against_wave,
        formula=f"{_POOLED}; interval: adjusted Wald",
        source=f"{_POOLED_SOURCE}; interval: Rocks (2016), The American Statistician 70",
        use="A net score against the wave before, with different respondents",
        limits=_TEST_LIMITS,
    ),
    "mean-pair": Method(
        differences.mean_against_rest,
        formula="as mean-rest, between two units; corrected over all pairs of a measure and wave",
        source="Fisher (1925), Metron 5; letters: Piepho (2004), J. Comp. and Graph. Statistics 13",
        use="An index of every unit against that of every other, with --pairs",
    ),
    "share-pair": Method(
        differences.share_against_rest,
        formula="as share-rest, between two units; corrected over all pairs of a measure and wave",
        source="Pearson (1900), Phil. Magazine 50; letters: Piepho (2004), J. Comp. and Graph. Statistics 13",
        use="A share of every unit against that of every other, with --pairs",
    ),
    "net-pair": Method(
        differences.net_against_rest,
        formula="as net-rest, between two units; corrected over all pairs of a measure and wave",
        source="measuringu.com, test of two NPS; letters: Piepho (2004), J. Comp. and Graph. Statistics 13",
        use="A net score of every unit against that of every other, with --pairs",
    ),
}

# Against a value that is known; the second estimate is `known_values.known`.
TARGET_TESTS: Mapping[str, Method[ComparisonFunction]] = {
    "mean-target": Method(
        known_values.mean_against_known,
        formula="t = (p − p0) / sqrt(f p0(1 − p0)/n + se0²), f as in wilson-mean; interval: wilson-mean − p0",
        source="as wilson-mean; the error of p0 by squares: Zou and Donner (2008), Statistics in Medicine 27",
        use="An index against a target or a benchmark",
    ),
    "share-target": Method(
        known_values.share_against_known,
        formula="z = (p − p0) / sqrt(p0(1 − p0)/n_eff + se0²); interval: Wilson − p0, se0 added by squares",
        source="Wilson (1927), Journal of the American Statistical Association 22; squares: Zou and Donner (2008)",
        use="A share against a target or a benchmark",
    ),
    "net-target": Method(
        known_values.net_against_known,
        formula="z = (s − s0) / sqrt((2q + s0 − s0²)/n_eff + se0²), q the likeliest detractors if the score were s0",
        source="Rocks (2016), The American Statistician 70, 365-372, score test; squares: Zou and Donner (2008)",
        use="A net score against a target or a benchmark",
    ),
}

PAIRED_TESTS: Mapping[str, Method[PairedFunction]] = {
    "mean-wave-paired": Method(
        paired.mean_against_wave_paired,
        formula="t = (a − b) / sqrt(se_a² + se_b² − 2 cov), cov over those in both waves; df m − 1 where all returned",
        source="Student (1908), Biometrika 6; Derrick et al. (2017), J. Modern Applied Statistical Methods 16",
        use="An index against the wave before where respondents return, with --paired",
    ),
    "share-wave-paired": Method(
        paired.share_against_wave_paired,
        formula="z = (a − b) / sqrt(p(1 − p)(1/n_a + 1/n_b) − 2 cov), n = n_eff; McNemar where all returned",
        source="McNemar (1947), Psychometrika 12; interval: Newcombe (1998), Statistics in Medicine 17, 2635",
        use="A share against the wave before where respondents return, with --paired",
    ),
    "net-wave-paired": Method(
        paired.net_against_wave_paired,
        formula="t = (a − b) / sqrt(se_a² + se_b² − 2 cov), cov over those in both waves; df m − 1 where all returned",
        source="Student (1908), Biometrika 6; Derrick et al. (2017), J. Modern Applied Statistical Methods 16",
        use="A net score against the wave before where respondents return, with --paired",
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
