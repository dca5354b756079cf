"""W44: a correlation matrix of ten questions and the PLS path model of it, by an independent program."""

from __future__ import annotations

import numpy as np

from kundnojd.measures.path_model import structure_of

ITEMS = ("PERQ1", "PERQ4", "PERQ7", "PERV1", "PERV2", "CUSA1", "CUSA2", "CUSA3", "CUSL1", "CUSL3")
LOWER = """
1
.5317 1
.5597 .4503 1
.3444 .3344 .4718 1
.5042 .3883 .5420 .7001 1
.6042 .5179 .4905 .3287 .4201 1
.5662 .5079 .6072 .3866 .5071 .5392 1
.5359 .4797 .6387 .4871 .6047 .4900 .5924 1
.3574 .2593 .3377 .3483 .4071 .3433 .3547 .4317 1
.4742 .3771 .4292 .3789 .5178 .5209 .4939 .6302 .5417 1
"""
SIZES = {"Quality": 3, "Value": 2, "Satisfaction": 3, "Loyalty": 2}
PATHS = (("Quality", "Value"), ("Quality", "Satisfaction"), ("Value", "Satisfaction"), ("Satisfaction", "Loyalty"))
STRUCTURE = structure_of(SIZES, PATHS)

WEIGHTS = [0.412165, 0.358168, 0.443788, 0.479314, 0.604040, 0.376585, 0.389910, 0.433287, 0.461459, 0.671734]
LOADINGS = [0.850991, 0.777154, 0.835760, 0.902203, 0.939608, 0.799135, 0.849644, 0.848797, 0.825337, 0.921706]
R2 = [np.nan, 0.337134, 0.677773, 0.428169]
COEFFICIENTS = {
    "path": [0.580632, 0.684450, 0.208588, 0.654346],
    "centroid": [0.581065, 0.683244, 0.210470, 0.655074],
    "factor": [0.580668, 0.683489, 0.210049, 0.654688],
}
CENTROID_SATISFACTION = [0.366525, 0.389969, 0.442643]


def correlations() -> np.ndarray:
    found = np.eye(len(ITEMS))
    for row, line in enumerate(LOWER.split("\n")[1:-1]):
        values = [float(text) for text in line.split()]
        found[row, : row + 1] = found[: row + 1, row] = values
    return found
