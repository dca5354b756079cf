"""The sums of a score over several questions, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
    given = np.stack([valued(values, codes[item]) for item, values in zip(score.items, score.values, strict=True)])
    valid = (~np.isnan(given)).sum(axis=0) >= max(score.minimum, 1)
    return _BASES[score.base](score, given[:, valid].T, cell[valid], weights[valid], size)


def scored(score: Score, codes: Mapping[str, NDArray[np.integer[Any]]]) -> Floats:
    """Each respondent's mean over the items answered (R,), NaN where too few items have a score.

    >>> score = Score("nki", ("q1", "q2"), (np.array([0.0, 100.0, np.nan]),) * 2, 2)
    >>> scored(score, {"q1": np.array([1, 1]), "q2": np.array([0, -1])}).tolist()
    [50.0, nan]
    """
    given = np.stack([valued(values, codes[item]) for item, values in zip(score.items, score.values, strict=True)])
    valid = (~np.isnan(given)).sum(axis=0) >= max(score.minimum, 1)
    found = np.full(given.shape[1], np.nan)
    found[valid] = _means(score, given[:, valid].T)
    return found


def valued(values: Floats, code: NDArray[np.integer[Any]]) -> Floats:
    """The value of each answer from its place (R,), NaN where there is no answer.

    >>> valued(np.array([0.0, 100.0, np.nan]), np.array([1, 2, -1])).tolist()
    [100.0, nan, nan]
    """
    return np.asarray(np.append(values, np.nan)[np.where(code >= 0, code, len(values))])


def _means(score: Score, given: Floats) -> Floats:
    """Means over the items answered, weighted with the weights of the items where the score has any."""
    answered = ~np.isnan(given)
    if not score.weights:
        return np.asarray(np.nansum(given, axis=1) / answered.sum(axis=1))
    shares = answered * np.array(score.weights)
    return np.asarray(np.nansum(given * shares, axis=1) / shares.sum(axis=1))


def _of_respondents(score: Score, given: Floats, cell: NDArray[np.intp], w: Floats, size: int) -> Floats:
    return _seven(_means(score, given), w, cell, size)


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
