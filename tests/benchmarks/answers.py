"""Answers to draw in simulations: scores with their probabilities, and the sums of drawn respondents.

Three distributions on each scale: even, usual (most are fairly satisfied) and skewed (most give the best answer). The
weights are log-normal and independent of the answers, with a design effect of about 1.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtr, ndtri

from kundnojd.inference import sums

SLOTS = 1 << 16  # probabilities are whole numbers of these, so that a draw is a look-up
DESIGN_EFFECT = 1.4
_AT_ONCE = 2_000_000

ON_FIVE = {"even": (20, 20, 20, 20, 20), "usual": (4, 9, 22, 43, 22), "skewed": (1.5, 1.5, 4, 13, 80)}
ON_TEN = {
    "even": (10,) * 10,
    "usual": (2, 2, 3, 5, 9, 12, 20, 25, 13, 9),
    "skewed": (1, 0.5, 0.5, 1, 1.5, 2, 4.5, 9, 20, 60),
}
RECOMMEND = {
    "even": (1,) * 11,
    "usual": (2, 1, 1, 2, 2, 6, 6, 12, 23, 20, 25),
    "skewed": (0.5, 0, 0, 0.5, 0.5, 1, 1.5, 3, 8, 15, 70),
}


@dataclass(frozen=True)
class Answers:
    """A score's values and how many of the slots each fills; ``kind`` is mean, share or net, as in `TESTS`."""

    kind: str
    scores: np.ndarray
    slots: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.scores @ self.slots / SLOTS)

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.scores**2 @ self.slots / SLOTS - self.mean**2))

    def moved(self, points: float) -> Answers:
        """The same with a mean so many points higher, tilted exponentially."""
        from scipy.optimize import brentq

        centred = (self.scores - self.mean) / self.sd

        def tilted(by: float) -> Answers:
            return answers(self.kind, self.scores, self.slots * np.exp(by * centred))

        return tilted(brentq(lambda by: tilted(by).mean - self.mean - points, -20, 20, xtol=1e-4))


def answers(kind: str, scores: np.ndarray, odds: np.ndarray) -> Answers:
    """The scores with these odds, each filling whole slots."""
    edges = np.rint(np.cumsum(odds) / np.sum(odds) * SLOTS)
    return Answers(kind, np.asarray(scores, dtype=float), np.diff(edges, prepend=0).astype(int))


def index(odds: tuple[float, ...]) -> Answers:
    """One question on its scale, 0 to 100."""
    return answers("mean", np.linspace(0, 100, len(odds)), np.array(odds))


def nki(odds: tuple[float, ...]) -> Answers:
    """The mean of three questions answered alike: normal underneath, correlated .65."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    cuts = ndtri(np.clip(np.cumsum((0, *odds)) / np.sum(odds), 0, 1))
    below = ndtr((cuts - np.sqrt(0.65) * nodes[:, None]) / np.sqrt(0.35))
    one = np.diff(below, axis=1)
    total = [np.convolve(np.convolve(row, row), row) for row in one]
    return answers("mean", np.linspace(0, 100, len(total[0])), weights @ np.array(total))


def share(odds: tuple[float, ...], best: int) -> Answers:
    """The share with one of the ``best`` highest answers."""
    return answers("share", np.array([0.0, 100.0]), np.array([sum(odds[:-best]), sum(odds[-best:])]))


def nps(odds: tuple[float, ...]) -> Answers:
    """Promoters 9-10, detractors 0-6."""
    return answers(
        "net", np.array([-100.0, 0.0, 100.0]), np.array([sum(odds[a:b]) for a, b in pairwise((0, 7, 9, 11))])
    )


def of_scales(build: str) -> Mapping[str, Answers]:
    """The three distributions of a measure in `MEASURES`."""
    scales, make = _BUILD[build]
    return {name: make(odds) for name, odds in scales.items()}


_BUILD = {
    "NKI of three questions on 1-10": (ON_TEN, nki),
    "index of one question on 1-10": (ON_TEN, index),
    "index of one question on 1-5": (ON_FIVE, index),
    "top box, 9-10 of 1-10": (ON_TEN, lambda odds: share(odds, 2)),
    "satisfied, 7-10 of 1-10": (ON_TEN, lambda odds: share(odds, 4)),
    "NPS": (RECOMMEND, nps),
}
MEASURES = tuple(_BUILD)


def drawn(of: Answers, shape: tuple[int, ...], n: int, weighted: bool, generator: np.random.Generator) -> np.ndarray:
    """The sums of ``n`` respondents in each of the cells of ``shape``: shape (..., 7)."""
    cells = int(np.prod(shape))
    if not weighted:
        counts = generator.multinomial(n, of.slots / SLOTS, size=cells)
        w, wy, wy2 = np.full(cells, n), counts @ of.scores, counts @ of.scores**2
        return np.stack([w, w, w, wy, wy2, wy, wy2], axis=-1).reshape(*shape, sums.LENGTH)
    table, spread = np.repeat(of.scores, of.slots), np.float32(np.sqrt(np.log(DESIGN_EFFECT)))
    parts = []
    for start in range(0, cells, max(1, _AT_ONCE // n)):
        size = (min(cells - start, max(1, _AT_ONCE // n)), n)
        weights = np.exp(spread * generator.standard_normal(size, dtype=np.float32))
        parts.append(sums.of(table[generator.integers(SLOTS, size=size, dtype=np.uint16)], weights))
    return np.concatenate(parts).reshape(*shape, sums.LENGTH)
