"""Rows of a driver analysis: estimates with their jackknife intervals in a tidy frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.inference import jackknife
from kundnojd.inference.distributions import t_p_value
from kundnojd.tally.moments import USED, Moments

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

COLUMNS = (
    *("part", "kind", "question", "outcome", "wave", "n", "value", "se", "lower", "upper", "level"),
    *("p_value", "p_adjusted", "method", "verdict", "status"),
)
_FREE = (-np.inf, np.inf)


@dataclass(frozen=True)
class Estimated:
    """Estimates with their errors and intervals, all of one shape; ``p_value`` is that of no effect."""

    value: Floats
    se: Floats
    lower: Floats
    upper: Floats
    p_value: Floats

    @property
    def clear(self) -> NDArray[np.bool_]:
        """Where the interval does not hold 0; no where there is none."""
        return np.asarray((self.lower > 0) | (self.upper < 0))


@dataclass(frozen=True)
class Rows:
    """Rows being gathered, of one outcome and wave; ``method`` is how their intervals are made."""

    outcome: str
    wave: str
    level: float
    found: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        part: str,
        kind: str,
        questions: Sequence[str],
        estimated: Estimated,
        n: Floats | float,
        method: str = "jackknife",
        **more: Any,
    ) -> None:
        """A row for each question; ``more`` are further columns, a value for all or one for each."""
        size = len(questions)
        columns = {
            "value": estimated.value,
            "se": estimated.se,
            "lower": estimated.lower,
            "upper": estimated.upper,
            "p_value": more.pop("p_value", np.nan),
            "p_adjusted": more.pop("p_adjusted", np.nan),
            "n": n,
            "verdict": more.pop("verdict", ""),
            "status": more.pop("status", "ok"),
        }
        spread = {name: np.broadcast_to(np.asarray(value), (size,)).tolist() for name, value in columns.items()}
        for place, question in enumerate(questions):
            own = {name: values[place] for name, values in spread.items()}
            same = {"outcome": self.outcome, "wave": self.wave, "level": self.level, "method": method}
            self.found.append({"part": part, "kind": kind, "question": question, **same, **own})

    def frame(self) -> pd.DataFrame:
        """All of them, with the columns `COLUMNS`."""
        import pandas as pd

        return pd.DataFrame(self.found, columns=list(COLUMNS))


def bare(value: Floats) -> Estimated:
    """Values without errors.

    >>> bare(np.array([1.0])).se.tolist()
    [nan]
    """
    nothing = np.full(np.shape(value), np.nan)
    return Estimated(value, nothing, nothing, nothing, nothing)


def jackknifed(whole: Floats, without: Floats, level: float, ends: tuple[float, float] = _FREE) -> Estimated:
    """Estimates ``whole`` (k,) with errors from those ``without`` each group (G, k); intervals within ``ends``.

    ``p_value`` is that of t = value / se with G - 1 degrees of freedom.

    >>> jackknifed(np.array([2.0]), np.array([[2.5], [2.0], [1.5]]), 0.95).se.round(6).tolist()
    [0.57735]
    """
    error = jackknife.standard_error(whole, without)
    low, high = (np.full(len(whole), end) for end in ends)
    lower, upper = jackknife.interval(whole, error, len(without), level, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = t_p_value(whole / error, np.asarray(len(without) - 1.0))
    return Estimated(whole, error, lower, upper, p_value)


def without_each(own: Moments, figures: Callable[[Floats], Floats]) -> Floats:
    """``figures`` of the sums without each group in turn that has anybody, shape (G, k)."""
    whole = own.sums.sum(axis=0)
    return np.array([figures(whole - group) for group in own.sums[own.bases[:, USED] > 0]])
