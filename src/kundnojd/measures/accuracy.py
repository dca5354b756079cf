"""The accuracy that the tenant satisfaction measures (UK) ask of a sample, by the number of dwellings."""

from __future__ import annotations

from dataclasses import dataclass

from kundnojd.inference.distributions import z_quantile

# Dwellings from which the margin in points must be reached at 95 %; under the first there is no fixed limit.
REQUIRED = ((1_000, 5.0), (2_500, 4.0), (10_000, 3.0), (25_000, 2.0))
LEVEL = 0.95


@dataclass(frozen=True)
class Accuracy:
    """The margin of a share of 50 % in points, and the one required, ``None`` where there is none."""

    stock: int
    answers: int
    margin: float
    required: float | None

    @property
    def is_met(self) -> bool:
        """Whether the margin is the required one or smaller; so it is where nothing is required."""
        return self.required is None or self.margin <= self.required


def accuracy(answers: int, stock: int) -> Accuracy:
    """What so many answers from so many dwellings are worth.

    ``margin = z * sqrt(1/4 / n * (1 - n/N))`` in points at 95 %: a share of 50 %, the least favourable, and the
    correction for a finite stock. Source: Cochran (1977), Sampling Techniques, 2.9, for large N; limits as in
    `REQUIRED`, Regulator of Social Housing. ``ValueError`` where there are no answers or more answers than dwellings.

    >>> round(accuracy(555, 7271).margin, 2), accuracy(555, 7271).required, accuracy(500, 7271).is_met
    (4.0, 4.0, False)
    """
    if not 0 < answers <= stock:
        raise ValueError("answers must be more than none and not more than the dwellings")
    margin = 100 * z_quantile(LEVEL) * (0.25 / answers * (1 - answers / stock)) ** 0.5
    limits = [points for least, points in REQUIRED if stock >= least]
    return Accuracy(stock, answers, margin, limits[-1] if limits else None)
