"""What is said on stderr beside the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from kundnojd.errors import UsageError
from kundnojd.locale import Locale, from_environment, known, languages, load

if TYPE_CHECKING:
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.renderers import Renderer
    from kundnojd.report.model import Report
    from kundnojd.tally.survey import Survey


def locale_of(lang: str | None, settings: Settings) -> Locale:
    """The locale of ``--lang``, else of ``survey.toml``, else of the environment."""
    wanted = lang or settings.options.language
    if wanted is None:
        return load(from_environment())
    code = known(wanted)
    if code is None:
        raise UsageError("no-such-language", found=wanted, allowed=languages())
    return load(code)


def tell(
    report: Report, survey: Survey | None, targets: Sequence[tuple[str | None, Renderer]], locale: Locale, *, said: str
) -> None:
    """Say on stderr what was read and what should be known, unless the report itself stands on standard output.

    ``said`` is nothing, notices or everything; everything adds what each column was taken for and why, where a survey
    was read.
    """
    from kundnojd.report.notes import worded

    if said == "nothing":
        return
    lines: list[str] = []
    if not any(file is None and renderer.shows_sections for file, renderer in targets):
        lines = [*report.subtitle, *worded(report.notices, locale)]
    if said == "everything" and survey is not None:
        for finding in survey.questionnaire.findings:
            reason = worded_reason(finding.reason.key, finding.reason.fields, locale)
            lines.append(f"{finding.name}: {locale.text(f'inspect.role-{finding.role}')} ({reason})")
    for line in lines:
        typer.echo(f"kundnojd: {line}", err=True)


def worded_reason(key: str, fields: object, locale: Locale) -> str:
    """A reason in words."""
    return locale.text(f"reasons.{key}", **dict(fields)) if key else ""  # type: ignore[call-overload]
