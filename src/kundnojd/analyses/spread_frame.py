"""What is known of the spread between units as a tidy frame, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.spread import Family, below
from kundnojd.analyses.system_or_parts import Finding
from kundnojd.analyses.touchpoints import Touchpoint, Touchpoints

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("part", "name", "measure", "kind", "question", "depth", "unit", "wave"),
    *("n", "value", "se", "lower", "upper", "level", "method", "status"),
)
Row = dict[str, Any]


def frame(
    families: Sequence[Family],
    touchpoints: Sequence[Touchpoints],
    found: Sequence[tuple[int, Finding]],
    targets: Sequence[float | None],
    level: float,
    wave: str,
) -> pd.DataFrame:
    """Rows with the columns `COLUMNS`; ``targets`` are those of the families, ``found`` is with the depth of the units.

    ``part`` is finding, between, unit, touchpoints or touchpoint. Kinds: share is per cent, points and index are
    points, variance is points squared, count is a number, z is standard errors.
    """
    import pandas as pd

    rows: list[Row] = [_finding(depth, one) for depth, one in found]
    for own, target in zip(families, targets, strict=True):
        rows += [_of(own) | row for row in (*_between(own, target), *_units(own))]
    for touch in touchpoints:
        rows += [{"depth": touch.depth, "status": touch.status} | row for row in _touchpoints(touch)]
    blank: Row = dict.fromkeys(COLUMNS, "") | dict.fromkeys(("n", "value", "se", "lower", "upper"), np.nan)
    return pd.DataFrame([blank | {"level": level, "wave": wave} | row for row in rows], columns=list(COLUMNS))


def _finding(depth: int, one: Finding) -> Row:
    texts = {name: one.fields[name] for name in ("unit", "question") if name in one.fields}
    numbers = {name: one.fields[name] for name in ("lower", "upper") if name in one.fields}
    main = next(
        (name for name in ("residual", "share", "fall", "value", "count", "reliability") if name in one.fields), ""
    )
    value = one.fields[main] if main else np.nan
    kind = {"residual": "z", "value": "index", "count": "count", "": ""}.get(main, "share")
    said = {"kind": kind, "value": value, "status": "answer" if one.answers else "detail"}
    return {"part": "finding", "name": one.key, "depth": depth} | texts | numbers | said


def _of(own: Family) -> Row:
    subject = own.subject
    return {
        "measure": subject.measure,
        "question": subject.question,
        "depth": subject.depth,
        "status": own.status,
        "n": float(own.units.n.sum()),
    }


def _between(own: Family, target: float | None) -> Iterator[Row]:
    kind = own.subject.kind
    yield _row("between", "units", "count", float(len(own.units.names)))
    if own.drawn is None:
        return
    icc, tau, centre = own.icc, own.tau, own.centre
    yield _row("between", "icc", "share", icc.value, icc.lower, icc.upper, "wald-between")
    yield _row("between", "icc-2", "share", 100 * own.anova.reliability, method="anova")
    yield _row("between", "reliability", "share", 100 * own.drawn.reliability, method="paule-mandel")
    yield _row("between", "tau", "points", tau.value, tau.lower, tau.upper, "paule-mandel")
    yield _row("between", "centre", kind, centre.value, centre.lower, centre.upper, "paule-mandel")
    yield _row("between", "span", kind, centre.value, *own.span, method="paule-mandel")
    yield _row("between", "msb", "variance", own.anova.msb, method="anova")
    yield _row("between", "msw", "variance", own.anova.msw, method="anova")
    yield _row("between", "n0", "count", own.anova.n0, method="anova")
    found = None if target is None else below(own, target)
    if found is not None:
        low, high = (100 * count / len(own.units.names) for count in (found.least, found.most))
        yield _row("between", "below-target", "share", found.share, low, high, "empirical-bayes")


def _units(own: Family) -> Iterator[Row]:
    if own.drawn is None or own.without is None:
        return
    se = np.sqrt(own.anova.msw / own.units.bases)
    kind = own.subject.kind
    for place, unit in enumerate(own.units.names):
        here = {"unit": unit, "n": float(own.units.n[place])}
        drawn = float(own.drawn.values[place])
        yield here | _row("unit", "value", kind, float(own.units.values[place])) | {"se": float(se[place])}
        yield (
            here | _row("unit", "shrunken", kind, drawn, method="empirical-bayes") | {"se": float(own.drawn.se[place])}
        )
        yield here | _row("unit", "residual", "z", float(own.without.residual[place]), method="deleted-residual")


def _touchpoints(touch: Touchpoints) -> Iterator[Row]:
    yield _row("touchpoints", "units", "count", float(len(touch.units)))
    for unit in touch.units_out:
        yield {"part": "touchpoints", "name": "left-out", "unit": unit}
    for question in touch.left_out:
        yield {"part": "touchpoints", "name": "left-out", "question": question}
    if touch.parts is None or touch.common is None:
        return
    parts, common = touch.parts, touch.common
    for name in ("item", "unit", "both", "respondent", "rest"):
        yield _row("touchpoints", f"variance-{name}", "variance", getattr(parts, name), method="components")
    ends = (100 * common.lower, 100 * common.upper)
    yield _row("touchpoints", "common", "share", 100 * common.value, *ends, method="common-share")
    for item in touch.items:
        yield from _touchpoint(item)


def _touchpoint(item: Touchpoint) -> Iterator[Row]:
    here = {"question": item.name, "n": item.n}
    level = item.level
    yield here | _row("touchpoint", "level", "index", level.value, level.lower, level.upper, "mean-of-units")
    yield here | _row("touchpoint", "tau", "points", item.tau, method="paule-mandel")
    yield here | _row("touchpoint", "span", "index", level.value, *item.span, method="paule-mandel")
    yield here | _row("touchpoint", "apart", "points", item.apart, method="paule-mandel")
    yield here | _row("touchpoint", "weak-in", "share", item.weak_in, method="empirical-bayes")


def _row(
    part: str,
    name: str,
    kind: str,
    value: float,
    lower: float = np.nan,
    upper: float = np.nan,
    method: str = "",
) -> Row:
    found = {"part": part, "name": name, "kind": kind, "value": value, "lower": lower, "upper": upper}
    return found | {"method": method}
