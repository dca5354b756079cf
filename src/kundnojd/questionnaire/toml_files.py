"""TOML files of the user: read, or refused with the place of the fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kundnojd.errors import ConfigError

_PLACE = re.compile(r"at line (\d+)")


def text_of(path: str | Path) -> str:
    """The text of a file in UTF-8; `ConfigError` where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("config-encoding", path=str(path), byte=error.start) from error
    except OSError as error:
        raise ConfigError("config-unreadable", path=str(path)) from error


def table_of(text: str, path: str, faults_of: Callable[[Mapping[str, Any]], list[str]]) -> dict[str, Any]:
    """The table in a text; ``path`` is its name for errors, ``faults_of`` says all that is wrong in it.

    `ConfigError` where it is no TOML, with the line, or has faults, with all of them.

    >>> table_of("level = 0.9", "x.toml", lambda table: [])
    {'level': 0.9}
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError("config-syntax", path=path, line=line) from error
    faults = faults_of(table)
    if faults:
        raise ConfigError("config-faults", path=path, count=len(faults), faults="\n".join(faults))
    return table
