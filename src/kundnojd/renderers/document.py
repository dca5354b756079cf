"""What a renderer is given: a report, the rows it was made from, and how it should come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kundnojd.locale import Locale
from kundnojd.renderers.theme import DEFAULT, Theme
from kundnojd.report.model import Report

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Document:
    """One thing to be written, in whatever format.

    ``report`` is what people read (terminal, Markdown), ``results`` the long frame that programs read (CSV, TSV,
    JSON), ``None`` where there is none; ``tables`` are further frames that JSON has under their names. ``facts`` are
    plain values that JSON carries instead of rows: bare, or under a head with provenance where ``schema`` names their
    shape. ``width`` in columns and ``colour`` are for the terminal; ``excel`` is the Excel a CSV is made for
    (sv, nb or en), ``None`` for CSV as programs want it. ``theme`` is the appearance of formats that have one.
    """

    report: Report
    results: pd.DataFrame | None
    locale: Locale
    schema: str = ""
    facts: Sequence[Mapping[str, object]] | None = None
    width: int = 80
    colour: bool = False
    excel: str | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    theme: Theme = DEFAULT

    @property
    def rows(self) -> pd.DataFrame:
        """The long frame; ``ValueError`` for a document that has none."""
        if self.results is None:
            raise ValueError("this document has a report but no rows")
        return self.results
