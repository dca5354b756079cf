"""How often words seem to tell two halves of the same comments apart, which chance alone has made.

Run with ``python -m tests.benchmarks.words``; it writes ``words.md`` beside this file, the same every time. The answers
to the R community survey of 2019 are not part of the repository: without them their rows stay as they were.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kundnojd.analyses.comments import LEAST_HOLDING
from kundnojd.inference import ADJUSTMENTS
from kundnojd.inference.words import log_odds, prior_strength, shares
from kundnojd.questionnaire.comment_words import count_words, says_nothing, words
from kundnojd.sources import open_source
from kundnojd.sources.reading import ReadOptions

HALVINGS = 200
SEED = 20_190_601
NOMINAL = 1.959964
TABLE = Path(__file__).parent / "words.md"
ROOT = Path(__file__).parents[2]
ABOUT = f"""# Words that chance sets apart

Real and generated comments are cut in two at random {HALVINGS} times, so that no word differs. Words in {LEAST_HOLDING}
comments or more are tested. The log-odds with a prior are no test: beyond 1.96 they hold fewer words than the 5 in 100
that are nominal, the fewer the stronger the prior. The score test on shares of comments keeps its level, and after the
correction of Benjamini and Hochberg hardly a run finds any word. `python -m tests.benchmarks.words` makes it anew.

| comments | words tested | z, prior all words | z, prior 500 | z, prior used | score test | runs with a finding |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Corpus:
    name: str
    file: Path
    column: str
    language: str


def shared() -> Path:
    return Path(os.environ.get("KUNDNOJD_SHARED", ROOT.parent / "shared")) / "data"


CORPORA = (
    Corpus(
        "generated tenants, what could be better",
        ROOT / "examples/hyresgaster/hyresgaster.xlsx",
        "Vad kan vi göra bättre?",
        "sv",
    ),
    Corpus(
        "R community 2019, like least",
        shared() / "r-community-survey/2019-english-responses.tsv",
        "What do you like least about using R?",
        "en",
    ),
)


def comments(corpus: Corpus) -> list[str]:
    found = []
    with open_source(str(corpus.file), ReadOptions()) as source:
        for chunk in source.read([corpus.column]):
            raw = chunk.columns[corpus.column]
            found += [raw.texts[code] for code in raw.codes]
    return [text for text in found if text and not says_nothing(text)]


def held(texts: Sequence[str], language: str) -> np.ndarray:
    """Which comments hold which words, (comments, words)."""
    said = [words(text, language) for text in texts]
    vocabulary = {stem: place for place, stem in enumerate(sorted(count_words(said)[0]))}
    table = np.zeros((len(said), len(vocabulary)), dtype=bool)
    for row, stems in enumerate(said):
        table[row, [vocabulary[stem] for stem in stems]] = True
    return table


@dataclass(frozen=True)
class Found:
    comments: int
    tested: int
    z_all: float
    z_500: float
    z_used: float
    score: float
    runs: float

    def line(self, name: str) -> str:
        shares_ = (self.z_all, self.z_500, self.z_used, self.score, self.runs)
        told = " | ".join(f"{100 * share:.1f} %" for share in shares_)
        return f"| {name}, {self.comments} | {self.tested} | {told} |\n"


def halved(table: np.ndarray, halvings: int = HALVINGS) -> Found:
    """What halvings of the comments at random find."""
    random = np.random.default_rng(SEED)
    tested = np.flatnonzero(table.sum(axis=0) >= LEAST_HOLDING)
    rates, runs = [], 0
    for _ in range(halvings):
        order = random.permutation(len(table))
        one, other = table[order[: len(order) // 2]], table[order[len(order) // 2 :]]
        a, b = one.sum(axis=0).astype(float), other.sum(axis=0).astype(float)
        total = float(a.sum() + b.sum())
        z = [np.abs(log_odds(a, b, strength).z[tested]) for strength in (total, 500.0, prior_strength(total))]
        p = shares(a[tested], len(one), b[tested], len(other), 0.95).p_value
        rates.append([*(float(np.mean(part > NOMINAL)) for part in z), float(np.mean(p < 0.05))])
        runs += bool((ADJUSTMENTS["bh"].function(p) < 0.05).any())
    z_all, z_500, z_used, score = np.mean(rates, axis=0)
    return Found(len(table), len(tested), z_all, z_500, z_used, score, runs / halvings)


def main() -> None:
    stored = (
        {line.split(",")[0]: line for line in TABLE.read_text("utf-8").splitlines(keepends=True)}
        if TABLE.exists()
        else {}
    )
    lines = []
    for corpus in CORPORA:
        if corpus.file.is_file():
            lines.append(halved(held(comments(corpus), corpus.language)).line(corpus.name))
        else:
            lines.append(stored[f"| {corpus.name.split(',')[0]}"])
    TABLE.write_text(ABOUT + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
