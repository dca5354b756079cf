"""From tallies to results: estimates, comparisons, disclosure."""

from kundnojd.analyses.asked import Asked
from kundnojd.analyses.comparisons import AnalysisOptions
from kundnojd.analyses.disclosure import Protection, protection
from kundnojd.analyses.results import COLUMNS, pairs, results

__all__ = ["COLUMNS", "AnalysisOptions", "Asked", "Protection", "pairs", "protection", "results"]
