"""Weights as numbers, and what weighting anew has done to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Weighting:
    """What was done in one wave: ``rounds`` of raking (0 for none), and how many respondents were ``capped``.

    ``blank`` counts the respondents without a category of a margin or without a unit, who kept their share.
    """

    wave: str
    rounds: int
    capped: int
    blank: int


def weights_of(texts: Sequence[str], decimal: str) -> NDArray[np.float64]:
    """The weight of each text, shape (len(texts),); NaN where it is missing, not a number, zero or negative.

    ``decimal`` is the decimal mark of the file.

    >>> weights_of(["0,85", "2", "", "-1", "x"], ",").tolist()
    [0.85, 2.0, nan, nan, nan]
    """
    weights = np.full(len(texts), np.nan)
    for place, text in enumerate(texts):
        try:
            weight = float(text.replace(decimal, ".") if decimal != "." else text)
        except ValueError:
            continue
        if 0 < weight < np.inf:
            weights[place] = weight
    return weights
