"""Respondents against the frame they come from, by columns whose categories are known of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import hidden_counts
from kundnojd.analyses.frame import Frame
from kundnojd.errors import InputError
from kundnojd.inference import nonresponse
from kundnojd.questionnaire.labels import normalise
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Tally

Floats = NDArray[np.float64]
RESPONDENTS, WEIGHTED, INDICATOR = "respondents", "weighted", "r-indicator"


@dataclass(frozen=True)
class _Margin:
    """A column in one wave: respondents (K, 3) of the K categories, their shares of the frame, and its size.

    ``hidden`` (K,) are the categories that are not shown. ``size`` is NaN where only shares are known.
    """

    categories: tuple[str, ...]
    respondents: Floats
    frame: Floats
    size: float
    hidden: NDArray[np.bool_]


def composition_rows(
    tally: Tally, frame: Frame, margins: Mapping[str, Mapping[str, float]], options: AnalysisOptions
) -> Iterator[Mapping[str, object]]:
    """A row for each category, and one for the column: how far apart the two are, and whether chance would do it.

    Shares are per cent of the respondents whose category the frame knows. ``respondents`` counts each as one,
    ``weighted`` by weight, where there are weights; the row of the column has half the sum of the differences (the
    points that would have to change places) with the chi-square on the effective base, and ``r-indicator`` follows
    where the numbers of the frame are known. Hidden categories count as one there. Raises `InputError` where a
    category of the frame has fewer people than answers.
    """
    for column, population in margins.items():
        by = tally.rollup([WAVE, f"column:{column}"])
        for wave, (name, label) in enumerate(_waves(by, frame)):
            margin = _margin(by, name, column, population, float(frame.customers[0, wave]), options.min_n)
            n, w, w2 = margin.respondents.T
            if n.sum() < options.min_n:
                continue
            common = {"part": "composition", "kind": "share", "column": column, "wave": label}
            kinds = {RESPONDENTS: n}
            if not np.allclose(w, n) or not np.allclose(w2, n):
                kinds[WEIGHTED] = w
            for measure, counts in kinds.items():
                n_eff = n.sum() if measure == RESPONDENTS else w.sum() ** 2 / w2.sum() if w2.sum() else 0.0
                for row in _rows(margin, counts, float(n_eff), options.level):
                    yield {**common, "measure": measure, **row}
            if not np.isnan(margin.size):
                value = nonresponse.r_indicator(
                    _merged(n, margin.hidden), _merged(margin.frame, margin.hidden) * margin.size
                )
                yield {
                    **common,
                    "kind": "mean",
                    "measure": INDICATOR,
                    "value": value,
                    "status": "ok",
                    "n": float(n.sum()),
                    "customers": margin.size,
                }


def outside(tally: Tally, margins: Mapping[str, Mapping[str, float]]) -> Mapping[str, int]:
    """The respondents of each column whose category is empty or not in the frame: they are in no share of it."""
    found = {}
    for column, population in margins.items():
        known = {normalise(category) for category in population}
        by = tally.rollup([f"column:{column}"])
        lost = [n for (text,), n in zip(by.cells, by.respondents[:, 0], strict=True) if normalise(text) not in known]
        found[column] = int(sum(lost))
    return found


def _waves(by: Tally, frame: Frame) -> list[tuple[str, str]]:
    """The waves as the tally and as the rows call them."""
    if len(frame.grid.waves) == 1:
        return [(by.values_of(WAVE)[0], "")]
    return [(wave, wave) for wave in frame.grid.waves]


def _margin(
    by: Tally, wave: str, column: str, population: Mapping[str, float], customers: float, min_n: int
) -> _Margin:
    categories = tuple(population)
    place = {normalise(category): k for k, category in enumerate(categories)}
    respondents = np.zeros((len(categories), 3))
    for (own, text), counts in zip(by.cells, by.respondents, strict=True):
        if own == wave and normalise(text) in place:
            respondents[place[normalise(text)]] += counts
    known = np.array(list(population.values()), dtype=float)
    total = known.sum()
    # Shares add up to 1 or to 100; then the numbers of people are those of the whole, where these are known.
    size = customers if np.isclose(total, 1, atol=0.01) or np.isclose(total, 100, atol=1) else float(total)
    n = respondents[:, 0]
    over = n > known / total * size
    if not np.isnan(size) and over.any():
        names = tuple(np.array(categories)[over].tolist())
        raise InputError("more-answers-than-frame", column=column, categories=names, count=len(names))
    grid = np.append(n.sum(), n)[:, None]
    hidden = hidden_counts(grid, [-1, *[0] * len(n)], min_n)[1:, 0]
    return _Margin(categories, respondents, known / total, size, hidden)


def _rows(margin: _Margin, counts: Floats, n_eff: float, level: float) -> Iterator[dict[str, object]]:
    n = margin.respondents[:, 0]
    total = counts.sum()
    if not total:
        return
    shares = counts / total
    for k, category in enumerate(margin.categories):
        row = {"category": category, "customers": margin.frame[k] * margin.size, "against": 100 * margin.frame[k]}
        if margin.hidden[k]:
            yield {**row, "status": "hidden"}
        else:
            difference = 100 * float(shares[k] - margin.frame[k])
            value = {"n": float(n[k]), "value": 100 * float(shares[k]), "difference": difference}
            yield {**row, **value, "status": "ok" if n[k] else "empty"}
    shares, frame = _merged(shares, margin.hidden), _merged(margin.frame, margin.hidden)
    # Those who answered are a part of the frame: the nearer they are to all of it, the less chance there is.
    left = 1 - n.sum() / margin.size if margin.size > n.sum() else 1.0
    found = nonresponse.against_frame(shares, frame, n_eff / left)
    yield {
        "value": 50 * float(np.abs(shares - frame).sum()),
        "n": float(n.sum()),
        "n_eff": n_eff,
        "status": "ok",
        "customers": margin.size,
        "statistic": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
        "method": "chi-square",
        "level": level,
        "verdict": "differs" if found.p_value < 1 - level else "no-clear-difference",
    }


def _merged(values: Floats, hidden: NDArray[np.bool_]) -> Floats:
    return np.append(values[~hidden], values[hidden].sum()) if hidden.any() else values
