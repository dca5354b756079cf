"""Intervals and tests called with sums, as most tests have them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kundnojd.inference import estimates


def of_sums(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with every array among its arguments taken as the sums of cells."""
    return lambda *given: function(*(estimates.of(one) if isinstance(one, np.ndarray) else one for one in given))
