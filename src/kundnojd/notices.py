"""A notice: something the user should know, as a value with a key and fields, worded by the locale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Notice:
    """``key`` names a text in the table ``[notices]`` of a locale file, ``fields`` fill its placeholders.

    >>> Notice("rows-without-unit", {"count": 3}).key
    'rows-without-unit'
    """

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
