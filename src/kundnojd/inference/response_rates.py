"""The outcome rates of AAPOR from counts of dispositions.

Every rate takes (counts, e): people by disposition, shape (..., 7) in the order I, P, R, NC, O, U, NE, and the share of
those of unknown eligibility that is taken to be eligible, from 0 to 1, of a shape that broadcasts. It gives a share
from 0 to 1 of shape (...), NaN where there is nobody. Source: AAPOR, Standard Definitions: Final Dispositions of Case
Codes and Outcome Rates for Surveys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from kundnojd.inference.method import Method
from kundnojd.inference.sums import FloatArray

I_, P, R, NC, O_, U, NE = range(7)
LENGTH: Final = 7
RateFunction = Callable[[FloatArray, FloatArray], FloatArray]
_SOURCE = "AAPOR, Standard Definitions, outcome rates"


def eligible_share(counts: FloatArray) -> FloatArray:
    """The share eligible among those whose eligibility is known, (I+P+R+NC+O) / (I+P+R+NC+O+NE); 1 where nobody is.

    >>> float(eligible_share(np.array([6.0, 0, 2, 0, 1, 50, 1])))
    0.9
    """
    eligible = counts[..., : O_ + 1].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(eligible + counts[..., NE] > 0, eligible / (eligible + counts[..., NE]), 1.0)


def eligible(counts: FloatArray, e: FloatArray) -> FloatArray:
    """The people who could have answered, those of unknown eligibility counted as ``e`` each: I+P+R+NC+O+eU.

    >>> float(eligible(np.array([6.0, 0, 2, 0, 1, 10, 1]), np.float64(0.5)))
    14.0
    """
    return np.asarray(counts[..., : O_ + 1].sum(axis=-1) + e * counts[..., U])


def parts(name: str, counts: FloatArray, e: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The people above and below the line of a rate of `RATES`, each of shape (...); `KeyError` for another name.

    >>> [float(part) for part in parts("RR1", np.array([6.0, 1, 2, 0, 1, 10, 1]), np.float64(0.5))]
    [6.0, 20.0]
    """
    above, below, unknown = _PARTS[name]
    base = counts[..., list(below)].sum(axis=-1) + unknown(np.asarray(e)) * counts[..., U]
    return np.asarray(counts[..., list(above)].sum(axis=-1)), np.asarray(base)


def _rate(name: str) -> RateFunction:
    def rate(counts: FloatArray, e: FloatArray) -> FloatArray:
        above, below = parts(name, counts, e)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(above / below)

    return rate


def _all(e: FloatArray) -> FloatArray:
    return np.ones_like(e, dtype=np.float64)


def _likely(e: FloatArray) -> FloatArray:
    return e


def _no(e: FloatArray) -> FloatArray:
    return np.zeros_like(e, dtype=np.float64)


_EVERYBODY = (I_, P, R, NC, O_)
_REACHED = (I_, P, R, O_)
_FULL, _ANY = (I_,), (I_, P)

# Above the line, below it, and how many of those of unknown eligibility count below it.
_PARTS: Mapping[str, tuple[tuple[int, ...], tuple[int, ...], Callable[[FloatArray], FloatArray]]] = {
    "RR1": (_FULL, _EVERYBODY, _all),
    "RR2": (_ANY, _EVERYBODY, _all),
    "RR3": (_FULL, _EVERYBODY, _likely),
    "RR4": (_ANY, _EVERYBODY, _likely),
    "RR5": (_FULL, _EVERYBODY, _no),
    "RR6": (_ANY, _EVERYBODY, _no),
    "COOP1": (_FULL, _REACHED, _no),
    "COOP2": (_ANY, _REACHED, _no),
    "COOP3": (_FULL, (I_, P, R), _no),
    "COOP4": (_ANY, (I_, P, R), _no),
    "REF1": ((R,), _EVERYBODY, _all),
    "REF2": ((R,), _EVERYBODY, _likely),
    "REF3": ((R,), _EVERYBODY, _no),
    "CON1": (_REACHED, _EVERYBODY, _all),
    "CON2": (_REACHED, _EVERYBODY, _likely),
    "CON3": (_REACHED, _EVERYBODY, _no),
}

RATES: Mapping[str, Method[RateFunction]] = {
    name: Method(_rate(name), formula=formula, source=_SOURCE, use=use)
    for name, formula, use in (
        ("RR1", "I / (I+P+R+NC+O+U)", "The least response rate, and the one to report"),
        ("RR2", "(I+P) / (I+P+R+NC+O+U)", "As RR1, partial interviews counted"),
        ("RR3", "I / (I+P+R+NC+O+eU)", "Some of the unknown are not eligible; state e"),
        ("RR4", "(I+P) / (I+P+R+NC+O+eU)", "As RR3, partial interviews counted"),
        ("RR5", "I / (I+P+R+NC+O)", "Where there are none of unknown eligibility"),
        ("RR6", "(I+P) / (I+P+R+NC+O)", "As RR5, partial interviews counted"),
        ("COOP1", "I / (I+P+R+O)", "Of those reached, how many answered"),
        ("COOP2", "(I+P) / (I+P+R+O)", "As COOP1, partial interviews counted"),
        ("COOP3", "I / (I+P+R)", "Of those reached who were able to answer"),
        ("COOP4", "(I+P) / (I+P+R)", "As COOP3, partial interviews counted"),
        ("REF1", "R / (I+P+R+NC+O+U)", "How many refused"),
        ("REF2", "R / (I+P+R+NC+O+eU)", "As REF1, with e of the unknown"),
        ("REF3", "R / (I+P+R+NC+O)", "As REF1, without the unknown"),
        ("CON1", "(I+P+R+O) / (I+P+R+NC+O+U)", "How many were reached at all"),
        ("CON2", "(I+P+R+O) / (I+P+R+NC+O+eU)", "As CON1, with e of the unknown"),
        ("CON3", "(I+P+R+O) / (I+P+R+NC+O)", "As CON1, without the unknown"),
    )
}
