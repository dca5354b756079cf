"""Random designs against R survey: values to 1e-9, standard errors to 1e-7, under each policy for lonely clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kundnojd.analyses import AnalysisOptions, results
from kundnojd.analyses.designs import SampleDesign
from kundnojd.measures import block_scores, targets
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.population import Customers
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.populations import joined
from tests.r.running import ask_r

pytestmark = pytest.mark.r

DESIGNS = 90
POLICIES = ("adjust", "remove", "average")
SCORES = {"index": "index", "top-box": "top-box", "nps": "nps"}
SCRIPT = """
out <- NULL
for (i in cases$case) {
  case <- cases[cases$case == i,]; all <- d[d$case == i,]
  options(survey.lonely.psu=case$lonely)
  scores <- list(index=all$y*10, `top-box`=100*(all$y>=9), nps=100*((all$y>=9)-(all$y<=6)))
  for (m in names(scores)) for (u in c("", sort(unique(all$unit)))) {
    k <- u == "" | all$unit == u; own <- all[k,]; own$score <- scores[[m]][k]
    N <- if (u == "") sum(pop$count[pop$case == i]) else pop$count[pop$case == i & pop$unit == u]
    own$f <- if (case$sampled == "no") NA else nrow(own) / N
    psu <- if (case$clusters == "yes") paste(own$stratum, own$cluster) else seq_len(nrow(own))
    de <- svydesign(ids=if (case$clusters == "yes") ~cluster else ~1,
      strata=if (case$strata == "yes") ~stratum else NULL,
      weights=~w, fpc=if (case$sampled == "no") NULL else ~f, nest=TRUE, data=own)
    s <- svymean(~score, de)
    out <- rbind(out, data.frame(case=i, measure=m, unit=u, n=nrow(own), value=coef(s)[[1]], se=SE(s)[[1]],
      df=degf(de), psu=length(unique(psu))))
  }
}
"""


def random_case(seed: int) -> tuple[dict[str, object], pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(25, 160))
    units, strata, clusters = int(rng.integers(1, 4)), int(rng.integers(1, 6)), int(rng.integers(3, 20))
    share = rng.dirichlet(np.ones(strata) * 0.8)  # uneven, so that some strata have one respondent
    frame = pd.DataFrame(
        {
            "case": str(seed),
            "unit": rng.choice(list("ABC")[:units], n),
            "stratum": rng.choice(list("pqrstu")[:strata], n, p=share),
            "cluster": rng.integers(0, clusters, n).astype(str),
            "w": np.round(rng.lognormal(0, rng.uniform(0, 1), n), 3) + 0.001,
            "y": np.clip(rng.normal(7, 2.5, n).round(), 0, 10),
        }
    )
    counts = frame.groupby("unit").size()
    pop = pd.DataFrame({"case": str(seed), "unit": counts.index, "count": counts.to_numpy() * rng.integers(1, 6) + 1.0})
    kinds = {name: ("yes" if rng.random() < 0.6 else "no") for name in ("strata", "clusters", "sampled")}
    return {"case": str(seed), "lonely": POLICIES[seed % 3], **kinds}, frame, pop


CASES = [random_case(seed) for seed in range(DESIGNS)]


@pytest.fixture(scope="module")
def of_r(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    cases = pd.DataFrame([case for case, _, _ in CASES])
    d, pop = (pd.concat([part[place] for part in CASES], ignore_index=True) for place in (1, 2))
    return ask_r(SCRIPT, tmp_path_factory.mktemp("r"), cases=cases, d=d, pop=pop).set_index(["case", "measure", "unit"])


def ours(case: dict[str, object], frame: pd.DataFrame, pop: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name in ("unit", "stratum", "cluster", "w", "y"):
        cells = [f"{value:g}" if name == "y" else str(value) for value in frame[name]]
        texts = tuple(dict.fromkeys(cells))
        columns[name] = RawColumn(np.array([texts.index(cell) for cell in cells], dtype=np.intp), texts)
    stratum = "stratum" if case["strata"] == "yes" else ""
    cluster = "cluster" if case["clusters"] == "yes" else ""
    survey = Questionnaire(
        (Question("y", "y", {"": "y"}, Role.RECOMMEND, scale_of(0, 10)),),
        unit=("unit",),
        weight="w",
        split=tuple(filter(None, (stratum, cluster))),
    )
    tally = count(RawChunk(len(frame), columns), survey, block_scores(survey), "file").tally
    keys = tuple(f"column:{name}" if name else "" for name in (stratum, cluster))
    rows = [Customers(unit, number) for unit, number in zip(pop["unit"], pop["count"], strict=True)]
    population = joined(rows, tally, keys[0]) if case["sampled"] == "yes" else None
    asked = targets(survey, tuple(SCORES), detail=True)
    design = SampleDesign(*keys, population, str(case["lonely"]))
    return results(tally, asked, AnalysisOptions(min_n=1), design=design).set_index(["measure", "unit"])


@pytest.mark.parametrize("place", range(DESIGNS))
def test_a_random_design_equals_svymean(place, of_r) -> None:
    case, frame, pop = CASES[place]
    found = ours(case, frame, pop)
    for (measure, unit), theirs in of_r.loc[case["case"]].iterrows():
        row = found.loc[(measure, unit)]
        assert row["value"] == pytest.approx(theirs["value"], rel=1e-9, abs=1e-9)
        if np.isnan(row["se"]):
            # R: nothing, or the zero of a single cluster or of lonely strata left out.
            assert np.isnan(theirs["se"]) or theirs["se"] == pytest.approx(0, abs=1e-9)
            assert theirs["n"] < 2 or theirs["psu"] == 1 or theirs["df"] == 0
        else:
            assert row["se"] == pytest.approx(theirs["se"], rel=1e-7, abs=1e-9), (measure, unit, case)


def test_the_designs_hold_lonely_strata_and_all_combinations() -> None:
    seen = {(case["strata"], case["clusters"], case["sampled"]) for case, _, _ in CASES}
    assert len(seen) == 8
    lonely = {
        case["lonely"]
        for case, frame, _ in CASES
        if case["strata"] == "yes" and (frame.groupby("stratum").cluster.nunique() == 1).any()
    }
    assert lonely == set(POLICIES)
