"""How often the jackknife intervals of a path model hold the value of the population, in simulated surveys.

The population is a multivariate normal with the correlations of W44, answered on 1-10 with every twelfth answer
missing; its values are those of a fit to a million respondents. Run with ``make bench``; the table is printed and
written to ``paths_coverage.md`` beside this file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tests.measures import w44

from kundnojd.analyses.paths import paths
from kundnojd.measures.path_model import PathModel, model_block
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.moments import Moments

SURVEYS = 500
SIZES = (100, 250, 1000)
PARTS = ("index", "path", "total-effect", "impact", "r2", "weight", "loading")
QUESTIONS = tuple(Question(name, name, {"": name}, Role.ITEM, scale_of(1, 10)) for name in w44.ITEMS)
QUESTIONNAIRE = Questionnaire(QUESTIONS)
MODEL = PathModel(w44.STRUCTURE, w44.ITEMS)
TEXTS = (*tuple(str(k) for k in range(1, 11)), "")
TABLE = Path(__file__).parent / "paths_coverage.md"


def surveyed(people: int, random: np.random.Generator) -> Moments:
    x = random.multivariate_normal(np.zeros(10), w44.correlations(), people)
    codes = np.clip(np.round(7 + 2 * x), 1, 10).astype(int) - 1
    codes[random.random(codes.shape) < 1 / 12] = 10
    columns = {name: RawColumn(codes[:, k].astype(np.intp), TEXTS) for k, name in enumerate(w44.ITEMS)}
    block = model_block(MODEL, QUESTIONNAIRE)
    return count(RawChunk(people, columns), QUESTIONNAIRE, (), "file", blocks=(block,)).tally.moments[block.name]


def test_coverage() -> None:
    random = np.random.default_rng(20261122)
    truth = paths(surveyed(1_000_000, random), MODEL, 0.95).rows
    lines = ["| n | " + " | ".join(PARTS) + " |", "|---:|" + "---:|" * len(PARTS)]
    for size in SIZES:
        held = np.zeros(len(truth))
        done = 0
        while done < SURVEYS:
            moments = surveyed(size + size // 20, random)
            if moments.bases[:, 0].sum() < size:
                continue
            found = paths(moments, MODEL, 0.95).rows
            held += (found["lower"] <= truth["value"]) & (truth["value"] <= found["upper"])
            done += 1
        cover = 100 * held / SURVEYS
        cells = [f"{cover[truth['part'] == part].mean():.1f}" for part in PARTS]
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
        assert all(90 < float(cell) < 99.5 for cell in cells)
    text = "\n".join(lines)
    print(f"\n{text}")
    head = (
        f"Coverage in per cent of the 95 % jackknife intervals of `kundnojd paths`, {SURVEYS} simulated surveys each."
    )
    TABLE.write_text(f"{head}\n\n{text}\n", encoding="utf-8")
