"""How many answers a survey needs, and what it can show: a frame in which every row is a number of answers.

A row is a number that was asked about (``n``), that a survey has now (``now``), or that is needed for a margin
(``margin``) or to see a difference (``difference``), with everything that follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf, isfinite, isnan, nan, sqrt
from typing import TYPE_CHECKING, Any

from kundnojd.errors import UsageError
from kundnojd.inference import planning, ranking
from kundnojd.inference.planning import NO_PANEL, Assumed, Panel
from kundnojd.inference.planning_methods import COMPARING

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("measure", "kind", "question", "unit", "wave", "asked", "wanted"),
    *("n", "population", "deff", "sd", "start", "level", "margin"),
    *("power", "detectable_wave", "detectable_rest", "difference", "difference_power"),
    *("invite", "units", "total", "status"),
)
LADDER = (25, 50, 100, 200, 400, 1000)  # answers shown where nothing is asked for
MARGIN = 5.0  # points, for a survey where no margin is asked for
TEST_OF = {"index": "power-mean", "mean": "power-mean", "share": "power-share", "net": "power-net"}


@dataclass(frozen=True)
class PlanOptions:
    """What is wanted: a margin and a difference in points (``None``: not asked about), at a level and with a power.

    ``panel`` says who answers in two waves, ``None`` where others do; ``response_rate`` (0 to 1) is the part of those
    invited that answers.
    """

    margin: float | None = None
    difference: float | None = None
    level: float = 0.95
    power: float = 0.8
    panel: Panel | None = None
    response_rate: float | None = None


@dataclass(frozen=True)
class Subject:
    """What is planned for: a measure of one unit, or of each of several that are alike.

    ``assumed`` is what its answers are taken to be like, ``population`` how many could answer, ``units`` how many units
    are alike, ``rest`` the base of all other units where it is known.
    """

    measure: str
    kind: str
    assumed: Assumed
    question: str = ""
    unit: str = ""
    wave: str = ""
    population: float = inf
    deff: float = 1.0
    units: int = 1
    rest: float = nan


def assumed_of(kind: str, sd: float, share: float, variance: float) -> Assumed:
    """What answers of a kind are taken to be like: ``sd`` in points, ``share`` 0 to 100, ``variance`` of an NPS.

    The variance is p + d - (p - d)^2 with promoters and detractors as parts of 1, so that it is 1 at most.

    >>> assumed_of("share", 20, 80, 0.6), round(assumed_of("net", 20, 80, 0.6).sd, 2)
    (Assumed(sd=40.0, start=80), 77.46)
    """
    found = {
        "share": Assumed(round(sqrt(share * (100 - share)), 10), share),
        "net": Assumed(100 * sqrt(variance)),
    }
    return found.get(kind, Assumed(sd))


def plan(subjects: Sequence[Subject], ns: Sequence[int], options: PlanOptions) -> pd.DataFrame:
    """The frame with the columns `COLUMNS` for what is assumed: rows for each number of ``ns``, margin and difference.

    Where nothing is asked for it is the numbers of `LADDER`, as far as the population goes. Raises `UsageError` for a
    difference that a share cannot have, and for more answers than people.
    """
    found = []
    nothing = not ns and options.margin is None and options.difference is None
    for subject in subjects:
        for n in ns:
            if n > subject.population:
                raise UsageError("plan-n-over-population", n=n, population=int(subject.population))
        wanted = [n for n in LADDER if n <= subject.population] if nothing else ns
        found += [_row(subject, "n", float(n), n, options) for n in wanted]
        found += _needed(subject, options)
    return _frame(found)


def plan_survey(
    results: pd.DataFrame, populations: Mapping[str, float], options: PlanOptions, top: Sequence[str]
) -> pd.DataFrame:
    """The frame for a survey, from the long frame of its results: each unit that is shown, and the whole.

    The standard deviation of a measure is that within its units, pooled; of the whole, its own. The design effect is
    n / n_eff. ``populations`` says how many could answer in each unit; that of the whole is the sum over the widest
    units ``top`` where all are known. Hidden units have no rows.
    """
    wanted = options if options.margin is not None else replace(options, margin=MARGIN)
    usable = results[(results["answer"] == "") & results["value"].notna()]
    known = {**populations, "": sum(populations.get(unit, inf) for unit in top) if top else inf}
    found = []
    for _, family in usable.groupby(["measure", "question", "wave"], sort=False):
        whole = family[family["unit"] == ""]
        units = family[family["unit"] != ""]
        if whole.empty:
            continue
        pooled = ranking.pooled_variance(units["se"].to_numpy(float), units["n_eff"].to_numpy(float))
        all_of_it: dict[Any, Any] = whole.to_dict("records")[0]
        for row in family.to_dict("records"):
            sd = sqrt(pooled) if row["unit"] else row["se"] * sqrt(row["n_eff"])
            if isnan(sd):
                continue
            subject = Subject(
                measure=row["measure"],
                kind=row["kind"],
                assumed=Assumed(sd, all_of_it["value"] if row["kind"] == "share" else nan),
                question=row["question"],
                unit=row["unit"],
                wave=row["wave"],
                population=known.get(row["unit"], inf),
                deff=row["n"] / row["n_eff"],
                rest=all_of_it["n_eff"] - row["n_eff"] if row["unit"] else nan,
            )
            found.append(_row(subject, "now", nan, int(row["n"]), wanted, row["status"]))
            found += _needed(subject, wanted)
    return _frame(found)


def _needed(subject: Subject, options: PlanOptions) -> list[dict[str, Any]]:
    rows = []
    if options.margin is not None:
        base = planning.answers_for_margin(subject.assumed, options.margin, options.level)
        rows.append(_row(subject, "margin", options.margin, _answers(base, subject), options))
    if options.difference is not None:
        base = _base_for_difference(subject, options.difference, options)
        rows.append(_row(subject, "difference", options.difference, _answers(base, subject), options))
    return rows


def _answers(base: float, subject: Subject) -> int:
    return planning.answers_from_base(base, subject.population, subject.deff)


def _base_for_difference(subject: Subject, difference: float, options: PlanOptions) -> float:
    _check(subject, difference)
    if options.panel is not None:
        return planning.normal_needed(difference, subject.assumed, options.level, options.power, options.panel)
    needed = COMPARING[TEST_OF[subject.kind]].function.needed
    return needed(difference, subject.assumed, options.level, options.power)


def _check(subject: Subject, difference: float) -> None:
    start = subject.assumed.start
    if not isnan(start) and not 0 <= planning.other_share(start, difference) <= 100:
        raise UsageError("plan-difference-too-large", difference=difference, share=start)


def _power(subject: Subject, base: float, difference: float, options: PlanOptions) -> float:
    _check(subject, difference)
    if options.panel is not None:
        return planning.normal_power(base, difference, subject.assumed, options.level, options.panel)
    return COMPARING[TEST_OF[subject.kind]].function.power(base, difference, subject.assumed, options.level)


def _row(
    subject: Subject, asked: str, wanted: float, n: int, options: PlanOptions, status: str = "ok"
) -> dict[str, Any]:
    base = planning.base_of(n, subject.population, subject.deff)
    # The rest is as it is now where there is a survey, and else all other units with as many answers.
    rest = (subject.units - 1) * base if isnan(subject.rest) else subject.rest
    sd = subject.assumed.sd
    against_wave = planning.difference_se(sd, base, sd, base, options.panel or NO_PANEL)
    against_rest = planning.difference_se(sd, base, sd, rest) if rest > 0 else nan
    invite = ceil(n / options.response_rate - 1e-9) if options.response_rate and asked != "now" else nan
    if n > subject.population or invite > subject.population:
        status = "not-reachable"
    return {
        "measure": subject.measure,
        "kind": subject.kind,
        "question": subject.question,
        "unit": subject.unit,
        "wave": subject.wave,
        "asked": asked,
        "wanted": wanted,
        "n": float(n),
        "population": subject.population if isfinite(subject.population) else nan,
        "deff": subject.deff,
        "sd": sd,
        "start": subject.assumed.start,
        "level": options.level,
        "margin": planning.margin(subject.assumed, base, options.level),
        "power": options.power,
        "detectable_wave": planning.detectable(against_wave, options.level, options.power),
        "detectable_rest": planning.detectable(against_rest, options.level, options.power),
        "difference": nan if options.difference is None else options.difference,
        "difference_power": nan if options.difference is None else _power(subject, base, options.difference, options),
        "invite": invite,
        "units": float(subject.units),
        "total": float(n * subject.units),
        "status": status,
    }


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(COLUMNS))
