"""Sections of a report that has texts of its own, and else those that all reports have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kundnojd.locale import Locale
from kundnojd.report import notes
from kundnojd.report.model import Block, Notes, Section, Table
from kundnojd.report.results import Results
from kundnojd.report.survey import SurveyInfo


@dataclass(frozen=True)
class Sections:
    """Makes the sections of one report; ``table`` is the table of the locale that its titles stand in first."""

    table: str
    info: SurveyInfo
    locale: Locale

    def of(self, key: str, wave: str, *blocks: Block | None) -> Section | None:
        """A section of the blocks that there are; ``None`` without any."""
        shown = tuple(block for block in blocks if block is not None)
        address = f"{self.table}.section-{key}"
        title = self.locale.text(address if self.locale.has(address) else f"report.section-{key}")
        return Section(key, f"{title} {wave}".rstrip(), shown) if shown else None

    def tabled(
        self, key: str, wave: str, table: Table | None, results: Results, more: Block | None = None
    ) -> Section | None:
        """A section of a table of results, with what its marks mean; ``None`` without rows."""
        if table is None or not table.rows:
            return None
        legend = notes.legend(results, table, self.info, self.locale)
        return self.of(key, wave, replace(table, notes=(*table.notes, *legend)), more)

    def reading(self) -> Section | None:
        """What is worth knowing of the data."""
        said = notes.reading(self.info, self.locale)
        return self.of("reading", "", Notes(said) if said else None)
