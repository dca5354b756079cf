"""``survey.toml``: found beside the data, and read with all its faults at once."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.toml_files import table_of, text_of

__all__ = ["FILE_NAME", "find_beside", "load", "read"]

FILE_NAME = "survey.toml"


def find_beside(data_path: str | Path) -> Path | None:
    """The ``survey.toml`` in the folder of a data file, ``None`` where there is none."""
    beside = Path(data_path).parent / FILE_NAME
    return beside if beside.is_file() else None


def load(path: str | Path) -> Settings:
    """The settings of a ``survey.toml``.

    Raises `ConfigError`: where the file cannot be read or is no TOML (with the line), or where keys or values are
    wrong (all of them, each with its place, what was found and what is allowed).
    """
    return read(text_of(path), str(path))


def read(text: str, path: str = FILE_NAME) -> Settings:
    r"""The settings in the text of a ``survey.toml``; ``path`` is the name for its errors.

    >>> read('[columns]\nunit = "Enhet"').columns.unit
    'Enhet'
    """
    from kundnojd.questionnaire.survey_faults import faults_of

    return msgspec.convert(table_of(text, path, faults_of), Settings)
