"""Soldiers in companies against R multilevel (data bh1996 and lq2002 of the package): ICC and touchpoints."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kundnojd.inference import between, touchpoints
from kundnojd.inference.distributions import f_quantile
from kundnojd.inference.touchpoints import Sampling
from tests.r.running import ask_r

pytestmark = pytest.mark.r

NAMES = ("HRS", "LEAD", "COHES", "WBEING")
# R 4.2, multilevel 2.7; n0 and Searle from the tables of aov, tau2 (HE) and the intervals from the means and sizes.
N0, HARMONIC = 74.31349, 56.08827
WORKED = {  # MSB, MSW, ICC(1) with n0, ICC(2), tau2, tau2 (HE), Wald
    "HRS": (55.81149, 4.483158, 0.1334981, 0.9196732, 0.6907000, 0.6565402, (0.098744, 0.170476)),
    "LEAD": (6.172199, 0.5208536, 0.1274037, 0.9156130, 0.0760474, 0.0916572, (0.114869, 0.195562)),
    "COHES": (3.213463, 0.7215521, 0.0444088, 0.7754597, 0.0335324, 0.0366394, (0.033987, 0.069667)),
    "WBEING": (3.459004, 0.7896461, 0.0435098, 0.7717129, 0.0359202, 0.0340806, (0.029710, 0.061756)),
}
OTHER_INTERVALS = {  # of the share: Searle's with n0, and that of Thomas and Hultquist (1978)
    "HRS": ((0.103340, 0.175834), (0.097785, 0.169835)),
    "LEAD": ((0.098333, 0.168355), (0.115881, 0.196502)),
    "COHES": ((0.031558, 0.063390), (0.033706, 0.069817)),
    "WBEING": ((0.030849, 0.062220), (0.028209, 0.060805)),
}
SHARES = """
data(bh1996)
out <- do.call(rbind, lapply(c("HRS", "LEAD", "COHES", "WBEING"), function(name) {
  fit <- aov(bh1996[[name]] ~ as.factor(bh1996$GRP))
  data.frame(case=name, icc1=ICC1(fit), icc2=ICC2(fit))
}))
"""


@pytest.fixture(scope="module")
def soldiers(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("r")
    return ask_r("data(bh1996); out <- bh1996[c('GRP', 'HRS', 'LEAD', 'COHES', 'WBEING')]", folder, "multilevel")


@pytest.fixture(scope="module")
def of_r(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return ask_r(SHARES, tmp_path_factory.mktemp("r"), "multilevel").set_index("case")


@pytest.mark.parametrize("name", NAMES)
def test_soldiers_in_companies(name: str, soldiers: pd.DataFrame, of_r: pd.DataFrame) -> None:
    groups = soldiers.groupby("GRP")[name]
    n, mean, variance = (getattr(groups, part)().to_numpy(float) for part in ("count", "mean", "var"))
    assert (len(n), n.sum()) == (99, 7382)
    msb, msw, icc, reliability, tau2, tau2_he, ends = WORKED[name]
    pooled = float(((n - 1) * variance).sum() / (n - 1).sum())
    found = between.anova(mean, n, pooled)
    assert found.n0 == pytest.approx(N0, abs=6e-6)
    assert (found.msb, found.msw) == pytest.approx((msb, msw), rel=2e-7)
    assert (found.icc, found.reliability, found.tau2) == pytest.approx((icc, reliability, tau2), abs=6e-8)
    assert 1 / np.mean(1 / n) == pytest.approx(HARMONIC, abs=6e-6)
    assert mean.var(ddof=1) - (pooled / n).mean() == pytest.approx(tau2_he, abs=6e-8)
    wald = between.tau2_interval(mean, pooled / n, 0.95, n.sum() - len(n))
    assert [one / (one + pooled) for one in wald] == pytest.approx(ends, abs=6e-7)
    # Not used: with uneven sizes they hold the truth less often than Wald's.
    harmonic = 1 / np.mean(1 / n)
    ratios = ((found.msb / pooled, found.n0), (harmonic * mean.var(ddof=1) / pooled, harmonic))
    for (ratio, size), printed in zip(ratios, OTHER_INTERVALS[name], strict=True):
        limits = [ratio / f_quantile(p, len(n) - 1, n.sum() - len(n)) for p in (0.975, 0.025)]
        assert [(one - 1) / (one + size - 1) for one in limits] == pytest.approx(printed, abs=6e-7)
    # R multilevel takes the plain mean of n for n0.
    plain = (msb - msw) / (msb + (n.mean() - 1) * msw)
    assert of_r.loc[name, "icc1"] == pytest.approx(plain, abs=2e-7)
    assert of_r.loc[name, "icc2"] == pytest.approx(found.reliability)


def test_leadership_items_of_companies(tmp_path) -> None:
    """lq2002: 2,042 soldiers of 49 companies on eleven items; c from a matrix of n0 and from the means of units."""
    data = ask_r("data(lq2002); out <- lq2002[c('COMPID', sprintf('LEAD%02d', 1:11))]", tmp_path, "multilevel")
    groups = data.groupby("COMPID")
    n, means = groups.size().to_numpy(float), groups.mean().to_numpy()
    centred = (data.drop(columns="COMPID") - groups.transform("mean")).to_numpy()
    k, p = means.shape
    assert (len(data), k, n.min(), n.max(), p) == (2042, 49, 10, 99, 11)
    within = centred.T @ centred / (len(data) - k)
    own = Sampling(within, np.broadcast_to(1 / n[:, None, None], (k, p, p)))
    assert touchpoints.components(touchpoints.between_matrix(means, own), means, own).common == pytest.approx(
        0.7683, abs=6e-5
    )
    away = means - np.average(means, axis=0, weights=n)
    n0 = (n.sum() - (n**2).sum() / n.sum()) / (k - 1)
    by_size = ((n[:, None] * away).T @ away / (k - 1) - within) / n0
    parts = touchpoints.components(by_size, means, own)
    assert (parts.unit, parts.both) == pytest.approx((0.0580486, 0.0195117), abs=6e-8)
    assert parts.common == pytest.approx(0.7484, abs=6e-5)
    raw = touchpoints.components(np.cov(means, rowvar=False), means, own)
    assert raw.common == pytest.approx(0.6584, abs=6e-5)
    low, high = touchpoints.common_interval(means, own, 0.95)
    assert low < 0.7484 < 0.789 < high  # lmer: .789
