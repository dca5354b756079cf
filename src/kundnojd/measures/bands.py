"""Level bands: the words that owners of an index put on its values, read from ``bands.toml``.

Bands differ between owners and change over the years, so that none is used unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

import msgspec

from kundnojd.errors import UsageError
from kundnojd.measures.presets import Measure, presets


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """One level: it begins at ``from`` (that value belongs to it) or just ``above`` a value; the lowest at neither.

    ``name`` is the word of the owner; ``sv``, ``nb`` and ``en`` are translations where there are any.
    """

    name: str
    at: float | None = msgspec.field(default=None, name="from")
    above: float | None = None
    sv: str = ""
    nb: str = ""
    en: str = ""

    def holds(self, value: Decimal) -> bool:
        """Whether a value has reached the level."""
        if self.above is not None:
            return value > Decimal(str(self.above))
        return self.at is None or value >= Decimal(str(self.at))

    def word(self, language: str) -> str:
        """The word in a language, the owner's where there is no translation."""
        return getattr(self, language, "") or self.name


class Bands(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Levels from the lowest to the highest; ``bands.toml`` says what the fields mean."""

    name: str = ""
    title: str
    version: str
    language: str
    levels: tuple[Level, ...]
    decimals: int | None = None
    since: int | None = None
    until: int | None = None
    limits: str
    source: str

    def level(self, value: float) -> Level:
        """The level of an index value from 0 to 100, rounded half up first where the bands are for whole numbers.

        >>> bands()["insikt"].level(79.5).name, bands()["insikt"].level(80.5).name
        ('högt', 'mycket högt')
        """
        # Ten digits, as in every output: 61.5 that sums made 61.49999999999999 is 61.5.
        exact = Decimal(format(value, ".10g"))
        if self.decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return next(level for level in reversed(self.levels) if level.holds(exact))


@cache
def bands() -> Mapping[str, Bands]:
    """All bands by name, in the order of the file.

    >>> [level.name for level in bands()["ski"].levels]
    ['svårt att behålla kunder', 'mellan', 'stark kundrelation']
    """
    text = resources.files(__package__).joinpath("bands.toml").read_text(encoding="utf-8")
    table = msgspec.toml.decode(text, type=dict[str, Bands])
    return {name: msgspec.structs.replace(one, name=name) for name, one in table.items()}


def chosen(names: Sequence[str], asked: str | None, used: Sequence[str]) -> Mapping[str, Bands]:
    """The bands of each measure: ``asked`` for every index of 0 to 100, else those of the presets asked for by name.

    ``names`` are the measures that were asked for by name, ``used`` all that the run computes. `UsageError` for bands
    that there are not, or that fit none of the measures.

    >>> list(chosen(("insikt", "nps"), None, ("insikt", "nps"))), chosen((), None, ("nki",))
    (['insikt'], {})
    """
    if asked is None:
        return {name: bands()[presets()[name].bands] for name in dict.fromkeys(names) if presets()[name].bands}
    if asked not in bands():
        raise UsageError("no-such-bands", name=asked, allowed=tuple(bands()))
    found = {name: bands()[asked] for name in dict.fromkeys(used) if _is_index(presets()[name])}
    if not found:
        raise UsageError("bands-need-index", name=asked)
    return found


def _is_index(measure: Measure) -> bool:
    return measure.kind == "index" and measure.score == "index"
