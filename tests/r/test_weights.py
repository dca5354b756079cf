"""Raked and post-stratified weights against R's rake and postStratify."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kundnojd.inference.raking import post_stratified, raked
from tests.r.running import ask_r

pytestmark = pytest.mark.r

TABLES = 30
SCRIPT = """
out <- NULL
for (i in unique(d$case)) {
  own <- d[d$case == i,]
  a <- aggregate(Freq ~ a, margins[margins$case == i & margins$a != "",], sum)
  b <- aggregate(Freq ~ b, margins[margins$case == i & margins$b != "",], sum)
  de <- svydesign(ids=~1, weights=~w, data=own)
  r <- rake(de, list(~a, ~b), list(a, b), control=list(maxit=2000, epsilon=1e-13))
  p <- postStratify(de, ~a, a)
  out <- rbind(out, data.frame(case=i, raked=weights(r), post=weights(p)))
}
"""


def table(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    rows, columns, n = int(rng.integers(2, 5)), int(rng.integers(2, 4)), int(rng.integers(60, 300))
    # Each category is there, whatever the draw.
    a = [*range(rows), *rng.integers(0, rows, n - rows)]
    b = [*range(columns), *rng.integers(0, columns, n - columns)]
    own = pd.DataFrame(
        {
            "case": str(seed),
            "a": [f"a{k}" for k in a],
            "b": [f"b{k}" for k in b],
            "w": rng.uniform(0.5, 3, n),
        }
    )
    total = 5000.0
    parts = [
        pd.DataFrame({"case": str(seed), "a": names, "b": "", "Freq": total * rng.dirichlet(np.ones(len(names)) * 4)})
        for names in (sorted(set(own["a"])), sorted(set(own["b"])))
    ]
    parts[1] = parts[1].rename(columns={"a": "b", "b": "a"})
    return own, pd.concat(parts, ignore_index=True)[["case", "a", "b", "Freq"]]


@pytest.fixture(scope="module")
def of_r(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    tables = [table(seed) for seed in range(TABLES)]
    d, margins = (pd.concat([part[place] for part in tables], ignore_index=True) for place in (0, 1))
    script = "margins$a[is.na(margins$a)] <- ''; margins$b[is.na(margins$b)] <- ''\n" + SCRIPT
    return ask_r(script, tmp_path_factory.mktemp("r"), d=d, margins=margins)


@pytest.mark.parametrize("seed", range(TABLES))
def test_weights_equal_r(seed, of_r) -> None:
    own, margins = table(seed)
    cells = own.groupby(["a", "b"])["w"].agg(["sum", "size"]).reset_index()
    found = {}
    for name in ("a", "b"):
        targets = margins[margins[name] != ""].set_index(name)["Freq"]
        found[name] = (targets.index.get_indexer(cells[name]), targets.to_numpy())
    done = raked(cells["sum"].to_numpy(), [found["a"], found["b"]])
    assert done.settled
    place = pd.MultiIndex.from_frame(cells[["a", "b"]]).get_indexer(pd.MultiIndex.from_frame(own[["a", "b"]]))
    theirs = of_r[of_r.case == str(seed)]
    assert own["w"].to_numpy() * done.factors[place] == pytest.approx(theirs["raked"].to_numpy(), rel=1e-7)
    post = post_stratified(cells["sum"].to_numpy(), *found["a"])
    assert own["w"].to_numpy() * post[place] == pytest.approx(theirs["post"].to_numpy(), rel=1e-12)
