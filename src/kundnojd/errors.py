"""The errors that a user can meet, as a tree of classes with fields.

::

    KundnojdError                 exit code 1
    ├── UsageError                exit code 2   the options contradict each other or name what is not there
    └── InputError                exit code 3   the data cannot be used, or could mean two things
        ├── FileError             the file itself: missing, empty, locked, cut, not what its name says
        ├── LayoutError           header, delimiter, encoding, columns
        ├── ConfigError           a key or value of survey.toml
        └── AmbiguousError        two readings that give different numbers

Every error carries a ``key`` and ``fields``. The text comes from the table ``[errors]`` of a locale file, so that the
same error speaks three languages; an error that is printed without a locale uses the English table.
A message says what was found, where, what is allowed and what to do next.
"""

from __future__ import annotations

from kundnojd.notices import Notice


class KundnojdError(Exception):
    """Base of all errors shown to a user: ``key`` names the text, ``fields`` fill it.

    >>> str(FileError("file-not-found", path="a.csv"))
    "file-not-found: path='a.csv'"
    """

    exit_code = 1

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
        self.notices: tuple[Notice, ...] = ()  # what was known when it happened and helps to understand it

    def __str__(self) -> str:
        return f"{self.key}: " + ", ".join(f"{name}={value!r}" for name, value in self.fields.items())


class UsageError(KundnojdError):
    """The options contradict each other or name something that is not there."""

    exit_code = 2


class InputError(KundnojdError):
    """The data cannot be used as they are."""

    exit_code = 3


class FileError(InputError):
    """The file itself: missing, empty, locked, cut, or not what its name says."""


class LayoutError(InputError):
    """Header, delimiter, encoding or columns."""


class ConfigError(InputError):
    """A key or value of ``survey.toml``."""


class AmbiguousError(InputError):
    """Two readings that give different numbers; the message names the option that settles it."""
