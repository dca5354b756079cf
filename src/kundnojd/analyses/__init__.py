"""From tallies to results: estimates, comparisons, disclosure."""

from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import Protection, protection
from kundnojd.analyses.results import COLUMNS, results

__all__ = ["COLUMNS", "AnalysisOptions", "Protection", "protection", "results"]
