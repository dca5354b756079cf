"""The first third of the answers of a wave against the last third."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import LOW_BASE
from kundnojd.analyses.results import INTERVAL_OF, RANGES, measured_as, seven_of, sums_of
from kundnojd.inference import ADJUSTMENTS, INTERVALS, TESTS, estimates
from kundnojd.inference.nonresponse import thirds
from kundnojd.measures.targets import Target
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Tally

EARLY, LATE = "early", "late"


def early_late_rows(
    by_day: Tally, targets: Sequence[Target], options: AnalysisOptions
) -> Iterator[Mapping[str, object]]:
    """Two rows for each wave and measure: the early answers, and the late ones with their difference from the early.

    ``by_day`` has the keys wave and day (ISO 8601, empty for rows without one, which are in neither part). Days are
    whole, so the parts are thirds as nearly as days allow. Tests are those of two waves; the measures of one wave are a
    family for the adjustment. Nothing of a part under the minimum is given, and under 30 nothing is tested.
    """
    waves = sorted(by_day.values_of(WAVE), key=wave_key)
    named = waves if len(waves) > 1 else [""] * len(waves)
    column = by_day.keys[-1].removeprefix("column:")
    for wave, name in zip(waves, named, strict=True):
        parts = _parts(by_day, wave)
        if parts is not None:
            rows = [_pair(by_day, target, parts, options) for target in targets]
            adjusted = ADJUSTMENTS[options.adjust].function(
                np.array([late["p_value"] for _, late in rows], dtype=float)
            )
            for (early, late), p in zip(rows, adjusted.tolist(), strict=True):
                common = {"part": "early-late", "column": column, "wave": name, "level": options.level}
                yield {**common, **early}
                yield {**common, **late, "p_adjusted": p, "verdict": _verdict(late, p, options.level)}


def _parts(by_day: Tally, wave: str) -> Mapping[str, tuple[NDArray[np.intp], str, str]] | None:
    """The cells of either part with its first and its last day; ``None`` where all answers came on one day."""
    days = [(cell[1], k) for k, cell in enumerate(by_day.cells) if cell[0] == wave and cell[1]]
    places = np.array([k for _, k in sorted(days)], dtype=np.intp)
    first, last = thirds(by_day.respondents[places, 0])
    if not first:
        return None
    found = {EARLY: places[:first], LATE: places[-last:]}
    return {name: (part, by_day.cells[part[0]][1], by_day.cells[part[-1]][1]) for name, part in found.items()}


def _pair(
    by_day: Tally, target: Target, parts: Mapping[str, tuple[NDArray[np.intp], str, str]], options: AnalysisOptions
) -> tuple[dict[str, object], dict[str, object]]:
    sums = sums_of(by_day, target)
    test = measured_as(target)
    method = INTERVAL_OF[test]
    ends = target.ends or RANGES[target.kind]
    cells = {name: estimates.of(seven_of(sums[part].sum(axis=0), target), ends) for name, (part, *_) in parts.items()}
    hidden = any(cell.n < options.min_n for cell in cells.values())
    rows = {}
    for name, (_, first_day, last_day) in parts.items():
        cell = cells[name]
        row: dict[str, object] = {"measure": target.measure, "kind": target.kind, "question": target.question}
        row |= {"category": name, "first_day": first_day, "last_day": last_day, "method": method}
        if hidden:
            row["status"] = "hidden"
        else:
            lower, upper = INTERVALS[method].function(cell, options.level, *ends)
            row |= {"n": float(cell.n), "n_eff": float(cell.n_eff), "value": float(cell.mean)}
            row |= {"lower": float(lower), "upper": float(upper)}
            row["status"] = "low-base" if cell.n < LOW_BASE else "ok"
        rows[name] = row
    rows[LATE] |= {"p_value": np.nan}
    if not hidden:
        found = TESTS[f"{test}-wave"].function(cells[LATE], cells[EARLY], options.level)
        rows[LATE] |= {"against": float(cells[EARLY].mean), "difference": float(found.difference)}
        rows[LATE] |= {"difference_lower": float(found.lower), "difference_upper": float(found.upper)}
        if all(cell.n >= LOW_BASE for cell in cells.values()):
            rows[LATE]["p_value"] = float(found.p_value)
    return rows[EARLY], rows[LATE]


def _verdict(late: Mapping[str, object], p: float, level: float) -> str:
    if "difference" not in late:
        return ""
    if np.isnan(p):
        return "too-few"
    if p >= 1 - level:
        return "no-clear-difference"
    return "higher" if float(late["difference"]) > 0 else "lower"  # type: ignore[arg-type]
