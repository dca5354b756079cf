"""The number of customers behind the cells of a tally: the user's figures joined with the units by name, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kundnojd.errors import InputError
from kundnojd.notices import Notice
from kundnojd.questionnaire.population import Customers, folded
from kundnojd.tally.count import WAVE
from kundnojd.tally.tally import Cell, Tally

_SHOWN = 12
_ALIKE = 80.0  # of 100, as rapidfuzz rates likeness
_SEPARATOR = " / "


@dataclass(frozen=True)
class Population:
    """Customers by (unit, wave, stratum): the narrowest units as paths, waves as in the tally.

    The stratum is empty where customers are known by unit only; ``stratum`` is the key of the tally that they are
    known by. ``whole`` are all customers by (wave, stratum), those of units without answers among them; ``absent`` are
    these units by (name, wave).
    """

    units: Mapping[tuple[Cell, str, str], float]
    whole: Mapping[tuple[str, str], float]
    stratum: str = ""
    absent: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()


def joined(rows: Sequence[Customers], tally: Tally, stratum: str) -> Population:
    """The customers of the units of a tally; names are the same but for case and outer blanks.

    ``stratum`` is the key of the tally that holds the strata, empty where there is none. A unit of several levels is
    named by all of them with `` / `` between, or by the last where that is unique. Units that are on one side only are
    said, with names that are nearly the same.
    Raises `InputError` where a unit has more answers than customers, or one name stands for two.
    """
    by_stratum = bool(stratum) and any(row.stratum for row in rows)
    levels = tally.keys.index(WAVE)
    keys = (*tally.keys[: levels + 1], *([stratum] if by_stratum else []))
    coarse = tally.rollup(keys)
    n = {(cell[:levels], cell[levels], cell[-1] if by_stratum else ""): coarse.respondents[k, 0] for k, cell in
         enumerate(coarse.cells)}  # fmt: skip
    waves = sorted({wave for _, wave, _ in n})
    paths = sorted({path for path, _, _ in n if all(path)})
    names = _names(paths)
    strata = {folded(label): label for _, _, label in n}
    units: dict[tuple[Cell, str, str], float] = {}
    whole: dict[tuple[str, str], float] = {}
    alone: dict[tuple[str, str], None] = {}
    for row in rows:
        path = names.get(folded(row.unit)) if levels else ()
        label = strata.get(folded(row.stratum), row.stratum) if by_stratum else ""
        for wave in waves:
            if row.wave and folded(row.wave) != folded(wave):
                continue
            whole[wave, label] = whole.get((wave, label), 0.0) + row.count
            if path is None and row.count > 0:
                alone[row.unit, wave] = None
            if path is None:
                continue
            if (path, wave, label) in units:
                raise InputError("population-twice", unit=_named(row.unit, row.stratum), wave=wave or "–")
            units[path, wave, label] = row.count
    if not units:
        given = tuple(dict.fromkeys(_named(row.unit, row.wave) for row in rows))
        raise InputError(
            "population-of-others", given=given[:_SHOWN], units=tuple(map(_SEPARATOR.join, paths))[:_SHOWN]
        )
    _check(n, units)
    missing = _missing(n, units, waves)
    # Of a wave with a unit of unknown size the whole is not known either.
    known = {key: count for key, count in whole.items() if key[0] not in missing}
    names_alone = tuple(dict.fromkeys(name for name, _ in alone))
    notices = tuple(_said(paths, units, names_alone, missing))
    return Population(units, known, stratum if by_stratum else "", tuple(alone), notices)


def _names(paths: Iterable[Cell]) -> dict[str, Cell]:
    """The unit that a name stands for: its whole path, or its last part where no other has it."""
    paths = list(paths)
    last = Counter(folded(path[-1]) for path in paths if path)
    whole = {folded(_SEPARATOR.join(path)): path for path in paths}
    return {folded(path[-1]): path for path in paths if path and last[folded(path[-1])] == 1} | whole


def _named(unit: str, stratum: str) -> str:
    return _SEPARATOR.join(part for part in (unit, stratum) if part)


def _check(n: Mapping[tuple[Cell, str, str], float], units: Mapping[tuple[Cell, str, str], float]) -> None:
    over = [key for key, answers in n.items() if key in units and answers > units[key]]
    if over:
        names = tuple(dict.fromkeys(_named(_SEPARATOR.join(path), label) for path, _, label in over))
        raise InputError("population-too-small", count=len(names), units=names[:_SHOWN])


def _missing(
    n: Mapping[tuple[Cell, str, str], float], units: Mapping[tuple[Cell, str, str], float], waves: Sequence[str]
) -> dict[str, tuple[str, ...] | None]:
    """The units and strata of each wave whose customers are not known; ``None`` where none of a wave are."""
    found: dict[str, tuple[str, ...] | None] = {}
    for wave in waves:
        if not any(known == wave for _, known, _ in units):
            found[wave] = None
            continue
        own = [(path, label) for path, at, label in n if at == wave and all(path) and (path, at, label) not in units]
        if own:
            found[wave] = tuple(dict.fromkeys(_named(_SEPARATOR.join(path), label) for path, label in own))
    return found


def _said(
    paths: Sequence[Cell],
    units: Mapping[tuple[Cell, str, str], float],
    alone: Sequence[str],
    missing: Mapping[str, tuple[str, ...] | None],
) -> list[Notice]:
    bare = tuple(wave for wave, names in missing.items() if names is None)
    without = tuple(dict.fromkeys(name for names in missing.values() for name in names or ()))
    found = []
    if bare:
        found.append(Notice("waves-without-population", {"count": len(bare), "waves": bare}))
    if without:
        found.append(Notice("units-without-population", {"count": len(without), "units": without[:_SHOWN]}))
    if alone:
        found.append(Notice("population-without-answers", {"count": len(alone), "units": tuple(alone[:_SHOWN])}))
    known = {path for path, _, _ in units}
    pairs = alike(alone, [_SEPARATOR.join(path) for path in paths if path and path not in known])
    if pairs:
        found.append(Notice("population-names-alike", {"count": len(pairs), "pairs": pairs[:_SHOWN]}))
    return found


def alike(there: Sequence[str], here: Sequence[str]) -> tuple[str, ...]:
    """Names that are nearly the same on two sides, as ``here ≈ there``.

    >>> alike(["Östra Höjden", "Hamnen"], ["Östra Höjdn"])
    ('Östra Höjdn ≈ Östra Höjden',)
    """
    if not there or not here:
        return ()
    from rapidfuzz import fuzz, process

    found = []
    for name in here:
        best = process.extractOne(name, there, scorer=fuzz.WRatio, processor=folded, score_cutoff=_ALIKE)
        if best:
            found.append(f"{name} ≈ {best[0]}")
    return tuple(found)
