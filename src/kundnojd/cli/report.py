"""``kundnojd report``: one report for each unit, one of the whole, and an index of them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kundnojd.cli import options as o
from kundnojd.cli import parameters
from kundnojd.cli.analysing import Analysed, Chosen, analysed, with_key_figures
from kundnojd.cli.comparing import Comparing
from kundnojd.cli.output import OutputRequest
from kundnojd.cli.reading import ReadingRequest, requested
from kundnojd.errors import InputError, UsageError
from kundnojd.notices import Notice

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.analyses.scorecard import Scorecard
    from kundnojd.analyses.unit_comments import Listed
    from kundnojd.cli.report_making import Job, Setting
    from kundnojd.locale import Locale
    from kundnojd.renderers.theme import Theme
    from kundnojd.report.model import Report
    from kundnojd.report.results import Results
    from kundnojd.report.unit_rows import UnitRows

FORMATS = ("html", "xlsx", "md", "pptx")
EVERY = "unit"  # level of a hierarchy
WHOLE = "unit.whole-name"
NAMED = 5  # units and files that are named as examples

Per = Annotated[
    str,
    typer.Option(
        "--per",
        metavar="LEVEL",
        help="unit: every unit, in a hierarchy those of every level; or a column of units: those of this level.",
        show_default=False,
    ),
]
Folder = Annotated[
    str,
    typer.Option("--to", metavar="DIR", help="Folder for the reports; made where it is not there.", show_default=False),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format", metavar="NAME", help="html, xlsx, md or pptx; repeatable. [default: html]", show_default=False
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="UNIT",
        help="Make the reports of these units only, and leave the others and the index as they are; repeatable.",
        show_default=False,
    ),
]


UnitComments = Annotated[
    bool,
    typer.Option(
        "--comments", help="List the comments of each unit, masked; never those of a unit that is hidden or has few."
    ),
]


@dataclass(frozen=True)
class Wanted:
    """What the options say about the set of reports."""

    per: str
    folder: Path
    formats: tuple[str, ...]
    only: tuple[str, ...] = ()


def report(
    *,
    survey: o.SurveyOptions,
    per: Per,
    to: Folder,
    format_: Formats = None,
    only: Only = None,
    measure: o.Measures = None,
    bands: o.LevelBands = None,
    choices: o.AnalysisChoices,
    population: o.Population = None,
    target: o.Targets = None,
    smallest: o.Smallest = None,
    paired: o.Paired = False,
    comments: UnitComments = False,
    mask_names: o.MaskNames = None,
    theme: o.ThemeFile = None,
    lang: o.Lang = None,
    layout: o.LayoutOptions,
    saying: o.SayingOptions,
) -> None:
    """A report for each unit, as pages, workbooks or slides, with an index."""
    adjust = choices.adjust.value if choices.adjust else None
    comparing = Comparing(tuple(target or ()), smallest=smallest, paired=paired)
    measures = tuple(measure or ())
    chosen = Chosen(
        measures=measures,
        bands=bands,
        min_n=choices.min_n,
        level=choices.level,
        adjust=adjust,
        detail=True,
        population=population,
        comparing=comparing,
        comments=comments,
        mask_names=mask_names,
    )
    if mask_names and not comments:
        raise UsageError("mask-names-without-comments")
    wanted = Wanted(per, Path(to), tuple(dict.fromkeys(format_ or ("html",))), tuple(dict.fromkeys(only or ())))
    run(
        requested(survey, layout, saying),
        chosen,
        wanted,
        OutputRequest(theme=theme).appearance(),
        lang,
        said=saying.said,
    )


def run(request: ReadingRequest, chosen: Chosen, wanted: Wanted, theme: Theme, lang: str | None, *, said: str) -> None:
    """Do it; ``said`` is how much goes to stderr: nothing, notices or everything."""
    for name in wanted.formats:
        if name not in FORMATS:
            raise UsageError("no-such-format", found=name, allowed=FORMATS)
    from kundnojd.cli import report_files
    from kundnojd.cli.report_making import Setting, make_all
    from kundnojd.cli.telling import tell
    from kundnojd.report.satisfaction import build

    report_files.check(wanted.folder)
    found, figures = with_key_figures(analysed(request, chosen, lang, with_drivers=not wanted.only))
    reports = _reports(found, wanted)
    whole = build(_usual(found.shown, found), found.info, found.locale, figures)
    if found.drivers is not None:
        from kundnojd.report.priorities import with_priorities

        whole = with_priorities(whole, found.drivers, found.beside, found.options.level, found.locale)
    with report_files.unfinished(wanted.folder) as place:
        units, formats = len(reports.headline.units), tuple(name for name in FORMATS if name in wanted.formats)
        setting = Setting(reports.rows.of(""), found.info, found.locale, theme, formats, units, place)
        with _progress(len(reports.made), quiet=said == "nothing") as done:
            make_all(setting, reports.jobs(figures, found), len(reports.made), done)
        if not wanted.only:
            _write_whole(whole, reports, setting)
        # The index comes last, when everything it leads to is there.
        made = sorted((file.name for file in place.iterdir()), key=lambda name: (name == report_files.INDEX, name))
        report_files.publish(made, place, wanted.folder)
    if said != "nothing":
        tell(whole, found.survey, (), found.locale, said=said)
        for line in _told(reports, wanted, formats, made, found.locale):
            typer.echo(f"kundnojd: {line}", err=True)


@dataclass(frozen=True)
class Reports:
    """What the reports of a run are made of.

    ``leading`` are the rows of the figures that units have without details, ``headline`` the same as records, ``rows``
    these and every other figure of the newest wave. ``level`` are the units asked for, ``shown`` those of them that
    may have a report, as a name of files each, and ``made`` those that get one now. ``parts`` are the units that a
    region consists of, ``comments`` what its report lists of them.
    """

    rows: UnitRows
    leading: UnitRows
    headline: Results
    level: tuple[str, ...]
    shown: Mapping[str, str]
    made: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    comments: Mapping[str, tuple[Listed, ...]]

    def jobs(self, figures: Scorecard | None, found: Analysed) -> Iterator[Job]:
        """The work, a unit at a time, with the unit's own key figures."""
        from kundnojd.cli.report_making import Job
        from kundnojd.report.scorecard import section

        for unit in self.made:
            parts = self.leading.of(unit, *self.parts[unit]) if self.parts.get(unit) else None
            own = section(figures, found.info, found.locale, unit) if figures else None
            yield Job(unit, self.shown[unit], self.rows.of(unit), parts, own, self.comments.get(unit, ()))


def _reports(found: Analysed, wanted: Wanted) -> Reports:
    """Which reports are made; the errors say what is missing for any."""
    from kundnojd.analyses.grid import grid
    from kundnojd.analyses.ranking import depths
    from kundnojd.cli.report_files import file_names
    from kundnojd.measures.by_unit import USUAL
    from kundnojd.report.headline import shown_measures
    from kundnojd.report.results import read
    from kundnojd.report.unit import with_report
    from kundnojd.report.unit_rows import by_unit

    columns = found.survey.questionnaire.unit
    if not columns:
        raise InputError("report-needs-units")
    if wanted.per not in (EVERY, *columns):
        raise UsageError("report-per", found=wanted.per, allowed=(EVERY, *columns))
    leading = by_unit(_usual(found.frame, found))
    headline = read(leading.frame, found.info.waves)
    if not headline.units or not shown_measures(headline, found.info):
        raise UsageError("report-needs-figures", allowed=USUAL)
    of_all = grid(found.survey.tally)
    depth = depths(of_all)
    parts: dict[str, list[str]] = {}
    for unit, parent in zip(of_all.units[1:], of_all.parents[1:], strict=True):
        parts.setdefault(of_all.units[parent], []).append(unit)
    level = [unit for unit in headline.units if wanted.per == EVERY or columns[depth[unit] - 1] == wanted.per]
    shown = with_report(headline, found.info, level)
    made = _only(wanted.only, shown, headline) if wanted.only else shown
    return Reports(
        by_unit(found.frame[_leads(found.frame, found) | (found.frame["wave"] == headline.wave)]),
        leading,
        headline,
        tuple(level),
        file_names(shown),
        made,
        {unit: tuple(inside) for unit, inside in parts.items()},
        _comments(found, made, headline),
    )


def _comments(found: Analysed, made: Sequence[str], headline: Results) -> Mapping[str, tuple[Listed, ...]]:
    """What each report lists of the comments, where they were gathered."""
    gathered = found.survey.comments
    if gathered is None:
        return {}
    from kundnojd.analyses.unit_comments import listed
    from kundnojd.questionnaire.wave_labels import wave_key
    from kundnojd.report.unit import with_report
    from kundnojd.tally.count import WAVE

    newest = max(found.survey.tally.values_of(WAVE), key=wave_key)
    shown = with_report(headline, found.info, headline.units)
    return listed(gathered, made, shown, newest, found.plan.min_n)


def _usual(frame: pd.DataFrame, found: Analysed) -> pd.DataFrame:
    """The rows of the whole, and of the units those that they have without details."""
    return frame[_leads(frame, found) | (frame["unit"] == "")]


def _leads(frame: pd.DataFrame, found: Analysed) -> pd.Series[bool]:
    leads = frame["measure"] != frame["measure"]
    for measure, question in found.leading:
        leads |= (frame["measure"] == measure) & (frame["question"] == question)
    return leads


def _only(names: Sequence[str], shown: Sequence[str], headline: Results) -> tuple[str, ...]:
    """The units named; an error for one that is not there or is not shown."""
    from difflib import get_close_matches

    for name in names:
        if name not in headline.units:
            near = get_close_matches(name, shown, NAMED) or shown[:NAMED]
            raise UsageError("report-no-such-unit", found=name, allowed=tuple(near))
        if name not in shown:
            raise InputError("report-unit-hidden", found=name)
    return tuple(names)


def _write_whole(whole: Report, reports: Reports, setting: Setting) -> None:
    """The report of the whole and the index."""
    from kundnojd.cli import report_files
    from kundnojd.cli.report_making import write
    from kundnojd.renderers import RENDERERS, Document
    from kundnojd.report.unit_index import build

    locale = setting.locale
    name = locale.text(WHOLE)
    write(whole, reports.leading.frame, name, setting)
    suffixes = {key: RENDERERS[key].suffixes[0] for key in setting.formats}
    files = {
        unit: tuple((key, f"{stem}{suffix}") for key, suffix in suffixes.items())
        for unit, stem in {"": name, **reports.shown}.items()
    }
    index = build(reports.headline, setting.info, locale, files)
    page = RENDERERS["html"].render(Document(index, None, locale, theme=setting.theme))
    report_files.write(page, report_files.INDEX, setting.place)


def _told(
    reports: Reports, wanted: Wanted, formats: Sequence[str], made: Sequence[str], locale: Locale
) -> Iterator[str]:
    """What to say afterwards: who has no report, what is left from earlier, where to begin."""
    from kundnojd.cli import report_files
    from kundnojd.locale import languages, load
    from kundnojd.renderers import RENDERERS
    from kundnojd.report.notes import worded

    notices = []
    without = len(reports.level) - len(reports.shown)
    if without:
        notices.append(Notice("reports-left", {"count": without}))
    whole = {load(code).text(WHOLE) for code in languages()}
    suffixes = [RENDERERS[key].suffixes[0] for key in FORMATS]
    old = report_files.of_earlier_runs(wanted.folder, made, whole, suffixes)
    if old and not wanted.only:
        files = ", ".join(old[:NAMED]) + (" …" if len(old) > NAMED else "")
        notices.append(Notice("reports-stale", {"count": len(old), "folder": str(wanted.folder), "files": files}))
    yield from worded(notices, locale)
    if any(one.texts for unit in reports.made for one in reports.comments.get(unit, ())):
        yield locale.text("comments.names-may-remain")
    count = len(reports.made) + (not wanted.only)
    said = locale.text("unit.report-count", count=count)
    first = wanted.folder / (report_files.INDEX if report_files.INDEX in made else made[0])
    yield locale.text("unit.made", reports=said, folder=wanted.folder, formats=", ".join(formats), first=first)


@contextlib.contextmanager
def _progress(count: int, *, quiet: bool) -> Iterator[Callable[[], object]]:
    """A bar on stderr where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=count)
        yield lambda: progress.advance(task)


def register(app: typer.Typer) -> None:
    """Add the command."""
    parameters.add(app, "report", report)
