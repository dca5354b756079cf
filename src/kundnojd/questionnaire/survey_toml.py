"""``survey.toml``: found beside the data, and read with all its faults at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from kundnojd.errors import ConfigError
from kundnojd.questionnaire.settings import Settings

__all__ = ["FILE_NAME", "find_beside", "load", "read"]

FILE_NAME = "survey.toml"
_PLACE = re.compile(r"at line (\d+)")


def find_beside(data_path: str | Path) -> Path | None:
    """The ``survey.toml`` in the folder of a data file, ``None`` where there is none."""
    beside = Path(data_path).parent / FILE_NAME
    return beside if beside.is_file() else None


def load(path: str | Path) -> Settings:
    """The settings of a ``survey.toml``.

    Raises `ConfigError`: where the file cannot be read or is no TOML (with the line), or where keys or values are
    wrong (all of them, each with its place, what was found and what is allowed).
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("config-encoding", path=str(path), byte=error.start) from error
    except OSError as error:
        raise ConfigError("config-unreadable", path=str(path)) from error
    return read(text, str(path))


def read(text: str, path: str = FILE_NAME) -> Settings:
    r"""The settings in the text of a ``survey.toml``; ``path`` is the name for its errors.

    >>> read('[columns]\nunit = "Enhet"').columns.unit
    'Enhet'
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError("config-syntax", path=path, line=line) from error
    from kundnojd.questionnaire.survey_faults import faults_of

    faults = faults_of(table)
    if faults:
        raise ConfigError("config-faults", path=path, count=len(faults), faults="\n".join(faults))
    return msgspec.convert(table, Settings)
