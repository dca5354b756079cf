"""Rules about how people went through the form: A16 (straight lines), A17 (speed), A22 (too often), A25, A35."""

from __future__ import annotations

import datetime

import numpy as np

from kundnojd.analyses.auditing.dates import field_days
from kundnojd.analyses.auditing.given import LEAST_ANSWERS, Finding, Given, Outcome, largest, outcome, unchecked
from kundnojd.analyses.grid import SEPARATOR
from kundnojd.inference import TESTS, estimates
from kundnojd.inference.intervals import wilson
from kundnojd.tally.clock import MINUTES_A_DAY
from kundnojd.tally.conduct import Counts

_BINS_A_DOUBLING = 32


def straight(given: Given) -> Outcome:
    """A16: one answer to a whole battery: too many of all, or more in a unit than among the rest."""
    limit = given.limits["A16"]["share"]
    wave = given.named(given.newest)
    found, candidates = [], []
    for battery in given.batteries:
        cells = {cell: both for (first, cell), both in given.conduct.straight.items() if first == battery[0].name}
        own = {cell: both for cell, both in cells.items() if cell[-1] == given.newest}
        total = sum(own.values(), np.zeros(2))
        if total[0] < LEAST_ANSWERS:
            continue
        name = f"{battery[0].name} – {battery[-1].name} ({len(battery)})"
        whole = Finding(float(100 * total[1] / total[0]), limit, name, "", wave, "", "", float(total[0]))
        candidates.append(whole)
        if whole.number > limit:
            found.append(whole)
        for cell, both in sorted(own.items()):
            unit, rest = SEPARATOR.join(cell[:-1]), total - both
            if cell[:-1] and min(both[0], rest[0]) >= LEAST_ANSWERS and is_shown(given, unit):
                lower, _ = _wilson(both)
                _, upper = _wilson(rest)
                if lower > upper:
                    share = float(100 * both[1] / both[0])
                    found.append(Finding(share, upper, name, unit, wave, "unit", "", float(both[0])))
    return outcome(found, len(candidates), largest(candidates)) if candidates else unchecked("no-battery")


def speeders(given: Given) -> Outcome:
    """A17: answers in less than half the median time of their wave."""
    limits = given.limits["A17"]
    times = given.durations
    found, candidates = [], []
    for wave in given.waves:
        histogram = times.get(wave)
        if histogram is None or histogram.sum() < limits["least"]:
            continue
        middle = int(np.searchsorted(np.cumsum(histogram), histogram.sum() / 2))
        shares = [
            float(
                100
                * histogram[: max(middle + int(np.ceil(_BINS_A_DOUBLING * np.log2(part))), 0)].sum()
                / histogram.sum()
            )
            for part in (limits["median"], limits["strict"])
        ]
        n = float(histogram.sum())
        one = Finding(shares[0], limits["share"], "", "", given.named(wave), "", "", n, f"{shares[1]:.1f} %")
        candidates.append(one)
        if one.number > one.limit:
            found.append(one)
    return outcome(found, len(candidates), candidates[-1]) if candidates else unchecked("no-durations")


def fatigue(given: Given) -> Outcome:
    """A22: the same people asked again and again within a year."""
    limits = given.limits["A22"]
    people = {wave: given.conduct.people[wave] for wave in given.waves if wave in given.conduct.people}
    days = {wave: field.middle for wave, field in field_days(given).items() if wave in people}
    if not people:
        return unchecked("no-respondents")
    if len(given.waves) < limits["times"]:
        return unchecked("few-waves")
    if len(days) < len(people):
        return unchecked("no-dates")
    newest = days.get(given.newest)
    if newest is None:
        return unchecked("no-dates")
    near = [wave for wave, day in days.items() if 0 <= newest - day <= limits["days"]]
    times = Counts(np.zeros(0, np.int64), np.zeros(0, np.int64))
    for wave in near:
        times += Counts(people[wave].keys, np.ones(len(people[wave].keys), np.int64))
    own = np.isin(times.keys, people[given.newest].keys)
    often = float(100 * np.mean(times.times[own] >= limits["times"])) if own.any() else 0.0
    one = Finding(often, limits["share"], wave=given.named(given.newest), n=float(own.sum()), detail=", ".join(near))
    found = [one] if often > one.limit else []
    most = int(times.times.max(initial=0))
    if most > limits["invited"]:
        found.append(Finding(most, limits["invited"], measure="invited", kind="count", n=float(own.sum())))
    return outcome(found, int(own.sum()), one)


def early_late(given: Given) -> Outcome:
    """A25: the last fifth of the answers differs from the first fifth."""
    limits = given.limits["A25"]
    found, candidates = [], []
    if given.lead is None:
        return unchecked("no-index")
    for wave in given.waves:
        days = sorted((day, sums) for (own, day), sums in given.conduct.days.items() if own == wave)
        rows = np.array([sums[0] for _, sums in days])
        part = limits["part"] / 100
        if len(days) < 3 or rows.sum() * part < LEAST_ANSWERS:
            continue
        along = np.cumsum(rows) / rows.sum()
        first = days[: int(np.searchsorted(along, part)) + 1]
        last = days[int(np.searchsorted(along, 1 - part)) :]
        if not last or last[0][0] <= first[-1][0]:
            continue
        late, early = (_cell(sum((sums for _, sums in piece), np.zeros(4))) for piece in (last, first))
        test = TESTS["mean-wave"].function(late, early, 0.95)
        p, difference = float(test.p_value), float(test.difference)
        dates = f"{_iso(first[0][0])} – {_iso(first[-1][0])} | {_iso(last[0][0])} – {_iso(last[-1][0])}"
        one = Finding(difference, limits["p"], "", "", given.named(wave), "", "", float(late.n), f"p {p:.4f}; {dates}")
        candidates.append(one)
        if p < limits["p"]:
            found.append(one)
    return outcome(found, len(candidates), candidates[-1]) if candidates else unchecked("no-days")


def bursts(given: Given) -> Outcome:
    """A35: answers of a unit that come in one clump, or copies of each other in the same minute."""
    limits = given.limits["A35"]
    cells = [cell for cell in given.conduct.minutes if cell[-1] == given.newest and cell[:-1] and all(cell[:-1])]
    if not given.conduct.minutes:
        return unchecked("no-clock")
    if not cells:
        return unchecked("no-units")
    found, looked = [], 0
    for cell in sorted(cells):
        counts, unit = given.conduct.minutes[cell], SEPARATOR.join(cell[:-1])
        if counts.total < limits["least"] or not is_shown(given, unit):
            continue
        looked += 1
        ends = np.searchsorted(counts.keys, counts.keys + int(limits["minutes"]), side="left")
        along = np.concatenate(([0], np.cumsum(counts.times)))
        most = int((along[ends] - along[:-1]).max())
        start = int(counts.keys[int((along[ends] - along[:-1]).argmax())])
        share = 100 * most / counts.total
        n, wave = float(counts.total), given.named(given.newest)
        when = f"{_iso(start // MINUTES_A_DAY)} {start % MINUTES_A_DAY // 60:02d}:{start % 60:02d}"
        if share > limits["share"]:
            found.append(Finding(share, limits["share"], "", unit, wave, "clump", "", n, when))
        twins = given.conduct.twins.get(cell)
        alike = 100 * int((twins.times[twins.times > 1] - 1).sum()) / counts.total if twins is not None else 0.0
        if alike > limits["share"]:
            found.append(Finding(alike, limits["share"], "", unit, wave, "twins", "", n))
    return outcome(found, looked) if looked else unchecked("few-in-units")


def is_shown(given: Given, unit: str) -> bool:
    """Whether a unit of the newest wave may be named with its numbers."""
    place = given.grid.units.index(unit) if unit in given.grid.units else -1
    return place > 0 and bool(given.shown[place, -1])


def _wilson(both: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    n, k = both
    cell = estimates.of(np.array([n, n, n, 100 * k, 1e4 * k, 100 * k, 1e4 * k]))
    lower, upper = wilson(cell, 0.95, 0.0, 100.0)
    return float(lower), float(upper)


def _cell(sums: np.ndarray[tuple[int], np.dtype[np.float64]]) -> estimates.Estimates:
    _, n, y, y2 = sums
    return estimates.of(np.array([n, n, n, y, y2, y, y2]))


def _iso(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()
