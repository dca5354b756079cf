"""Files longer than their head: what comes late counts, and looking again ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kundnojd.cli.options import Drop
from kundnojd.measures import block_scores
from kundnojd.measures.score import index
from kundnojd.questionnaire.model import Block, Questionnaire
from kundnojd.questionnaire.settings import Settings
from kundnojd.sources import open_source
from kundnojd.tally import survey
from kundnojd.tally.moments import USED, correlations, means
from kundnojd.tally.screening import DROPS

ROWS = 60_000  # more than one chunk


@pytest.fixture(scope="module")
def late(tmp_path_factory) -> Path:
    """Rows sorted by unit; the one 0 of the recommend question stands in the last row."""
    path = tmp_path_factory.mktemp("late") / "sorted.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Enhet;Hur nöjd är du totalt sett? (1-10);Hur sannolikt är det att du skulle rekommendera oss?\n")
        file.writelines(f"Enhet {k * 6 // ROWS};{k % 10 + 1};{k % 10 + 1}\n" for k in range(ROWS - 1))
        file.write("Enhet 5;1;0\n")
    return path


def test_what_comes_after_the_head_counts(late) -> None:
    with open_source(late) as source:
        found = survey.take([source], Settings(), block_scores)
    scale = found.questionnaire.questions[1].scale
    assert (scale.low, scale.high) == (0, 10)
    assert found.tally.counts["Hur sannolikt är det att du skulle rekommendera oss?"][:, 0, 0].sum() == 1
    assert len(found.tally.cells) == 6
    assert found.rows_read == found.rows_used == ROWS


def test_moments_over_several_chunks_are_those_of_the_whole(late) -> None:
    def blocks_of(questionnaire: Questionnaire) -> tuple[Block, ...]:
        questions = questionnaire.questions
        return (Block("both", tuple(q.name for q in questions), tuple(index(q) for q in questions), 2, groups=7),)

    with open_source(late) as source:
        found = survey.take([source], Settings(), block_scores, blocks_of=blocks_of)
    moments = found.tally.moments["both"]
    values = pd.read_csv(late, sep=";").iloc[:, 1:].to_numpy()
    sums = moments.whole.sums[0]
    np.testing.assert_allclose(correlations(sums), np.corrcoef(values, rowvar=False), atol=1e-12)
    np.testing.assert_allclose(means(sums), [((values[:, 0] - 1) / 9 * 100).mean(), values[:, 1].mean() * 10])
    # Ten patterns of answers in 60,000 rows, yet groups of about the same size.
    assert len(moments.cells) == 7
    assert moments.bases[:, USED].max() < 1.05 * ROWS / 7


def test_looking_again_ends_where_nothing_settles(late, monkeypatch) -> None:
    passes = []
    monkeypatch.setattr(survey, "counts_alike", lambda *_: passes.append(1))
    with open_source(late) as source:
        found = survey.take([source], Settings(), block_scores)
    assert len(passes) == survey.MOST_PASSES
    # The tally belongs to the questionnaire that is given with it.
    for question in found.questionnaire.questions:
        assert found.tally.counts[question.name].shape[1] == question.size + 1


def test_what_can_be_dropped_is_what_the_option_offers() -> None:
    assert tuple(choice.value for choice in Drop) == DROPS
