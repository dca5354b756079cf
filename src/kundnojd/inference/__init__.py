"""Statistics on arrays: intervals, tests of differences and corrections, each with its formula and source."""

from __future__ import annotations

from collections.abc import Mapping

from kundnojd.inference import differences, intervals, multiplicity
from kundnojd.inference.differences import ComparisonFunction, Difference
from kundnojd.inference.intervals import IntervalFunction
from kundnojd.inference.method import Method
from kundnojd.inference.multiplicity import AdjustmentFunction

__all__ = ["ADJUSTMENTS", "INTERVALS", "TESTS", "Difference", "Method"]

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
