"""Tallies weighted anew: what is weighted, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.errors import InputError
from kundnojd.questionnaire.population import Customers
from kundnojd.questionnaire.settings import MarginSettings, WeightingSettings
from kundnojd.tally.populations import joined
from kundnojd.tally.reweighting import Weighted, multiplied, weighted
from kundnojd.tally.tally import Tally

KEYS = ("unit-1", "wave", "column:Kön", "column:Ålder")
CELLS = {
    ("A", "1", "Man", "1"): 10,
    ("A", "1", "Kvinna", "2"): 30,
    ("A", "1", "Kvinna", "1"): 5,
    ("B", "1", "man ", "2"): 20,
    ("B", "1", "Kvinna", "1"): 15,
}


def tally_of(cells: dict[tuple[str, ...], int]) -> Tally:
    names = tuple(sorted(cells))
    n = np.array([float(cells[name]) for name in names])
    counts = np.stack([n, 2 * n, 4 * n], axis=1)
    scores = np.stack([n, 2 * n, 4 * n, 100 * n, 5000 * n, 200 * n, 10000 * n], axis=1)
    return Tally(KEYS, names, counts, {"q": counts[:, None]}, {"s": scores}, options={"o": counts[:, None]})


def shares(done: Weighted, key: str) -> dict[str, float]:
    found = done.tally.rollup([key])
    return dict(zip([cell[0].strip().casefold() for cell in found.cells], found.respondents[:, 1], strict=True))


def refused(cells: dict[tuple[str, ...], int], *margins: MarginSettings, **asked: object) -> InputError:
    with pytest.raises(InputError) as caught:
        weighted(tally_of(cells), WeightingSettings(**asked), margins, None)  # type: ignore[arg-type]
    return caught.value


@given(st.lists(st.floats(0.01, 100), min_size=5, max_size=5))
def test_factors_multiply_every_weight(factors) -> None:
    one, factor = tally_of(CELLS), np.array(factors)
    many = multiplied(one, factor)
    assert many.respondents[:, 0].tolist() == one.respondents[:, 0].tolist()
    for power in (1, 2):
        for block, old in ((many.respondents, one.respondents), (many.counts["q"][:, 0], one.counts["q"][:, 0])):
            assert block[:, power] == pytest.approx(old[:, power] * factor**power)
        assert many.options["o"][:, 0, power] == pytest.approx(one.options["o"][:, 0, power] * factor**power)
    powers = np.array([0, 1, 2, 1, 1, 2, 2])
    assert many.scores["s"] == pytest.approx(one.scores["s"] * factor[:, None] ** powers)


def test_margins_in_shares_keep_the_sum_of_weights() -> None:
    margins = [MarginSettings("kön", {"Man": 0.5, "Kvinna": 0.5}), MarginSettings("Ålder", {"1": 30, "2.0": 70})]
    done = weighted(tally_of(CELLS), WeightingSettings(), margins, None)
    assert shares(done, "column:Ålder") == pytest.approx({"1": 0.3 * 160, "2": 0.7 * 160})
    found = done.tally.rollup(["column:Kön"])
    assert found.respondents[:, 1].sum() == pytest.approx(160)
    assert done.waves[0].rounds > 1


def test_units_and_margins_are_raked_together_to_the_customers() -> None:
    tally = tally_of(CELLS)
    population = joined([Customers("a", 300), Customers("B", 100)], tally, "")
    margin = MarginSettings("Kön", {"Man": 0.45, "Kvinna": 0.55})
    done = weighted(tally, WeightingSettings(post_stratify=True), [margin], population)
    assert shares(done, "unit-1") == pytest.approx({"a": 300, "b": 100})
    alone = weighted(tally, WeightingSettings(post_stratify=True), [], population)
    assert shares(alone, "unit-1") == pytest.approx({"a": 300, "b": 100})


def test_those_without_a_category_keep_their_share() -> None:
    cells = CELLS | {("B", "1", "", "1"): 10, ("A", "1", "Vill ej svara", "2"): 10}
    margin = MarginSettings("Kön", {"Man": 50, "Kvinna": 50}, blank=("Vill ej svara",))
    assert refused(cells, margin).key == "margin-blank"
    done = weighted(tally_of(cells), WeightingSettings(missing="own-weight"), [margin], None)
    found = done.tally.rollup(["column:Kön"])
    weights = dict(zip([cell[0] for cell in found.cells], found.respondents[:, 1], strict=True))
    assert weights["Kvinna"] == pytest.approx(weights["Man"] + weights["man "]) == pytest.approx(80)
    assert weights[""] == pytest.approx(20)
    assert done.waves[0].blank == 20


@pytest.mark.parametrize(
    ("key", "margins", "asked"),
    [
        ("margin-category-empty", [MarginSettings("Kön", {"Man": 1, "Kvinna": 1, "Annat": 2})], {}),
        ("margin-without-target", [MarginSettings("Kön", {"Man": 1})], {}),
        ("margin-zero-target", [MarginSettings("Kön", {"Man": 0, "Kvinna": 10})], {}),
        ("margin-category-twice", [MarginSettings("Kön", {"Man": 1, "man": 2, "Kvinna": 1})], {}),
        ("margin-wave-unknown", [MarginSettings("Kön", {"Man": 1, "Kvinna": 2}, wave="2")], {}),
        (
            "margin-totals-differ",
            [MarginSettings("Kön", {"Man": 500, "Kvinna": 500}), MarginSettings("Ålder", {"1": 500, "2": 600})],
            {},
        ),
        ("raking-cap-too-tight", [MarginSettings("Kön", {"Man": 90, "Kvinna": 10})], {"cap": 1.01}),
        ("post-stratify-without-population", [], {"post_stratify": True}),
    ],
)
def test_what_cannot_be_met_is_refused(key, margins, asked) -> None:
    assert refused(CELLS, *margins, **asked).key == key


def test_margins_that_contradict_each_other_do_not_converge() -> None:
    cells = {("A", "1", "Man", "1"): 10, ("A", "1", "Kvinna", "2"): 10}
    margins = [MarginSettings("Kön", {"Man": 0.5, "Kvinna": 0.5}), MarginSettings("Ålder", {"1": 0.2, "2": 0.8})]
    assert refused(cells, *margins).key == "raking-no-convergence"


def test_a_category_few_gave_is_not_quoted() -> None:
    cells = CELLS | {("A", "1", "Anna Berg", "1"): 1}
    error = refused(cells, MarginSettings("Kön", {"Man": 1, "Kvinna": 1}))
    assert error.fields["categories"] == ("…",)
    assert error.fields["count"] == 1


def test_units_with_customers_but_no_answers_and_the_reverse() -> None:
    tally = tally_of(CELLS)
    post = WeightingSettings(post_stratify=True)
    with pytest.raises(InputError, match="units-without-population"):
        weighted(tally, post, [], joined([Customers("A", 300)], tally, ""))
    with pytest.raises(InputError, match="post-stratum-empty"):
        weighted(tally, post, [], joined([Customers(u, 300) for u in "ABC"], tally, ""))
    done = weighted(tally, post, [], joined([Customers("A", 300), Customers("B", 300), Customers("C", 0)], tally, ""))
    assert shares(done, "unit-1") == pytest.approx({"a": 300, "b": 300})


def test_a_unit_that_is_not_in_all_waves_needs_its_customers_by_wave() -> None:
    tally = tally_of(CELLS | {("A", "2", "Man", "1"): 8})
    post = WeightingSettings(post_stratify=True)
    with pytest.raises(InputError, match="post-stratum-empty"):
        weighted(tally, post, [], joined([Customers("A", 300), Customers("B", 100)], tally, ""))
    rows = [Customers("A", 300), Customers("B", 100, wave="1")]
    assert len(weighted(tally, post, [], joined(rows, tally, "")).waves) == 2


def test_a_margin_of_one_wave_leaves_the_others() -> None:
    cells = CELLS | {("A", "2", "Man", "1"): 8, ("A", "2", "Kvinna", "1"): 8}
    done = weighted(
        tally_of(cells), WeightingSettings(), [MarginSettings("Kön", {"Man": 3, "Kvinna": 1}, wave="2")], None
    )
    assert [report.wave for report in done.waves] == ["2"]
    before, after = tally_of(cells), done.tally
    first = [k for k, cell in enumerate(after.cells) if cell[1] == "1"]
    assert after.respondents[first].tolist() == before.respondents[first].tolist()
