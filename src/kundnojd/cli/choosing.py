"""What the options say about an analysis, then ``survey.toml``, then the usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from kundnojd.analyses import AnalysisOptions
    from kundnojd.questionnaire.settings import OptionSettings


class Choices(Protocol):
    """What every command can say; ``None`` leaves it to ``survey.toml`` or the usual."""

    @property
    def min_n(self) -> int | None:
        """Least answers of a cell that is shown."""

    @property
    def level(self) -> float | None:
        """Confidence level."""

    @property
    def adjust(self) -> str | None:
        """Correction for many comparisons."""


def options_of(chosen: Choices, given: OptionSettings, **more: Any) -> AnalysisOptions:
    """The options of an analysis; ``more`` are those that are not said by everybody, such as ``segments``."""
    from kundnojd.analyses import AnalysisOptions as Options

    return Options(
        min_n=chosen.min_n or given.min_n or Options.min_n,
        level=chosen.level or given.level or Options.level,
        adjust=chosen.adjust or given.adjust or Options.adjust,
        **more,
    )
