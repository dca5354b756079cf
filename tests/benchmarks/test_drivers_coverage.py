"""How often the jackknife intervals of a driver analysis hold the value of the population, in simulated surveys.

Five questions and an overall one on 1-5, which a mood that all share and what each has of its own make up; every
fifteenth answer is missing. The values of the population are those of a million respondents. Run with ``make bench``;
the table is printed and written to ``drivers_coverage.md`` beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kundnojd.analyses.drivers import drivers
from kundnojd.measures.driver_model import DriverChoice, driver_blocks, driver_model
from kundnojd.questionnaire.model import Question, Questionnaire, Role
from kundnojd.questionnaire.scales import scale_of
from kundnojd.sources.reading import RawChunk, RawColumn
from kundnojd.tally.count import count
from kundnojd.tally.moments import Moments

SURVEYS = 300
SIZES = (250, 500, 1000, 2000)
PARTS = ("importance", "r2", "effect-1", "slope", "score", "score-distance", "effect-distance", "hurts", "delights")
ITEMS = ("a", "b", "c", "d", "e")
PULL = np.array([0.5, 0.35, 0.2, 0.1, 0.3])  # of each question on the overall rating
EASE = np.array([0.4, -0.3, 0.0, 0.2, -0.5])  # how well each is rated
QUESTIONS = tuple(
    Question(name, name, {"": name}, Role.OVERALL if name == "overall" else Role.ITEM, scale_of(1, 5))
    for name in (*ITEMS, "overall")
)
QUESTIONNAIRE = Questionnaire(QUESTIONS)
MODEL = driver_model(QUESTIONNAIRE, DriverChoice())
TEXTS = ("1", "2", "3", "4", "5", "")
TABLE = Path(__file__).parent / "drivers_coverage.md"


def surveyed(people: int, random: np.random.Generator) -> Mapping[str, Moments]:
    x = random.normal(size=(people, 5)) + random.normal(size=(people, 1))
    overall = x @ PULL + 0.8 * random.normal(size=people)
    codes = np.clip(np.round(2.5 + 0.7 * np.column_stack([x + EASE, overall])), 0, 4).astype(int)
    codes[random.random(codes.shape) < 1 / 15] = 5
    columns = {name: RawColumn(codes[:, k].astype(np.intp), TEXTS) for k, name in enumerate((*ITEMS, "overall"))}
    return count(RawChunk(people, columns), QUESTIONNAIRE, (), "file", blocks=driver_blocks(MODEL)).tally.moments


def test_coverage() -> None:
    random = np.random.default_rng(20261122)
    truth = drivers(surveyed(1_000_000, random), MODEL, "", 0.95).rows
    truth = truth[truth["part"].isin(PARTS)].set_index(["part", "question"])["value"]
    lines = ["| answers | " + " | ".join(PARTS) + " |", "|---:|" + "---:|" * len(PARTS)]
    for size in SIZES:
        held, made = dict.fromkeys(PARTS, 0), dict.fromkeys(PARTS, 0)
        for _ in range(SURVEYS):
            found = drivers(surveyed(size, random), MODEL, "", 0.95).rows
            found = found[found["part"].isin(PARTS)]
            values = truth.loc[list(zip(found["part"], found["question"], strict=True))].to_numpy()
            holds = (found["lower"] <= values) & (values <= found["upper"])
            for part, own in holds.groupby(found["part"]):
                held[part] += int(own.sum())
                made[part] += len(own)
        # Where complete answers are too few, the steps are told question by question, and no interval is made.
        cells = [f"{100 * held[p] / made[p]:.1f}" if made[p] else "" for p in PARTS]
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
        assert all(90 < float(cell) < 99.5 for cell in cells if cell)
    text = "\n".join(lines)
    head = (
        f"Coverage in per cent of the 95 % jackknife intervals of `kundnojd drivers`, {SURVEYS} simulated surveys each"
        " of five questions; two thirds of the answers are complete. 50 random groups."
    )
    TABLE.write_text(f"{head}\n\n{text}\n", encoding="utf-8")
