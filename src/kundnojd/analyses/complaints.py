"""What problems do: shares, satisfaction by what became of the problem, differences between them, and their cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions, compare, enough, verdicts
from kundnojd.analyses.disclosure import LOW_BASE, Protection, hidden_counts
from kundnojd.analyses.results import COLUMNS as RESULT_COLUMNS
from kundnojd.analyses.results import SEGMENT, results
from kundnojd.inference import ADJUSTMENTS, INTERVALS, TESTS, estimates
from kundnojd.inference.attributable import loss
from kundnojd.inference.estimates import Estimates
from kundnojd.measures import complaints as asked
from kundnojd.measures.complaints import ComplaintQuestions
from kundnojd.measures.targets import Target
from kundnojd.notices import Notice
from kundnojd.questionnaire.wave_labels import wave_key
from kundnojd.tally.count import WAVE
from kundnojd.tally.crosses import Crossed
from kundnojd.tally.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.designs import SampleDesign

COLUMNS = (
    *("measure", "kind", "group", "against", "unit", "wave"),
    *("n", "n_eff", "value", "se", "lower", "upper", "level", "method", "status"),
    *("p_value", "p_adjusted", "verdict"),
    *RESULT_COLUMNS[RESULT_COLUMNS.index("rest_difference") :],
)
# Under so many with a problem the interval of their cost holds too seldom (tests/benchmarks/customers.md).
LEAST_FOR_COST = 20
DIFFERENCE, COST, PER_COMPLAINT = "difference", "cost", "problems-per-complaint"
# What is held against what, where both are there.
PAIRS = (
    *((group, asked.NO_PROBLEM) for group in (asked.HAD_PROBLEM, asked.SILENT, asked.COMPLAINED, asked.SOLVED)),
    (asked.NOT_SOLVED, asked.NO_PROBLEM),
    (asked.SOLVED, asked.SILENT),
    (asked.NOT_SOLVED, asked.SILENT),
    (asked.SOLVED, asked.NOT_SOLVED),
    (asked.QUICKLY, asked.LATE),
)
_PARTS = (asked.SILENT, asked.COMPLAINED, asked.SOLVED, asked.NOT_SOLVED)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = dict[str, Any]


def complaints(
    tally: Tally,
    questions: ComplaintQuestions,
    targets: Sequence[Target],
    options: AnalysisOptions,
    plan: Protection,
    design: SampleDesign | None = None,
) -> pd.DataFrame:
    """A frame with the columns `COLUMNS`, and `SEGMENT` where groups of customers are asked for.

    First the shares by unit and wave, as in `kundnojd.analyses.results`. Then for the whole, wave by wave: problems for
    each complaint, then for each outcome the share in each ``group``, the differences between groups (``kind`` is
    ``difference``, ``against`` the other group) and the cost of problems in points with its parts (``measure`` begins
    with ``cost-``). A group under the minimum is hidden, and so is what would tell it. Verdicts need the corrected p
    and the interval, and 30 respondents on both sides; p-values of one outcome in one wave are a family. A cost has an
    interval from `LEAST_FOR_COST` respondents on both sides.
    """
    import pandas as pd

    shares = results(tally, targets, options, plan, design=design).drop(columns=["question", "answer"])
    crossed = tally.crosses[asked.CROSS].rollup([WAVE])
    waves = sorted(tally.values_of(WAVE), key=wave_key)
    names = waves if len(waves) > 1 else [""]
    found = _groups(crossed, questions, waves, options)
    rows = _per_complaint(shares, names)
    for outcome in questions.outcomes:
        rows += _of_outcome(outcome, found, names, options)
    frame = pd.concat([shares.assign(group="", against=""), pd.DataFrame(rows)], ignore_index=True)
    columns = [*COLUMNS, *([SEGMENT] if SEGMENT in shares else [])]
    texts = [name for name in columns if name in {"verdict", "previous_wave", SEGMENT} or name.endswith("_verdict")]
    frame = frame.reindex(columns=columns)
    for name in texts:  # a column of nothing but NaN holds numbers
        frame[name] = frame[name].astype(object).where(frame[name].notna(), "")
    return frame


def unplaced(crossed: Crossed, questions: ComplaintQuestions, min_n: int) -> tuple[Notice, ...]:
    """What is said of respondents who are in no group, all waves together; fewer than the minimum are not counted out.

    Some had a problem and did not say whether they complained or it was solved; some say that they complained, or that
    it was solved, but not that there was a problem.
    """
    groups = asked.groups_of(crossed, questions)
    had = crossed.level(questions.problem.name) == 1
    told = [crossed.level(one.name) >= 0 for one in (questions.complained, questions.handled) if one is not None]
    if not told:
        return ()
    lost = (
        ("complaints-unplaced", "complaints-unplaced-few", had & ~groups[asked.HAD_PROBLEM]),
        ("complaints-without-problem", "complaints-without-problem-few", ~had & np.any(told, axis=0)),
    )
    found = []
    for counted, few, entries in lost:
        count = int(crossed.total(entries)[0])
        if count >= min_n:
            found.append(Notice(counted, {"count": count}))
        elif count:
            found.append(Notice(few, {"minimum": min_n}))
    return tuple(found)


@dataclass(frozen=True)
class _Groups:
    """The groups of the whole: ``sums`` gives the seven sums of each outcome, (G, W, 7), ``hidden`` is (G, W)."""

    names: tuple[str, ...]
    sums: Mapping[str, Floats]
    parts: Mapping[str, Floats]  # each group among all who can be placed, by outcome: (G, W, 7)
    hidden: Flags

    def place(self, name: str) -> int:
        return self.names.index(name)


def _groups(crossed: Crossed, questions: ComplaintQuestions, waves: Sequence[str], options: AnalysisOptions) -> _Groups:
    own = asked.groups_of(crossed, questions)
    names, cells = tuple(own), [(wave,) for wave in waves]
    sums: dict[str, Floats] = {}
    parts: dict[str, Floats] = {}
    bases = [np.stack([crossed.count(entries, cells)[:, 0] for entries in own.values()])]
    for outcome in questions.outcomes:
        answered, holds = asked.outcome_of(crossed, questions, outcome)
        sums[outcome] = np.stack(
            [
                _share_sums(crossed.count(entries & answered, cells), crossed.count(entries & answered & holds, cells))
                for entries in own.values()
            ]
        )
        counts = {name: crossed.count(entries & answered, cells) for name, entries in own.items()}
        everybody = counts[asked.NO_PROBLEM] + counts[asked.HAD_PROBLEM]
        parts[outcome] = np.stack([_share_sums(everybody, count) for count in counts.values()])
        bases.append(sums[outcome][..., 0])
    hidden = np.any([_hidden(names, base, options.min_n) for base in bases], axis=0)
    return _Groups(names, sums, parts, hidden)


def _hidden(names: Sequence[str], base: Floats, min_n: int) -> Flags:
    """The groups that are hidden, (G, W), from the numbers of respondents in them."""
    whole = base[names.index(asked.NO_PROBLEM)] + base[names.index(asked.HAD_PROBLEM)]
    parents = [-1, *(names.index(asked.PARENTS[name]) + 1 if asked.PARENTS[name] else 0 for name in names)]
    return hidden_counts(np.vstack([whole, base]), parents, min_n)[1:]


def _share_sums(base: Floats, part: Floats) -> Floats:
    """The seven sums of a share from those who count, (..., 3) each: (..., 7)."""
    w, w2 = part[..., 1:2], part[..., 2:3]
    return np.concatenate([base, 100 * w, 1e4 * w, 100 * w2, 1e4 * w2], axis=-1)


def _per_complaint(shares: pd.DataFrame, waves: Sequence[str]) -> list[Row]:
    """Problems for each complaint, the inverse of the share that complained, by wave; its limits are those turned."""
    whole = shares[(shares["measure"] == asked.COMPLAINED) & (shares["unit"] == "")]
    if SEGMENT in shares:
        whole = whole[whole[SEGMENT] == ""]
    rows = []
    for row in whole.to_dict("records"):
        # Without a complaint, or where the share may be 0, there is no end to the problems for each.
        value, lower, upper = (100 / row[name] if row[name] > 0 else np.nan for name in ("value", "upper", "lower"))
        is_shown = not np.isnan(value)
        numbers = {"value": value, "lower": lower, "upper": upper} if is_shown else {}
        about = {name: row[name] for name in ("n", "n_eff", "level", "method", "status", "wave", "unit")}
        rows.append({**about, "measure": PER_COMPLAINT, "kind": "mean", "group": "", "against": "", **numbers})
    return rows


def _of_outcome(outcome: str, groups: _Groups, waves: Sequence[str], options: AnalysisOptions) -> list[Row]:
    cells = estimates.of(groups.sums[outcome])
    hidden = groups.hidden
    lower, upper = INTERVALS["wilson"].function(cells, options.level, 0.0, 100.0)
    rows: list[Row] = []
    for place, group in enumerate(groups.names):
        for wave, label in enumerate(waves):
            at = (place, wave)
            status = "hidden" if hidden[at] else "empty" if cells.n[at] == 0 else _status(cells.n[at])
            row = _row(outcome, "share", group, label, options, status, "wilson")
            if status in {"ok", "low-base"}:
                row |= {"n": cells.n[at], "n_eff": cells.n_eff[at], "value": cells.mean[at], "se": cells.se[at]}
                row |= {"lower": lower[at], "upper": upper[at]}
            rows.append(row)
    return rows + _differences(outcome, cells, groups, waves, options) + _cost(outcome, cells, groups, waves, options)


def _differences(
    outcome: str, cells: Estimates, groups: _Groups, waves: Sequence[str], options: AnalysisOptions
) -> list[Row]:
    pairs = [pair for pair in PAIRS if set(pair) <= set(groups.names)]
    one, other = ([groups.place(pair[side]) for pair in pairs] for side in (0, 1))
    usable = ~groups.hidden[one] & ~groups.hidden[other] & (cells.n[one] > 0) & (cells.n[other] > 0)
    found = compare(TESTS["share-rest"].function, cells[one], cells[other], usable, options.level)
    tested = enough(usable, cells[one], cells[other])
    adjusted = np.full(usable.shape, np.nan)
    for wave in range(usable.shape[1]):
        own = tested[:, wave]
        adjusted[own, wave] = ADJUSTMENTS[options.adjust].function(found.p_value[own, wave])
    called = verdicts(found, usable, tested, adjusted, options)
    # Newcombe's interval has to agree: a recovery that the interval does not bear out is not called.
    unsure = np.isin(called.verdict.astype(str), ["higher", "lower"]) & (found.lower <= 0) & (found.upper >= 0)
    verdict = np.where(unsure, "no-clear-difference", called.verdict)
    rows = []
    for place, (group, against) in enumerate(pairs):
        for wave, label in enumerate(waves):
            at = (place, wave)
            if not usable[at]:
                continue
            n = min(cells.n[one][at], cells.n[other][at])
            row = _row(outcome, DIFFERENCE, group, label, options, _status(n), "newcombe") | {"against": against}
            row |= {"n": n, "value": found.difference[at], "se": found.se[at]}
            row |= {"lower": found.lower[at], "upper": found.upper[at], "p_value": called.p_value[at]}
            rows.append(row | {"p_adjusted": adjusted[at], "verdict": verdict[at]})
    return rows


def _cost(outcome: str, cells: Estimates, groups: _Groups, waves: Sequence[str], options: AnalysisOptions) -> list[Row]:
    """The points that problems take from an outcome, and how they part on what became of the problem."""
    none, had = groups.place(asked.NO_PROBLEM), groups.place(asked.HAD_PROBLEM)
    found = loss(cells[[none]], cells, estimates.of(groups.parts[outcome]), options.level)
    rows = []
    for wave, label in enumerate(waves):
        if groups.hidden[none, wave] or groups.hidden[had, wave] or np.isnan(found.value[had, wave]):
            continue
        for part in (asked.HAD_PROBLEM, *(name for name in _PARTS if name in groups.names)):
            at = (groups.place(part), wave)
            if groups.hidden[at] or cells.n[at] == 0:
                continue
            n = min(cells.n[none, wave], cells.n[at])
            name = "" if part == asked.HAD_PROBLEM else part
            row = _row(f"{COST}-{outcome}", COST, name, label, options, _status(n), "delta")
            row |= {"n": cells.n[at] if name else cells.n[none, wave] + cells.n[at], "value": found.value[at]}
            is_told = n >= LEAST_FOR_COST
            limits = {name: getattr(found, name)[at] if is_told else np.nan for name in ("se", "lower", "upper")}
            rows.append(row | limits)
    return rows


def _status(n: float) -> str:
    return "ok" if n >= LOW_BASE else "low-base"


def _row(measure: str, kind: str, group: str, wave: str, options: AnalysisOptions, status: str, method: str) -> Row:
    about = {"measure": measure, "kind": kind, "group": group, "against": "", "unit": "", "wave": wave}
    return {**about, "level": options.level, "method": method, "status": status}
