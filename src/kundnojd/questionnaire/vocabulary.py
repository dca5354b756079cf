"""The answers in words that come with the program, as `answers.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def vocabulary() -> Mapping[str, Any]:
    """The tables of ``answers.toml``: ``dont-know``, ``blank``, ``poles`` and the list ``scale``.

    >>> "Vet ej" in vocabulary()["dont-know"]["sv"]
    True
    """
    text = resources.files(__package__).joinpath("answers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def texts(tables: Mapping[str, list[str]]) -> list[str]:
    """All texts of a table of languages, in the order of the file.

    >>> texts({"sv": ["Nej"], "en": ["No"]})
    ['Nej', 'No']
    """
    return [text for language in tables.values() for text in language]
