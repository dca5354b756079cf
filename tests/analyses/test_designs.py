"""Designs on the grid: units, regions and the rest of each are what they are on their own."""

from __future__ import annotations

import numpy as np
import pytest

from kundnojd.analyses.designs import SampleDesign, estimator
from kundnojd.analyses.grid import grid
from kundnojd.errors import InputError
from kundnojd.inference import estimates
from kundnojd.questionnaire.population import Customers
from kundnojd.tally.populations import joined
from kundnojd.tally.tally import Tally
from tests.inference.test_design import estimated

KEYS = ("unit-1", "unit-2", "wave", "column:h", "column:c")


def survey(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, weights, and the cell of each respondent; clusters cross units, one is blank."""
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 5, n)
    parts = [
        [f"R{u // 2}" for u in unit],
        [f"U{u}" for u in unit],
        [str(2023 + k) for k in rng.integers(0, 2, n)],
        [f"h{k}" for k in rng.integers(0, 3, n)],
        ["" if k == 0 else f"c{k}" for k in rng.integers(0, 12, n)],
    ]
    return 10.0 * rng.integers(0, 11, n), rng.uniform(0.5, 3, n), np.array(parts, dtype=object).T


def tally_of(y: np.ndarray, w: np.ndarray, cells: np.ndarray, keys: tuple[str, ...] = KEYS) -> Tally:
    names = tuple(sorted({tuple(cell) for cell in cells}))
    place = np.array([names.index(tuple(cell)) for cell in cells])
    parts = np.stack([np.ones_like(w), w, w**2, w * y, w * y**2, w**2 * y, (w * y) ** 2], axis=1)
    found = np.zeros((len(names), 7))
    np.add.at(found, place, parts)
    return Tally(keys, names, found[:, :3], {}, {"s": found})


def alone(y: np.ndarray, w: np.ndarray, cells: np.ndarray, inside: np.ndarray, lonely: str) -> estimates.Estimates:
    """The estimate from single answers; who has no cluster is one of his own."""
    cluster = np.array([f"{k}" if c == "" else c for k, c in enumerate(cells[:, 4])])[inside]
    return estimated(y[inside], w[inside], cells[inside, 3].astype(str), cluster, lonely=lonely)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lonely", ["adjust", "remove", "average"])
def test_units_regions_and_their_rest_are_designs_of_their_own(seed, lonely) -> None:
    y, w, cells = survey(seed, 120 if seed % 2 else 300)
    tally = tally_of(y, w, cells)
    frame = grid(tally)
    own, rest = estimator(tally, frame, SampleDesign("column:h", "column:c", None, lonely))(tally.scores["s"])
    for row, unit in enumerate(frame.units):
        path = unit.split(" / ") if unit else []
        for column, wave in enumerate(frame.waves):
            there = cells[:, 2] == wave
            inside = there & np.all([cells[:, k] == part for k, part in enumerate(path)], axis=0)
            pairs = [(own, inside)] + ([(rest, there & ~inside)] if unit else [])
            for found, who in pairs:
                expected = alone(y, w, cells, who, lonely)
                for name in ("n", "mean", "se", "df", "base"):
                    ours = float(getattr(found, name)[row, column])
                    assert ours == pytest.approx(float(getattr(expected, name)), rel=1e-8, nan_ok=True), (unit, name)


def test_without_strata_clusters_and_population_nothing_changes() -> None:
    y, w, cells = survey(1)
    tally = tally_of(y, w, cells).rollup(KEYS[:3])
    frame = grid(tally)
    own, _ = estimator(tally, frame, SampleDesign())(tally.scores["s"])
    plain = estimates.of(frame.spread(tally.scores["s"]))
    for name in ("n", "n_eff", "mean", "se", "df", "base"):
        assert getattr(own, name) == pytest.approx(getattr(plain, name), rel=1e-12)


def test_customers_of_units_add_up_to_regions_and_the_whole() -> None:
    y, w, cells = survey(2)
    tally = tally_of(y, w, cells).rollup(KEYS[:3])
    frame = grid(tally)
    sizes = {f"U{k}": 100.0 * (k + 1) for k in range(5)}
    population = joined([Customers(unit, count) for unit, count in sizes.items()], tally, "")
    own, rest = estimator(tally, frame, SampleDesign(population=population))(tally.scores["s"])
    plain = estimates.of(frame.spread(tally.scores["s"]))
    for unit, customers in {"": 1500.0, "R0": 300.0, "R1 / U3": 400.0}.items():
        row = frame.units.index(unit)
        left = 1 - plain.n[row] / customers
        assert own.se[row] == pytest.approx(plain.se[row] * np.sqrt(left))
        assert own.base[row] == pytest.approx(plain.base[row] / left)
    row = frame.units.index("R0")
    others = plain.n[0] - plain.n[row]
    assert rest.base[row] / rest.n_eff[row] == pytest.approx(1 / (1 - others / 1200))


def test_a_unit_without_customers_has_no_correction_and_neither_has_what_it_is_a_part_of() -> None:
    y, w, cells = survey(3)
    tally = tally_of(y, w, cells).rollup(KEYS[:3])
    frame = grid(tally)
    population = joined([Customers(f"U{k}", 500) for k in range(1, 5)], tally, "")
    own, _ = estimator(tally, frame, SampleDesign(population=population))(tally.scores["s"])
    plain = estimates.of(frame.spread(tally.scores["s"]))
    same = {unit for row, unit in enumerate(frame.units) if np.allclose(own.se[row], plain.se[row], rtol=1e-12)}
    assert same == {"", "R0", "R0 / U0"}


def test_a_lonely_stratum_can_be_refused() -> None:
    y, w, cells = survey(4)
    cells[:, 3] = "h1"
    cells[0, 3] = "alone"
    tally = tally_of(y, w, cells)
    with pytest.raises(InputError) as caught:
        estimator(tally, grid(tally), SampleDesign("column:h", "", None, "fail"))(tally.scores["s"])
    assert caught.value.key == "lonely-psu"
    assert caught.value.fields["strata"] == ("alone",)
