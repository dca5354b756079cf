"""The sums of a score over several questions, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference import by_item, sums
from kundnojd.questionnaire.model import Score

Floats = NDArray[np.float64]
Codes = Mapping[str, NDArray[np.intp]]


def width(score: Score) -> int:
    """How many sums a cell has: seven, or the item sums of `inference.by_item` where the base is questions."""
    return by_item.length(len(score.items)) if score.base == "questions" else sums.LENGTH


def score_sums(score: Score, codes: Codes, cell: NDArray[np.intp], weights: Floats, size: int) -> Floats:
    """The sums of a score in ``size`` cells, shape (size, width).

    ``codes`` are the answers of each question by row, -1 for none, ``cell`` the cell of each row. A row counts where it
    has answered at least ``score.minimum`` of the items.
    """
    given = np.stack([_scores(values, codes[item]) for item, values in zip(score.items, score.values, strict=True)])
    valid = (~np.isnan(given)).sum(axis=0) >= max(score.minimum, 1)
    return _BASES[score.base](score, given[:, valid].T, cell[valid], weights[valid], size)


def _scores(values: Floats, code: NDArray[np.intp]) -> Floats:
    return np.asarray(np.append(values, np.nan)[np.where(code >= 0, code, len(values))])


def _of_respondents(score: Score, given: Floats, cell: NDArray[np.intp], w: Floats, size: int) -> Floats:
    """Each respondent's mean over the items answered, weighted with the weights of the items where it has any."""
    answered = ~np.isnan(given)
    if score.weights:
        shares = answered * np.array(score.weights)
        y = np.nansum(given * shares, axis=1) / shares.sum(axis=1)
    else:
        y = np.nansum(given, axis=1) / answered.sum(axis=1)
    return _seven(y, w, cell, size)


def _of_answers(_score: Score, given: Floats, cell: NDArray[np.intp], w: Floats, size: int) -> Floats:
    """All answers together: each respondent's mean, weighing as much as the number of items answered.

    The sums are then those of the ratio of all scores to all answers, with its variance linearised over respondents.
    """
    answered = (~np.isnan(given)).sum(axis=1)
    return _seven(np.nansum(given, axis=1) / answered, w * answered, cell, size)


def _of_questions(_score: Score, given: Floats, cell: NDArray[np.intp], w: Floats, size: int) -> Floats:
    """What the mean of the figures of the questions needs, each with its own base."""
    x = by_item.products(given)
    matrices = np.zeros((2, size, x.shape[1], x.shape[1]))
    for i, j in zip(*np.triu_indices(x.shape[1]), strict=True):
        product = x[:, i] * x[:, j]
        for part, power in enumerate((w, w**2)):
            matrices[part, :, i, j] = matrices[part, :, j, i] = np.bincount(cell, product * power, minlength=size)
    count = np.bincount(cell, minlength=size).astype(float)
    return np.concatenate([count[:, None], matrices[0].reshape(size, -1), matrices[1].reshape(size, -1)], axis=1)


def _seven(y: Floats, w: Floats, cell: NDArray[np.intp], size: int) -> Floats:
    parts = (np.ones_like(w), w, w**2, w * y, w * y**2, w**2 * y, w**2 * y**2)
    return np.stack([np.bincount(cell, part, minlength=size) for part in parts], axis=-1)


_BASES: Mapping[str, Callable[[Score, Floats, NDArray[np.intp], Floats, int], Floats]] = {
    "respondents": _of_respondents,
    "answers": _of_answers,
    "questions": _of_questions,
}
