"""The measures that set units beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from kundnojd.errors import UsageError
from kundnojd.measures.targets import Target, targets
from kundnojd.questionnaire.model import Questionnaire

USUAL = ("nki", "index", "nps", "enps", "top-box")  # where none is named, as far as the survey has them


def targets_by_unit(questionnaire: Questionnaire, asked: Sequence[str], said: Sequence[str] = ()) -> tuple[Target, ...]:
    """The targets that are there for every unit: those asked for, else those said in ``survey.toml``, else the usual.

    Raises `UsageError` for a measure asked for that is there for questions only; what is said beforehand for other
    commands may hold such measures.
    """
    found = tuple(target for target in targets(questionnaire, asked or said) if target.by_unit)
    for name in asked:
        if name not in {target.measure for target in found}:
            raise UsageError("measure-not-by-unit", measure=name, allowed=USUAL)
    if asked or (said and found):
        return found
    return tuple(target for target in targets(questionnaire) if target.by_unit and target.measure in USUAL)
