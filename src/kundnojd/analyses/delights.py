"""From satisfied to very satisfied, and to dissatisfied: what goes with each step, item by item.

Two regressions on dummies, in percentage points, from sums of products: among the satisfied, how much larger the share
of the very satisfied is where an item got the top rating rather than the one below (``delights``); among all, how much
larger the share of the dissatisfied is where it was rated low (``hurts``); the other items equal in both.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.driver_rows import Estimated, Rows, jackknifed, without_each
from kundnojd.inference import ADJUSTMENTS, estimates
from kundnojd.inference.differences import share_against_rest
from kundnojd.inference.moment_regression import dummy_products, invertible, least_squares
from kundnojd.measures.driver_model import CROSSED, DELIGHTS, HURTS, DriverModel
from kundnojd.notices import Notice
from kundnojd.tally.count import WAVE
from kundnojd.tally.moments import USED, USED_W, USED_W2, WX, WXX, Moments, N, W

Floats = NDArray[np.float64]

LEAST = 200  # complete answers
LEAST_IN_A_LEVEL = 30  # low and top of each item
LEAST_FOR_AN_ITEM = 10  # of the rarer outcome of each step
LEAST_CROSSED, LEAST_OUTCOME = 30, 5  # in each of two rows that are compared, and of each outcome in them
PATTERNS = ("works-both-ways", "delights", "hurts-when-bad", "no-clear-effect")


def delights(
    rows: Rows, moments: Mapping[str, Moments], model: DriverModel, wave: str, level: float, adjust: str
) -> Notice | None:
    """Add the rows; gives why the regressions could not be made, ``None`` where they were.

    Parts: ``hurts`` and ``delights`` in percentage points with p-values corrected over both together, and ``pattern``
    of each item: a clear effect is one that is positive and whose corrected p-value is under 1 - ``level``. Where the
    answers are too few, ``hurts-alone`` and ``delights-alone``: the differences of shares of the item by itself.
    """
    if HURTS not in moments:
        return Notice("drivers-no-levels", {"outcome": model.outcome.name})
    names = [one.name for one in model.levelled]
    size = len(names)
    hurt, delight = (moments[name].where(WAVE, wave) for name in (HURTS, DELIGHTS))
    lacking = _lacking(hurt, delight, names)
    if lacking is not None:
        _add_crossed(rows, moments[CROSSED].where(WAVE, wave), names, level)
        return lacking
    both = [
        jackknifed(
            effects(own.whole.sums[0], size)[part], without_each(own, lambda s: effects(s, size))[:, part], level
        )
        for own, part in ((hurt, slice(1, size + 1)), (delight, slice(size + 1, 2 * size + 1)))
    ]
    p_values = np.concatenate([one.p_value for one in both])
    adjusted = np.split(ADJUSTMENTS[adjust].function(p_values), 2)
    clear = []
    for part, found, own, p_adjusted in zip(("hurts", "delights"), both, (hurt, delight), adjusted, strict=True):
        is_clear = (found.value > 0) & (p_adjusted < 1 - level)
        clear.append(is_clear)
        verdict = np.where(is_clear, "clear", "not-clear")
        n = float(own.bases[:, USED].sum())
        rows.add(part, "change", names, found, n, p_value=found.p_value, p_adjusted=p_adjusted, verdict=verdict)
    hurts_, delights_ = clear
    patterns = np.select([hurts_ & delights_, delights_, hurts_], PATTERNS[:3], PATTERNS[3])
    nothing = np.full(size, np.nan)
    empty = Estimated(nothing, nothing, nothing, nothing, nothing)
    rows.add("pattern", "", names, empty, float(hurt.bases[:, USED].sum()), method="", verdict=patterns)
    return None


def effects(sums: Floats, size: int) -> Floats:
    """The coefficients in percentage points (2 * size + 1,): the constant, each item low, each item top.

    ``sums`` (5, q, q) are those of the block: low and top of each of ``size`` items first, the outcome last.
    """
    k = 2 * size
    total = sums[W, 0, 0]
    x = np.diagonal(sums[WX])[:k]
    products = dummy_products(x, sums[WXX, :k, :k], total)
    return 100 * least_squares(products, np.concatenate([[sums[WX, -1, -1]], sums[WXX, :k, -1]]))


def _lacking(hurt: Moments, delight: Moments, names: list[str]) -> Notice | None:
    """The first of the minimums that is not met, in words."""
    size = len(names)
    bases, n = hurt.whole.sums[0], int(hurt.bases[:, USED].sum())
    if n < LEAST:
        return Notice("drivers-few-complete", {"n": n, "needed": LEAST})
    # A dummy is 0 or 1, so that counts of those at 1 come with the weights; without weights they are the same.
    per_answer = n / bases[W, 0, 0]
    levels = np.diagonal(bases[WX])[: 2 * size] * per_answer
    if levels.min() < LEAST_IN_A_LEVEL:
        place = int(levels.argmin())
        key = "drivers-few-low" if place < size else "drivers-few-top"
        fields = {"question": names[place % size], "count": int(levels[place]), "needed": LEAST_IN_A_LEVEL}
        return Notice(key, fields)
    needed = LEAST_FOR_AN_ITEM * size
    for key, own in (("drivers-few-low-outcome", hurt), ("drivers-few-top-outcome", delight)):
        sums = own.whole.sums[0]
        count = own.bases[:, USED].sum()
        of_one = count * sums[WX, -1, -1] / sums[W, -1, -1] if sums[W, -1, -1] else 0.0
        rarer = int(min(of_one, count - of_one))
        if rarer < needed:
            return Notice(key, {"count": rarer, "needed": needed, "items": size})
    if not all(_can_be_left_out(own, size) for own in (hurt, delight)):
        return Notice("drivers-not-invertible")
    return None


def _can_be_left_out(own: Moments, size: int) -> bool:
    """Whether the regression can be made without any one of the groups."""

    def possible(sums: Floats) -> Floats:
        products = dummy_products(np.diagonal(sums[WX])[: 2 * size], sums[WXX, : 2 * size, : 2 * size], sums[W, 0, 0])
        return np.array([float(invertible(products))])

    return bool(without_each(own, possible).all() and possible(own.whole.sums[0]).all())


def _add_crossed(rows: Rows, own: Moments, names: list[str], level: float) -> None:
    """The differences of shares of each item by itself, over all who answered it and the outcome."""
    whole = own.whole
    counts = crossed(whole.sums[0], N, len(names))
    weights = crossed(whole.sums[0], W, len(names))
    n, w, w2 = whole.bases[0, [USED, USED_W, USED_W2]]
    effect = n * w2 / w**2 if w else 1.0
    for part, row, against, outcomes, event in (
        ("hurts-alone", 0, 1, slice(0, 3), 0),
        ("delights-alone", 2, 1, slice(1, 3), 2),
    ):
        a, b = (
            _share(counts[:, level_, outcomes], weights[:, level_, outcomes], event - outcomes.start, effect)
            for level_ in (row, against)
        )
        found = share_against_rest(a[0], b[0], level)
        enough = (a[0].n >= LEAST_CROSSED) & (b[0].n >= LEAST_CROSSED) & (a[1] + b[1] >= LEAST_OUTCOME)
        enough &= a[0].n + b[0].n - a[1] - b[1] >= LEAST_OUTCOME
        parts = (found.difference, found.se, found.lower, found.upper, found.p_value)
        shown = Estimated(*(np.where(enough, value, np.nan) for value in parts))
        status = np.where(enough, "ok", "too-few")
        rows.add(part, "change", names, shown, a[0].n + b[0].n, method="newcombe", status=status)


def crossed(sums: Floats, part: int, size: int) -> Floats:
    """The table of each item's levels by those of the outcome (size, 3, 3), of counts (`N`) or of weights (`W`)."""
    return np.asarray(sums[part][: 3 * size, 3 * size :].reshape(size, 3, 3))


def _share(counts: Floats, weights: Floats, event: int, effect: float) -> tuple[estimates.Estimates, Floats]:
    """The share of one outcome in rows (size, outcomes), and how many had it; ``effect`` is that of the weights."""
    n, w = counts.sum(axis=1), weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 100 * weights[:, event] / w
        n_eff = n / effect
        se = np.sqrt(share * (100 - share) / (n_eff - 1))
    return estimates.Estimates(n, n_eff, share, 100 * share, se, n_eff - 1, n_eff), counts[:, event]
