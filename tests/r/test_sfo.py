"""The passengers of San Francisco airport through the whole program, against R survey's svymean.

Each unit is a design of its own: svymean on the subset of its valid answers.
"""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.running import SFO, run
from tests.r.running import ask_r

pytestmark = pytest.mark.r

QUESTIONS = """
[[question]]
column = "Q7ALL"
role = "overall"
scale = [1, 5]
dont-know = ["6"]
missing = ["0"]
[[question]]
column = "NETPRO"
role = "recommend"
scale = [0, 10]
"""
COLUMNS = '[columns]\nunit = "BAREA"\nweight = "WEIGHT"\nothers = "ignore"\n'
# Customers by boarding area, invented; by area and peak in CASES.
AREAS = {"A": 1400, "B": 300, "C": 2600, "D": 1000, "E": 250, "F": 90000, "G": 700}
CASES = {
    "weights": ("", "", ""),
    "strata": ("PEAK", "", ""),
    "clusters": ("", "RUNID", ""),
    "strata-clusters": ("PEAK", "RUNID", ""),
    "population": ("", "", "area"),
    "population-by-stratum": ("PEAK", "", "peak"),
    "strata-population": ("PEAK", "", "area"),
    "clusters-population": ("", "RUNID", "area"),
    "all": ("PEAK", "RUNID", "area"),
}
SCRIPT = """
options(survey.lonely.psu="adjust")
x <- suppressWarnings(as.integer(d$Q7ALL)); x[!(x %in% 1:5)] <- NA
r <- suppressWarnings(as.integer(d$NETPRO)); r[!(r %in% 0:10)] <- NA
scores <- list(index=(x-1)/4*100, `top-box`=100*(x==5), nps=100*((r>=9)-(r<=6)))
w <- as.numeric(d$WEIGHT)
N <- setNames(areas$count, areas$unit); P <- setNames(peaks$count, paste(peaks$unit, peaks$stratum))
out <- NULL
for (i in seq_len(nrow(cases))) for (m in names(scores)) for (u in c("", names(N))) {
  y <- scores[[m]]; k <- which(!is.na(y) & (u == "" | d$BAREA == u))
  own <- data.frame(y=y[k], w=w[k], h=d$PEAK[k], c=d$RUNID[k], a=d$BAREA[k])
  if (cases$population[i] == "area") own$f <- if (u == "") sum(N) else N[[u]]
  if (cases$population[i] == "peak") {
    all <- if (u == "") tapply(peaks$count, peaks$stratum, sum) else P[paste(u, sort(unique(peaks$stratum)))]
    names(all) <- sort(unique(peaks$stratum)); own$f <- all[own$h] }
  # Customers are people: with clusters, and with strata that are not counted, they give the fraction that answered.
  if (cases$population[i] == "area" & (cases$strata[i] != "" | cases$clusters[i] != "")) own$f <- nrow(own) / own$f
  de <- svydesign(ids=if (cases$clusters[i] != "") ~c else ~1, strata=if (cases$strata[i] != "") ~h else NULL,
    weights=~w, fpc=if (cases$population[i] != "") ~f else NULL, nest=TRUE, data=own)
  s <- svymean(~y, de)
  out <- rbind(out, data.frame(case=cases$case[i], measure=m, unit=u, n=nrow(own), value=coef(s)[[1]], se=SE(s)[[1]]))
}
out
"""


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    texts = pd.read_csv(SFO[0], dtype=str, keep_default_na=False)
    texts.columns = [name.strip() for name in texts.columns]
    return texts[["BAREA", "PEAK", "RUNID", "WEIGHT", "Q7ALL", "NETPRO"]].apply(lambda column: column.str.strip())


@pytest.fixture(scope="module")
def peaks(answers: pd.DataFrame) -> pd.DataFrame:
    counts = answers.groupby(["BAREA", "PEAK"]).size()
    rows = [(unit, stratum, n * (2 + place % 3)) for place, ((unit, stratum), n) in enumerate(counts.items())]
    return pd.DataFrame(rows, columns=["unit", "stratum", "count"])


@pytest.fixture(scope="module")
def of_r(answers: pd.DataFrame, peaks: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    areas = pd.DataFrame({"unit": list(AREAS), "count": list(AREAS.values())})
    cases = pd.DataFrame(
        [(case, *rest) for case, rest in CASES.items()], columns=["case", "strata", "clusters", "population"]
    )
    script = "cases[is.na(cases)] <- ''\n" + SCRIPT
    found = ask_r(script, tmp_path_factory.mktemp("r"), d=answers, areas=areas, peaks=peaks, cases=cases)
    return found.set_index(["case", "measure", "unit"])


def ours(case: str, answers: pd.DataFrame, peaks: pd.DataFrame, folder: Path) -> pd.DataFrame:
    strata, clusters, population = CASES[case]
    columns = (
        COLUMNS + (f'stratum = "{strata}"\n' if strata else "") + (f'cluster = "{clusters}"\n' if clusters else "")
    )
    tables = {
        "": "",
        "area": "[population]\n" + "".join(f"{unit} = {count}\n" for unit, count in AREAS.items()),
        "peak": '[population]\nfile = "customers.csv"\nunit = "unit"\nstratum = "stratum"\n',
    }
    (folder / "survey.toml").write_text(columns + tables[population] + QUESTIONS, encoding="utf-8")
    peaks.to_csv(folder / "customers.csv", index=False)
    answers.to_csv(folder / "answers.csv", index=False)
    result = run(
        *("analyze", str(folder / "answers.csv"), "--format", "csv", "--quiet"),
        *("--measure", "index", "--measure", "top-box", "--measure", "nps", "--detail"),
    )
    assert result.exit_code == 0, result.output
    frame = pd.read_csv(io.StringIO(result.stdout), keep_default_na=False)
    frame = frame[frame.question.isin(["Q7ALL", ""]) | (frame.measure == "nps")]
    return frame.set_index(["measure", "unit"])


@pytest.mark.parametrize("case", CASES)
def test_every_unit_and_the_whole_equal_svymean(case, answers, peaks, of_r, tmp_path) -> None:
    found = ours(case, answers, peaks, tmp_path)
    expected = of_r.loc[case]
    assert len(expected) == 3 * 8
    for key, theirs in expected.iterrows():
        row = found.loc[key]
        assert int(row["n"]) == theirs["n"], key
        assert float(row["value"]) == pytest.approx(theirs["value"], rel=1e-9), key
        assert float(row["se"]) == pytest.approx(theirs["se"], rel=1e-7), key


def test_the_printed_errors_of_the_reference(of_r) -> None:
    # R 4.2.2, survey 4.1-1: 76.780066, with strata PEAK 0.37307, clusters RUNID 0.45143. These are of a design that
    # holds the rows without an answer too (na.rm=TRUE), so that n_h is a little larger than here.
    index = of_r.xs(("index", ""), level=("measure", "unit"))
    assert round(index["value"]["weights"], 6) == 76.780066
    assert index["se"]["strata"] == pytest.approx(0.37307, abs=1.5e-5)
    assert index["se"]["clusters"] == pytest.approx(0.45143, abs=1.5e-5)
