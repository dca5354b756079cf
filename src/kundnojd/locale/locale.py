"""Texts in one language, and numbers as that language writes them.

A language is one file ``<code>.toml`` in this folder. Tables of texts: ``[errors]``, ``[notices]``, ``[reasons]``,
``[report]``, ``[measures]`` and so on, addressed as ``table.key``. Placeholders are named: ``{count}``. A text that
depends on a number is a table with the plural forms of CLDR (``one``, ``other``) and takes the field ``count``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Any

MINUS = "\u2212"
_ALIASES = {"no": "nb", "nn": "nb"}
FALLBACK = "en"
_TABLE = re.compile(r"^\[([a-z-]+)\]$", re.MULTILINE)


class Texts(Mapping[str, Mapping[str, Any]]):
    r"""The tables of a language, each parsed when it is first asked for: a run needs few of them.

    >>> Texts('[verdicts]\nhigher = "högre"\n\n[page]\ncontents = "Innehåll"\n')["page"]
    {'contents': 'Innehåll'}
    """

    def __init__(self, text: str) -> None:
        parts = _TABLE.split(text)
        self._texts = dict(zip(parts[1::2], parts[2::2], strict=True))
        self._parsed: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, table: str) -> Mapping[str, Any]:
        if table not in self._parsed:
            self._parsed[table] = tomllib.loads(self._texts[table])
        return self._parsed[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True)
class Locale:
    """One language: its code and its texts."""

    code: str
    texts: Mapping[str, Mapping[str, Any]]

    def text(self, address: str, **fields: object) -> str:
        """The text at ``table.key`` with its placeholders filled; ``KeyError`` where it is missing.

        >>> load("en").text("verdicts.higher")
        'higher'
        """
        table, _, key = address.partition(".")
        entry = self.texts[table][key]
        if isinstance(entry, Mapping):
            count = fields["count"]
            form = "one" if isinstance(count, int) and count == 1 and "one" in entry else "other"
            entry = entry[form]
        shown = {name: self._shown(value) for name, value in fields.items()}
        return str(entry).format(**shown)

    def has(self, address: str) -> bool:
        """Whether there is a text at ``table.key``."""
        table, _, key = address.partition(".")
        return key in self.texts.get(table, {})

    def _shown(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            if isinstance(value, list | tuple):
                return ", ".join(self._shown(part) for part in value)
            return str(value)
        return self.number(value, 0 if isinstance(value, int) else 1)

    def number(self, value: float, decimals: int = 1, *, signed: bool = False) -> str:
        r"""A number rounded half up, with the language's decimal mark, grouping and minus sign (U+2212).

        >>> load("sv").number(62.5, 0), load("sv").number(-1.25, 1), load("en").number(3, 0, signed=True)
        ('63', '\u22121,3', '+3')
        """
        from babel.numbers import format_decimal

        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        shape = "#,##0" + ("." + "0" * decimals if decimals else "")
        text = str(format_decimal(abs(rounded), format=shape, locale=self.code))
        if rounded < 0:
            return MINUS + text
        return "+" + text if signed and rounded > 0 else text

    def share(self, value: float, decimals: int = 0) -> str:
        r"""A share in per cent with its sign.

        >>> load("sv").share(21.5), load("en").share(21.5)
        ('22\xa0%', '22%')
        """
        gap = "" if self.code == "en" else "\u00a0"
        return f"{self.number(value, decimals)}{gap}%"


@cache
def load(code: str) -> Locale:
    """The locale of a language code; ``no`` and ``nn`` are ``nb``; ``KeyError`` for a language without a file."""
    code = _ALIASES.get(code, code)
    file = resources.files(__package__).joinpath(f"{code}.toml")
    if not code.isalpha() or not file.is_file():
        raise KeyError(code)
    return Locale(code, Texts(file.read_text(encoding="utf-8")))


def languages() -> tuple[str, ...]:
    """The codes of all languages there is a file for."""
    names = (entry.name for entry in resources.files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The language of the environment (LC_ALL, LC_MESSAGES, LANG), English where it is none of ours.

    >>> from_environment({"LANG": "nn_NO.UTF-8"}), from_environment({"LANG": "de_DE"})
    ('nb', 'en')
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            code = value.split(".")[0].split("_")[0].lower()
            code = _ALIASES.get(code, code)
            return code if code in languages() else FALLBACK
    return FALLBACK


def known(code: str) -> str | None:
    """The code of the language file for a language code, ``None`` where there is none.

    >>> known("no"), known("fi")
    ('nb', None)
    """
    code = _ALIASES.get(code.lower(), code.lower())
    return code if code in languages() else None
