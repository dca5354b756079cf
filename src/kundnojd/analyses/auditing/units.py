"""Rules about the units: A24 (who answered), A26 and A27 (how many), A34 (too much alike), A41 (employees)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kundnojd.analyses.auditing.given import Finding, Given, Outcome, deviation, largest, outcome, unchecked
from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.frame import Known
from kundnojd.inference import ADJUSTMENTS, variance
from kundnojd.inference.answering import answers_needed, least_spread, spread_p
from kundnojd.inference.sums import W2, N, W
from kundnojd.questionnaire.population import folded
from kundnojd.tally.conduct import Counts

_SAME_ITEMS = 5  # rated questions: equal answers to fewer are no pattern
_NAMED = 3


def response(given: Given) -> Outcome:
    """A24: few answered, or unevenly many in the units."""
    from kundnojd.analyses.response import response as rates_of

    limits = given.limits["A24"]
    if not given.customers.sizes and not given.tally.quality.dispositions:
        return unchecked("no-frame")
    frame = rates_of(
        replace(given.tally, moments={}), None, (), Known(given.customers), AnalysisOptions(min_n=given.min_n)
    )
    rates = frame[
        (frame["part"] == "rate") & frame["measure"].isin(("RR1", "response-rate")) & (frame["status"] == "ok")
    ]
    newest = rates[rates["wave"] == given.named(given.newest)]
    found, candidates = [], []
    for row in newest.to_dict("records"):
        limit = limits["unit"] if row["unit"] else limits["total"]
        below = Finding(row["value"], limit, "", row["unit"], row["wave"], "rate", "", row["customers"])
        candidates.append(below)
        if row["value"] < limit:
            found.append(below)
    spread = frame[(frame["part"] == "spread") & (frame["wave"] == given.named(given.newest))]
    found += [
        Finding(row["value"], limits["range"], "", "", row["wave"], "spread", "points", row["customers"])
        for row in spread.to_dict("records")
        if row["p_value"] < limits["p"] and row["value"] > limits["range"]
    ]
    if not candidates:
        return unchecked("no-frame")
    return outcome(found, len(candidates), min(candidates, key=lambda one: one.number))


def too_few(given: Given) -> Outcome:
    """A26: fewer answers than the difference that is wanted needs, two groups at 95 % with a power of 80 %."""
    limits = given.limits["A26"]
    if given.lead is None:
        return unchecked("no-index")
    whole = given.lead_sums[0, -1]
    sd = float(deviation(whole))
    if np.isnan(sd) or not sd:
        return unchecked("too-few-answers")
    needed = answers_needed(sd, limits["difference"])
    own = given.lead_sums[given.leaves, -1] if given.leaves.any() else whole[None]
    own = own[own[:, N] > 0] if (own[:, N] > 0).any() else whole[None]
    few = int((own[:, W] ** 2 / own[:, W2] < needed).sum())
    share = 100 * few / len(own)
    detail = f"{few} / {len(own)}; n {needed}; SD {sd:.1f}; d {limits['difference']:g}"
    one = Finding(share, limits["share"], wave=given.named(given.newest), n=float(whole[N]), detail=detail)
    return outcome([one] if share > limits["share"] else [], len(own), one)


def tiny(given: Given) -> Outcome:
    """A27: many units under the minimum, or under 30."""
    limits = given.limits["A27"]
    if not given.questions or not given.leaves.any():
        return unchecked("no-units")
    own = given.tally.rollup(given.tally.keys[: len(given.questionnaire.unit) + 1])
    n = given.grid.spread(own.respondents)[given.leaves, -1, 0]
    n = n[n > 0]
    if not len(n):
        return unchecked("no-units")  # in the newest wave
    wave = given.named(given.newest)
    candidates = [
        Finding(
            float(100 * np.mean(n < limits[measure])),
            limits["share"],
            "",
            "",
            wave,
            measure,
            "",
            float(n.sum()),
            f"{int((n < limits[measure]).sum())} / {len(n)}",
        )
        for measure in ("hidden", "low")
    ]
    return outcome([one for one in candidates if one.number > one.limit], len(n), largest(candidates))


def uniform(given: Given) -> Outcome:
    """A34: answers of a unit that are more alike than chance can make them, or one pattern again and again."""
    limits = given.limits["A34"]
    if given.lead is None or not given.leaves.any():
        return unchecked("no-units")
    sums, wave = given.lead_sums[:, -1], given.named(given.newest)
    enough = (sums[:, N] >= limits["least"]) & (sums[0, N] - sums[:, N] >= limits["least"])
    spreads = enough & (np.nan_to_num(deviation(sums[:1] - sums)) > 0)
    places = np.flatnonzero(given.leaves & given.shown[:, -1] & spreads).tolist()
    if not places:
        return unchecked("few-in-units")
    rest = deviation(sums[:1] - sums[places])
    ratios = deviation(sums[places]) / rest
    others = {k: float(sums[0, N] - sums[k, N]) for k in places}
    p = np.array([spread_p(float(r), float(sums[k, N]), others[k]) for k, r in zip(places, ratios, strict=True)])
    adjusted = ADJUSTMENTS["bh"].function(p)
    found, candidates = [], []
    for place, ratio, p_value in zip(places, ratios.tolist(), adjusted.tolist(), strict=True):
        n = float(sums[place, N])
        # Of many answers chance takes next to nothing; so little is no sign of anything.
        limit = min(least_spread(n, limits["p"], others[place]), limits["ratio"])
        mean = float(variance.mean(sums[place]))
        one = Finding(ratio, limit, "", given.grid.units[place], wave, "spread", "", n, f"{mean:.1f}")
        candidates.append(one)
        if ratio < limit and p_value < limits["p"]:
            found.append(one)
    found += _patterns(given, [given.grid.units[place] for place in places], wave)
    return outcome(found, len(places), min(candidates, key=lambda one: one.number))


def staff(given: Given) -> Outcome:
    """A41: employees and customers whose units cannot be joined by name."""
    limit = given.limits["A41"]["match"]
    if given.staff is None:
        return unchecked("no-staff")
    if not given.leaves.any():
        return unchecked("no-units")
    units = [unit.rpartition(" / ")[2] for unit, leaf in zip(given.grid.units, given.leaves, strict=True) if leaf]
    shares = {
        column: float(100 * np.mean([folded(unit) in {folded(text) for text in texts} for unit in units]))
        for column, texts in given.staff.items()
    }
    column = max(shares, key=lambda name: shares[name]) if shares else ""
    there = {folded(text) for text in given.staff.get(column, ())}
    missing = [unit for unit in units if folded(unit) not in there]
    named = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
    one = Finding(shares.get(column, 0.0), limit, column, n=len(units), detail=named)
    return outcome([one] if one.number < limit else [], len(units), one)


def _patterns(given: Given, units: list[str], wave: str) -> list[Finding]:
    """Units in which one sequence of answers comes back far more often than among the rest."""
    limits = given.limits["A34"]
    if len(given.items) < _SAME_ITEMS:
        return []
    own = {" / ".join(cell[:-1]): counts for cell, counts in given.conduct.patterns.items() if cell[-1] == given.newest}
    whole = sum(own.values(), Counts(np.zeros(0, np.int64), np.zeros(0, np.int64)))
    found = []
    for unit in units:
        counts = own.get(unit)
        if counts is None or not counts.total or whole.total == counts.total:
            continue
        most = int(counts.times.argmax())
        share = 100 * counts.times[most] / counts.total
        everywhere = int(whole.times[np.searchsorted(whole.keys, counts.keys[most])])
        others = 100 * (everywhere - counts.times[most]) / (whole.total - counts.total)
        if counts.total >= limits["least"] and share > limits["same"] and share > limits["times"] * others:
            found.append(
                Finding(
                    float(share),
                    limits["same"],
                    "",
                    unit,
                    wave,
                    "pattern",
                    "share",
                    float(counts.total),
                    f"{others:.1f} %",
                )
            )
    return found
