"""A tally weighted anew: to the number of customers of each unit, to margins, or both; never unless it is asked for.

Weights change cell by cell, and every sum of a cell is a power of the weights, so that no row has to be read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kundnojd.errors import InputError
from kundnojd.inference import raking, sums
from kundnojd.questionnaire.personal import may_be_said
from kundnojd.questionnaire.population import folded
from kundnojd.questionnaire.settings import MarginSettings, WeightingSettings
from kundnojd.tally.count import WAVE
from kundnojd.tally.populations import Population
from kundnojd.tally.tally import Cell, Floats, Tally
from kundnojd.tally.weighting import Weighting

_SHOWN = 12
_SEPARATOR = " / "
_WHOLE_NUMBER = re.compile(r"(-?\d+)[.,]0+")
_POWERS = {sums.W: 1, sums.W2: 2, sums.WY: 1, sums.WY2: 1, sums.W2Y: 2, sums.W2Y2: 2}
# Shares and per cents as they are printed add up to a little more or less than all.
_ROUNDED = 0.01
# Margins of one population that are further apart than this are of different ones.
_APART = 0.001


@dataclass(frozen=True)
class Weighted:
    """The tally with its new weights, and what was done in each wave."""

    tally: Tally
    waves: tuple[Weighting, ...]


@dataclass(frozen=True)
class _Margin:
    """A margin of one wave: the category of each cell (C,), -1 for none, the targets (K,), and what each is called."""

    column: str
    codes: NDArray[np.intp]
    targets: Floats
    labels: tuple[str, ...]
    in_numbers: bool


def multiplied(tally: Tally, factors: Floats) -> Tally:
    """The tally with every weight in cell c multiplied by ``factors[c]``; numbers of respondents stay.

    >>> one = Tally(("wave",), (("2024",),), np.array([[2.0, 2, 2]]), {}, {})
    >>> multiplied(one, np.array([3.0])).respondents.tolist()
    [[2.0, 6.0, 18.0]]
    """
    counts = factors[:, None] ** np.arange(3)
    of_cell = dict(zip(tally.cells, factors.tolist(), strict=True))
    return replace(
        tally,
        respondents=tally.respondents * counts,
        counts={name: block * counts[:, None] for name, block in tally.counts.items()},
        scores={name: block * factors[:, None] ** _powers(block.shape[1]) for name, block in tally.scores.items()},
        options={name: block * counts[:, None] for name, block in tally.options.items()},
        crosses={name: cross.multiplied(of_cell) for name, cross in tally.crosses.items()},
    )


def _powers(width: int) -> Floats:
    """The power of the weights in each sum of a score: of the seven, or of a block of item sums."""
    powers = np.zeros(width)
    if width == sums.LENGTH:
        for place, power in _POWERS.items():
            powers[place] = power
        return powers
    # The number of respondents, then as many sums of weights as of squared weights (`inference.by_item`).
    half = (width - 1) // 2
    powers[1 : half + 1], powers[half + 1 :] = 1, 2
    return powers


def weighted(
    tally: Tally, asked: WeightingSettings, margins: Sequence[MarginSettings], population: Population | None
) -> Weighted:
    """The tally weighted to its population and margins, wave by wave.

    With ``post-stratify`` each unit (and stratum) gets as much weight as it has customers; margins are raked, together
    with the units where both are asked for. The sum of weights becomes the number of customers, and stays where only
    shares are given. Raises `InputError` where a category has customers but no answers, or answers but no customers,
    and where margins contradict each other or cannot be reached.
    """
    place = tally.keys.index(WAVE)
    factors = np.ones(len(tally.cells))
    done = []
    waves = tally.values_of(WAVE)
    for margin in margins:
        if margin.wave is not None and folded(margin.wave) not in map(folded, waves):
            raise InputError("margin-wave-unknown", column=margin.column, wave=margin.wave, waves=waves)
    for wave in waves:
        inside = np.array([cell[place] == wave for cell in tally.cells], dtype=bool)
        cells = [cell for cell in tally.cells if cell[place] == wave]
        own = [margin for margin in margins if margin.wave is None or folded(margin.wave) == folded(wave)]
        found = [_margin(margin, tally.keys, cells, tally.respondents[inside, 0], wave) for margin in own]
        if asked.post_stratify:
            found.insert(0, _post_strata(tally.keys, cells, population, wave))
        if not found:
            continue
        for fitted in found:
            _check(fitted, tally.respondents[inside], wave, asked.missing)
        factors[inside], report = _factors(found, tally.respondents[inside], wave, asked.cap)
        done.append(report)
    return Weighted(multiplied(tally, factors), tuple(done))


def _post_strata(keys: Sequence[str], cells: Sequence[Cell], population: Population | None, wave: str) -> _Margin:
    """The units, and strata where customers are known by them, as a margin."""
    if population is None:
        raise InputError("post-stratify-without-population")
    absent = tuple(name for name, at in population.absent if at == wave)
    if absent:
        raise InputError("post-stratum-empty", units=absent[:_SHOWN], count=len(absent), wave=_shown(wave))
    levels = keys.index(WAVE)
    stratum = keys.index(population.stratum) if population.stratum else -1
    own = {(path, label): count for (path, at, label), count in population.units.items() if at == wave}
    groups = [(cell[:levels], cell[stratum] if stratum >= 0 else "") for cell in cells]
    unknown = [group for group in groups if all(group[0]) and group not in own]
    if unknown:
        names = tuple(dict.fromkeys(map(_named, unknown)))
        raise InputError("units-without-population", count=len(names), units=names[:_SHOWN], wave=_shown(wave))
    targets = [group for group, count in own.items() if count > 0]
    index = {group: code for code, group in enumerate(targets)}
    codes = np.array([index.get(group, -1) for group in groups], dtype=np.intp)
    return _Margin("", codes, np.array([own[group] for group in targets]), tuple(map(_named, targets)), in_numbers=True)


def _named(group: tuple[Cell, str]) -> str:
    return _SEPARATOR.join(part for part in (*group[0], group[1]) if part)


def category(text: str) -> str:
    """A category as it is compared: case and blanks do not count, and 1.0 is 1.

    >>> category(" Man "), category("2.0"), category("02")
    ('man', '2', '02')
    """
    whole = _WHOLE_NUMBER.fullmatch(text.strip())
    return whole[1] if whole else folded(text)


def _margin(margin: MarginSettings, keys: Sequence[str], cells: Sequence[Cell], n: Floats, wave: str) -> _Margin:
    place = _key_of(margin.column, keys)
    index: dict[str, int] = {}
    for label in margin.targets:
        if category(label) in index:
            raise InputError("margin-category-twice", column=margin.column, category=label)
        index[category(label)] = len(index)
    blank = {"", *map(category, margin.blank)}
    texts = [category(cell[place]) for cell in cells]
    codes = np.array([index.get(text, -1) for text in texts], dtype=np.intp)
    strange: dict[str, int] = {}
    for cell, text, answers in zip(cells, texts, n, strict=True):
        if text not in blank and text not in index and answers > 0:
            strange[cell[place]] = strange.get(cell[place], 0) + int(answers)
    if strange:
        said = tuple(text for text, answers in strange.items() if may_be_said(text, answers)) or ("…",)
        raise InputError(
            "margin-without-target",
            column=margin.column,
            wave=_shown(wave),
            categories=said[:_SHOWN],
            count=sum(strange.values()),
        )
    targets = np.array(list(margin.targets.values()), dtype=float)
    total = targets.sum()
    in_numbers = abs(total - 1) > _ROUNDED and abs(total - 100) > 100 * _ROUNDED
    there = targets > 0
    renumbered = np.append(np.where(there, np.cumsum(there) - 1, -1), -1)
    if np.isin(codes[n > 0], np.flatnonzero(~there)).any():
        zero = tuple(label for label, target in margin.targets.items() if target == 0)
        raise InputError("margin-zero-target", column=margin.column, categories=zero, wave=_shown(wave))
    labels = tuple(label for label, target in margin.targets.items() if target > 0)
    return _Margin(margin.column, renumbered[codes], targets[there], labels, in_numbers=bool(in_numbers))


def _key_of(column: str, keys: Sequence[str]) -> int:
    """The place of a margin's column among the keys; its name may be written in another case."""
    names = [folded(key.removeprefix("column:")) for key in keys]
    return names.index(folded(column), keys.index(WAVE) + 1)


def _check(margin: _Margin, respondents: Floats, wave: str, missing: str) -> None:
    """Every category with a target has respondents, and every respondent a category, or may do without."""
    there = np.bincount(
        margin.codes[margin.codes >= 0], respondents[margin.codes >= 0, 1], minlength=len(margin.targets)
    )
    empty = tuple(label for label, weight in zip(margin.labels, there, strict=True) if weight == 0)
    at = _shown(wave)
    if empty and margin.column:
        raise InputError(
            "margin-category-empty", column=margin.column, categories=empty[:_SHOWN], count=len(empty), wave=at
        )
    if empty:
        raise InputError("post-stratum-empty", units=empty[:_SHOWN], count=len(empty), wave=at)
    blank = int(respondents[margin.codes < 0, 0].sum())
    if blank and missing == "error":
        if margin.column:
            raise InputError("margin-blank", column=margin.column, count=blank, wave=at)
        raise InputError("post-stratify-without-unit", count=blank, wave=at)


def _shown(wave: str) -> str:
    return wave or "–"


def _factors(margins: Sequence[_Margin], respondents: Floats, wave: str, cap: float | None) -> tuple[Floats, Weighting]:
    """The factors of the cells of one wave."""
    n, weights = respondents[:, 0], respondents[:, 1]
    total = _total(margins, weights, wave)
    fitted = [_with_blank(margin, weights, total) for margin in margins]
    blank = int(n[np.any([margin.codes < 0 for margin in margins], axis=0)].sum())
    if len(fitted) == 1 and cap is None:
        return raking.post_stratified(weights, *fitted[0]), Weighting(wave, 0, 0, blank)
    done = raking.raked(weights, fitted, n, np.inf if cap is None else cap)
    if not done.settled:
        columns = tuple(margin.column for margin in margins if margin.column)
        if cap is not None and raking.raked(weights, fitted).settled:
            raise InputError("raking-cap-too-tight", cap=float(cap), wave=_shown(wave))
        raise InputError("raking-no-convergence", columns=columns, wave=_shown(wave), rounds=done.rounds)
    return done.factors, Weighting(wave, done.rounds, int(n[done.at_cap].sum()), blank)


def _total(margins: Sequence[_Margin], weights: Floats, wave: str) -> float:
    """The number of customers that the margins in numbers agree on; where there is none, the sum of weights."""
    totals = {margin.column: float(margin.targets.sum()) for margin in margins if margin.in_numbers}
    if not totals:
        return float(weights.sum())
    first = next(iter(totals.values()))
    for column, other in totals.items():
        if abs(other - first) > _APART * first:
            raise InputError("margin-totals-differ", column=column, total=other, other=first, wave=_shown(wave))
    return first


def _with_blank(margin: _Margin, weights: Floats, total: float) -> raking.Margin:
    """The margin with those who gave no category as one of its own, with the share of the total that they have."""
    blank = margin.codes < 0
    share = weights[blank].sum() / weights.sum()
    targets = margin.targets * (total * (1 - share) / margin.targets.sum())
    if not blank.any():
        return margin.codes, targets
    return np.where(blank, len(targets), margin.codes), np.append(targets, total * share)
