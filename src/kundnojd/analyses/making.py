"""What was done to the weights and variances of a survey, as a value for reports."""

from __future__ import annotations

from dataclasses import dataclass

from kundnojd.tally.weighting import Weighting


@dataclass(frozen=True)
class Making:
    """What was done to weights and variances, for the report and the provenance.

    ``strata`` and ``clusters`` are the columns, ``population`` says whether customers are known, ``by_stratum`` whether
    by stratum too, ``waves`` what weighting did in each wave, ``margins`` the columns raked to, ``heaviest`` the
    largest mean weight of a cell by the mean of its wave.
    """

    strata: str = ""
    clusters: str = ""
    lonely: str = ""
    population: bool = False
    by_stratum: bool = False
    post_stratified: bool = False
    margins: tuple[str, ...] = ()
    cap: float | None = None
    waves: tuple[Weighting, ...] = ()
    heaviest: float = 1.0
