"""Is it the system or the parts? What the spread between units says, read in a fixed order.

First what is weak in all units, then what is below its target everywhere, then whether one unit makes the difference,
and else that the units differ, as wholes or in single touchpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kundnojd.analyses.spread import Below, Family, alone, below
from kundnojd.analyses.touchpoints import NEARLY_ALL, Touchpoints

WHOLES, SINGLE = 0.7, 0.3  # the common share from which units differ as wholes, or in single touchpoints
MIDDLE = 0.5  # that the interval of the common share has to be on the same side of


@dataclass(frozen=True)
class Finding:
    """One thing that is found: ``key`` names the sentence, ``fields`` are raw values that fill it.

    ``answers`` says that it answers the question, where others only say how much.
    """

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
    answers: bool = False


def findings(own: Family, touch: Touchpoints | None, target: float | None) -> tuple[Finding, ...]:
    """What is found of a family of units with its touchpoints, in the order in which it is read."""
    found = [*_weak(touch), *_target(own, target)]
    one = _one_unit(own, touch)
    found += one
    if own.status == "too-few-units":
        return tuple(found)
    shared = _common(touch)
    single = any(finding.key == "common-single" for finding in shared)
    if not one:
        differ = own.status == "ok" and own.tau.lower > 0
        key = "over-units" if differ else "too-little-between"
        found.append(Finding(key, {"reliability": _reliability(own)}, answers=not (differ and single)))
    return (*found, *shared)


def _reliability(own: Family) -> float:
    return 100 * own.drawn.reliability if own.drawn is not None else float("nan")


def _weak(touch: Touchpoints | None) -> list[Finding]:
    if touch is None:
        return []
    weak = [item for item in touch.items if item.is_weak]
    others = [item.level.value for item in touch.items if not item.is_weak]
    return [
        Finding(
            "weak-touchpoint",
            {"question": item.name, "value": item.level.value, "low": min(others), "high": max(others)},
            answers=True,
        )
        for item in sorted(weak, key=lambda item: item.level.value)
    ]


def _target(own: Family, target: float | None) -> list[Finding]:
    found: Below | None = None if target is None else below(own, target)
    if found is None:
        return []
    fields = {"target": found.limit, "share": found.share, "least": found.least, "most": found.most}
    fields |= {"units": len(own.units.names)}
    everywhere = found.share >= 100 * NEARLY_ALL and own.centre.upper < found.limit
    return [Finding("below-target-everywhere" if everywhere else "below-target", fields, answers=everywhere)]


def _one_unit(own: Family, touch: Touchpoints | None) -> list[Finding]:
    found = alone(own)
    if found is None or found.verdict == "none":
        return []
    key = "one-unit-low" if found.residual < 0 else "one-unit-high"
    surely = "" if found.verdict == "sure" else "perhaps-"
    fields = {"unit": found.name, "residual": abs(found.residual), "limit": found.limit, "fall": found.fall}
    said = [Finding(f"{surely}{key}", fields, answers=True)]
    if touch is not None and touch.parts is not None and found.name in touch.units:
        place = touch.units.index(found.name)
        apart = touch.means[place] - touch.others[place]
        count = int((np.sign(apart) == np.sign(found.residual)).sum())
        said.append(Finding(f"{key}-touchpoints", {"unit": found.name, "count": count, "items": len(apart)}))
        left = touch.without(found.name)
        if left is not None and left.unit < touch.parts.unit:
            gone = 100 * min(1 - left.unit / touch.parts.unit, 1.0)
            said.append(Finding("one-unit-common", {"unit": found.name, "fall": gone}))
    return said


def _common(touch: Touchpoints | None) -> list[Finding]:
    """Whether units differ as wholes or in single touchpoints, where the interval allows a verdict."""
    if touch is None or touch.common is None:
        return []
    share = touch.common
    fields = {"share": 100 * share.value, "lower": 100 * share.lower, "upper": 100 * share.upper}
    if touch.status != "ok" or np.isnan(share.value):
        ends = {name: fields[name] for name in ("lower", "upper")}
        return [Finding("common-too-little", ends)]
    if share.value >= WHOLES and share.lower >= MIDDLE:
        return [Finding("common-wholes", fields)]
    if share.value <= SINGLE and share.upper <= MIDDLE:
        return [Finding("common-single", fields, answers=True)]
    both = share.lower > SINGLE and share.upper < WHOLES
    return [Finding("common-both" if both else "common-unclear", fields)]
