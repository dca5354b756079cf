"""Published figures of others: those that are shipped, and a user's own file of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from kundnojd.errors import UsageError
from kundnojd.measures.presets import presets
from kundnojd.questionnaire.settings import BenchmarkSettings
from kundnojd.questionnaire.toml_files import table_of, text_of

OLD_YEARS = 2  # after the end of its year a figure is old

# What is allowed, in the notation of the file.
ALLOWED: Mapping[str, str] = {
    "id": '"..." (each once)',
    "name": '"..."',
    "publisher": '"..."',
    "value": "70 | 70.5",
    "kind": '"index" | "share" | "net"',
    "measures": '["nki", "index"]',
    "n": "2, 3, 4, ...",
    "se": "1.2 (> 0)",
    "margin": "2.5 (> 0)",
    "sd": "20.5 (> 0)",
    "year": "2024",
    "source": '"..."',
    "scale": '"..."',
    "comparable": '"same" | "roughly"',
    "statistic": '"firm" | "maximum" | "median" | "total"',
    "of": "155",
    "note": '"..."',
    "series": '"..."',
}


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A published figure; ``published.toml`` says what the fields mean."""

    id: str
    name: str
    value: float
    kind: Literal["index", "share", "net"]
    publisher: str = ""
    measures: tuple[str, ...] = ()
    n: int | None = None
    se: float | None = None
    margin: float | None = None
    sd: float | None = None
    year: int | None = None
    source: str = ""
    scale: str = ""
    comparable: Literal["same", "roughly"] = "roughly"
    statistic: Literal["firm", "maximum", "median", "total"] = "firm"
    of: int | None = None
    note: str = ""
    series: str = ""

    @property
    def label(self) -> str:
        """Name and year."""
        return f"{self.name} {self.year}" if self.year else self.name

    def settings(self, measure: str) -> BenchmarkSettings:
        """The same as a ``[[benchmark]]`` for a measure."""
        given = {key: getattr(self, key) for key in ("value", "name", "n", "se", "margin", "sd", "year", "source")}
        return BenchmarkSettings(measure=measure, **given)


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A year from which the figures of a series are not comparable with those before."""

    year: int
    why: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    benchmark: tuple[Published, ...] = ()
    breaks: dict[str, Break] = {}


@cache
def _shipped() -> _File:
    text = resources.files(__package__).joinpath("published.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=_File)


def shipped() -> Mapping[str, Published]:
    """The published figures that come with the program, by id.

    >>> shipped()["nkb-2024-finn"].value
    85.2
    """
    return {one.id: one for one in _shipped().benchmark}


def load(path: str) -> tuple[Published, ...]:
    """The figures in a file of the user, with a ``[[benchmark]]`` for each.

    `ConfigError` where it cannot be read or has faults, all of which are said.
    """
    return msgspec.convert(table_of(text_of(path), path, _faults), _File).benchmark


def by_id(name: str, among: Mapping[str, Published]) -> Published:
    """The figure of that id; `UsageError` with the nearest where there is none."""
    if name not in among:
        from difflib import get_close_matches

        near = get_close_matches(name, list(among), n=5, cutoff=0.4) or list(among)[:8]
        raise UsageError("no-such-benchmark", name=name, count=len(among), nearest=tuple(near))
    return among[name]


def resolved(said: BenchmarkSettings) -> BenchmarkSettings:
    """A ``[[benchmark]]`` that names a published figure by its id, with everything that is known of it.

    `UsageError` where there is none, or where the measure is of another kind: an index is never held against a share.

    >>> resolved(BenchmarkSettings(measure="nki", id="nkb-2024-finn")).value
    85.2
    """
    if not said.id:
        return said
    one = by_id(said.id, shipped())
    check_kind(one, said.measure)
    return msgspec.structs.replace(one.settings(said.measure), unit=said.unit, wave=said.wave, question=said.question)


def check_kind(one: Published, measure: str) -> None:
    """`UsageError` where a figure is of another kind than a measure."""
    if measure not in presets():
        raise UsageError("no-such-measure", name=measure, allowed=tuple(presets()))
    kind = presets()[measure].kind
    if one.kind != kind:
        same = tuple(name for name in (*one.measures, *presets()) if presets()[name].kind == one.kind)
        raise UsageError(
            "benchmark-of-another-kind", name=one.id, kind=one.kind, measure=measure, own=kind,
            allowed=tuple(dict.fromkeys(same))[:6],
        )  # fmt: skip


def cautions(one: Published, as_of: datetime.date) -> tuple[str, ...]:
    """What should be known before a figure is held against one's own, as keys of ``[benchmark]`` texts.

    ``roughly``: not known to be of the same questions, scale and missing rule; ``maximum`` and ``median``; ``undated``,
    ``old``: over 24 months after the end of its year; ``break``: a break of the series lies between.

    >>> cautions(shipped()["insikt-2022"], datetime.date(2025, 6, 30))
    ('roughly', 'old', 'break')
    """
    found = ["roughly"] if one.comparable == "roughly" else []
    found += [one.statistic] if one.statistic in ("maximum", "median") else []
    if one.year is None:
        return (*found, "undated")
    if as_of > datetime.date(one.year + OLD_YEARS, 12, 31):
        found.append("old")
    if broken(one, as_of.year) is not None:
        found.append("break")
    return tuple(found)


def broken(one: Published, year: int) -> Break | None:
    """The break between a figure and a year, ``None`` where there is none."""
    breaks: list[Break] = []
    if one.series in presets():
        breaks += [Break(year=found.year, why=found.why) for found in presets()[one.series].breaks]
    if one.series in _shipped().breaks:
        breaks.append(_shipped().breaks[one.series])
    return next((found for found in breaks if one.year is not None and one.year < found.year <= year), None)


def suited(measure: str, all_of_them: Sequence[Published]) -> tuple[Published, ...]:
    """The figures that stand beside a measure when none is asked for by its id."""
    return tuple(one for one in all_of_them if measure in one.measures)


def _faults(table: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    ids: list[str] = []
    fields = {field.name: field.type for field in msgspec.structs.fields(Published)}
    for key, value in table.items():
        if key != "benchmark" or not isinstance(value, list):
            found.append(f"{key} → [[benchmark]]")
            continue
        for place, one in enumerate(value, start=1):
            at = f"benchmark[{place}]"
            if not isinstance(one, dict):
                found.append(f"{at} → [[benchmark]]")
                continue
            own = [fault for name in one if (fault := _fault(at, name, one[name], fields))]
            own += [
                f"{at}: {{}} → {name} = {ALLOWED[name]}" for name in ("id", "name", "value", "kind") if name not in one
            ]
            if not own and ("se" in one) + ("margin" in one) > 1:
                own.append(f"{at}: se, margin → se | margin")
            if not own and not _LOW[one["kind"]] <= one["value"] <= 100:
                own.append(f'{at}.value = {one["value"]} → {_LOW[one["kind"]]:g} - 100 (kind = "{one["kind"]}")')
            if not own and one["id"] in ids:
                own.append(f'{at}.id = "{one["id"]}" → {ALLOWED["id"]}')
            ids.append(str(one.get("id")))
            found += own
    return found if found or table.get("benchmark") else ["{} → [[benchmark]]"]


_LOW = {"index": 0.0, "share": 0.0, "net": -100.0}


def _fault(at: str, key: str, value: object, fields: Mapping[str, Any]) -> str:
    if key not in fields:
        return f"{at}.{key} → {{{' | '.join(fields)}}}"
    try:
        given = msgspec.convert(value, fields[key])
    except msgspec.ValidationError:
        return f"{at}.{key} = {value} → {ALLOWED[key]}"
    least = {"n": 2, "se": 0, "margin": 0, "sd": 0}
    if key in least and (given < 2 if key == "n" else given <= 0):
        return f"{at}.{key} = {value} → {ALLOWED[key]}"
    return ""
