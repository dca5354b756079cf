"""How many customers each unit has in each wave, whatever is known of their strata."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from kundnojd.tally.populations import Population

_SEPARATOR = " / "


@dataclass(frozen=True)
class CustomerNumbers:
    """Customers by (unit, wave); an empty wave stands for every wave, an empty unit for the whole.

    >>> known = CustomerNumbers({("Nord", ""): 1200.0, ("Nord", "2025"): 1300.0})
    >>> known.of("Nord", "2024"), known.of("Region / Nord", "2025"), known.of("Syd", "2025")
    (1200.0, 1300.0, nan)
    """

    sizes: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def units(self) -> tuple[str, ...]:
        """The units it knows, in its order."""
        return tuple(dict.fromkeys(unit for unit, _ in self.sizes if unit))

    def of(self, unit: str, wave: str) -> float:
        """The customers of a unit in a wave, NaN where they are not known.

        A unit below the first level may stand with its whole path or with its own name.
        """
        own = unit.rpartition(_SEPARATOR)[2]
        for key in ((unit, wave), (unit, ""), (own, wave), (own, "")):
            if key in self.sizes:
                return self.sizes[key]
        return math.nan


def numbers_of(population: Population) -> CustomerNumbers:
    """The customers of a population that has been joined with the units, strata added up."""
    sizes: dict[tuple[str, str], float] = {}
    for (path, wave, _), count in population.units.items():
        key = (_SEPARATOR.join(path), wave)
        sizes[key] = sizes.get(key, 0.0) + count
    for (wave, _), count in population.whole.items():
        sizes["", wave] = sizes.get(("", wave), 0.0) + count
    return CustomerNumbers(sizes)
