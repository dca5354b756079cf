"""Linear programming finds nothing in what is shown: printed examples, and random surveys with small cells."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from kundnojd.analyses import AnalysisOptions, protection, results
from kundnojd.analyses.disclosure_audit import Bounds, Figures, Published, bounds
from kundnojd.measures import protected
from tests.analyses.random_tables import ALL, AUDITED, SURVEY, Random, audited, shown_frame, survey
from tests.analyses.test_disclosure import plan_of, tally_of

# A thousand of them take about a minute: make audit.
TABLES = int(os.environ.get("DISCLOSURE_TABLES", "100"))


def test_w36_the_small_table_of_gausssuppression() -> None:
    # methods.md W36: statisticsnorway/ssb-gausssuppression, vignette Small_count_frequency_table_suppression.
    young, old = [2, 0, 5], [3, 4, 6]
    cells = np.array([*young, *old], dtype=float)
    country, age = np.tile(np.eye(3), 2), np.repeat(np.eye(2), 3, axis=1)
    members = np.vstack([np.eye(6), country, age, np.ones((1, 6))])

    def intervals(hidden: list[int]) -> list[tuple[float, float]]:
        n = members @ cells
        n[hidden] = np.nan
        table = Published(members, np.full(12, np.nan), (Figures(np.zeros((1, 1)), n[None], np.zeros((1, 12))),))
        return [(round(b.least, 6), round(b.most, 6)) for b in bounds(table, [(0, 0, cell) for cell in hidden])]

    assert intervals([1]) == [(0, 0)]
    # young Iceland, young Portugal, old Iceland, old Portugal
    assert intervals([0, 1, 3, 4]) == [(0, 2), (0, 2), (3, 5), (2, 4)]


def test_w37_the_leak_of_a_list_with_a_total_is_there_before_and_not_after() -> None:
    # methods.md W37: units of 40, 25 and 6 with means 70, 60 and (hidden) 54.87; total 71, mean 65.2.
    def leak(n: list[float], mean: list[float]) -> Bounds:
        rows = np.vstack([np.ones(3), np.eye(3)])
        figures = Figures(np.array([[0.0, 100]]), np.array([n]), np.array([mean]))
        return bounds(Published(rows, np.full(4, np.nan), (figures,)), [(0, 0, 3)])[0]

    before = leak([71, 40, 25, np.nan], [65.2, 70, 60, np.nan])
    assert (before.low, before.high) == (pytest.approx(54.8667, abs=1e-4), pytest.approx(54.8667, abs=1e-4))
    after = leak([71, 40, np.nan, np.nan], [65.2, 70, np.nan, np.nan])
    assert (after.least, after.most) == pytest.approx((0, 31))
    assert (after.low, after.high) == pytest.approx((0, 100))


def test_figures_that_cannot_be_are_refused() -> None:
    figures = Figures(np.array([[0.0, 100]]), np.array([[3, 4, np.nan]]), np.array([[50.0, 50, np.nan]]))
    with pytest.raises(ValueError, match="contradict"):
        bounds(Published(np.array([[1.0, 1], [1, 0], [0, 1]]), np.full(3, np.nan), (figures,)), [(0, 0, 2)])


@pytest.fixture(scope="module")
def cells():
    return audited(range(TABLES))


def test_no_small_number_of_answers_is_bounded_closer_than_from_0_to_the_minimum_less_one(cells) -> None:
    assert len(cells) > 4 * TABLES
    for cell in cells:
        assert cell.made.plan.of(cell.target)[cell.row, cell.wave]
        assert cell.bounds.least <= 1e-5, cell
        # A whole that is itself too small is no total of anything.
        whole = cell.made.plan.of(cell.target)[0, cell.wave]
        assert whole or cell.bounds.most >= cell.made.options.min_n - 1 - 1e-5, cell


def test_no_mean_of_a_small_cell_is_bounded_closer_than_a_fifth_of_the_range(cells) -> None:
    given = 0
    for cell in cells:
        close = cell.n > 0 and cell.bounds.high - cell.bounds.low < 0.2 * cell.span - 1e-5
        assert not close or cell.given, cell
        given += close
    assert given < 0.05 * len(cells)


def test_reports_for_the_whole_a_region_and_a_unit_joined_together_give_no_more() -> None:
    def reports(made: Random) -> pd.DataFrame:
        """Pages for each unit, with its region and the whole, and for each measure by itself."""
        parts = []
        for measure, question in AUDITED:
            own = [t for t in ALL if (t.measure, t.question) == (measure, question)]
            parts.append(results(made.tally, own, made.options, made.plan))
        detail = results(made.tally, ALL, made.options, made.plan)
        parts += [detail[detail["unit"].isin([unit, unit.partition(" / ")[0]])] for unit in made.plan.grid.units]
        return pd.concat(parts)

    seeds = range(TABLES, TABLES + 12)
    joined, alone = audited(seeds, reports), audited(seeds)
    assert [cell.bounds for cell in joined] == [cell.bounds for cell in alone]


def test_what_is_hidden_does_not_depend_on_the_measures_asked_for() -> None:
    for seed in range(20):
        made = survey(seed)
        whole = shown_frame(made)
        for measure in ("nps", "index"):
            own = [target for target in ALL if target.measure == measure]
            part = results(made.tally, own, made.options, made.plan)
            assert part["status"].tolist() == whole[whole["measure"] == measure]["status"].tolist()


def test_hidden_parts_of_what_is_shown_reach_the_minimum_together() -> None:
    hidden = Counter()
    for seed in range(100):
        made = survey(seed)
        grid = made.plan.grid
        for target in protected(SURVEY):
            n = grid.spread(made.tally.score_sums(target.question, target.values))[..., 0]
            flags = made.plan.of(target)
            for parent in range(len(grid.units)):
                for partition in set(grid.partitions):
                    parts = [u for u, p in enumerate(grid.parents) if p == parent and grid.partitions[u] == partition]
                    shown = np.where(flags[parts], 0, n[parts]).sum(axis=0)
                    left = (n[parent] - shown)[~flags[parent] & flags[parts].any(axis=0)]
                    assert ((left == 0) | (left >= made.options.min_n)).all(), (seed, target.measure, parent)
                    hidden["families"] += left.size
    assert hidden["families"] > 250


def test_weights_do_not_open_what_is_closed() -> None:
    """Somebody who knows the weights of every cell cannot tell the weighted mean of a small one."""
    rng = np.random.default_rng(11)
    for _ in range(30):
        sizes = rng.integers(1, 15, 5)
        tally = tally_of([(f"u{k}", rng.choice(5, size).tolist()) for k, size in enumerate(sizes)])
        weights = rng.uniform(0.3, 3, (len(tally.cells), 1))
        weighted = {"q": tally.counts["q"] * np.dstack([np.ones_like(weights), weights, weights**2])}
        tally = type(tally)(tally.keys, tally.cells, tally.respondents, weighted, {})
        plan = plan_of(tally, 5)
        hidden = plan.of_question("q")[1:, 0]
        counts = weighted["q"][:, :5, 1]
        values = np.arange(5) * 25.0
        w, wy = counts.sum(axis=1), counts @ values
        if hidden.all() or not hidden.any():
            continue
        n = np.append(w.sum(), np.where(hidden, np.nan, w))
        mean = np.append(wy.sum() / w.sum(), np.where(hidden, np.nan, wy / w))
        rows = np.vstack([np.ones(5), np.eye(5)])
        scale = 1 / weights.min()
        table = Published(rows, np.full(6, np.nan), (Figures(values[None], n[None] * scale, mean[None]),))
        small = [u for u in np.flatnonzero(hidden) if sizes[u] < 5]
        for found in bounds(table, [(0, 0, 1 + u) for u in small]):
            assert found.high - found.low >= 20 - 1e-5


def test_the_plan_is_that_of_the_public_function() -> None:
    made = survey(3)
    again = protection(made.tally, protected(SURVEY), made.options.min_n, made.options.segments)
    assert all((again.items[name] == flags).all() for name, flags in made.plan.items.items())
    assert AnalysisOptions().segments == ()
