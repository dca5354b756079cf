"""From the options of a command to a survey that has been read."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kundnojd.errors import InputError, KundnojdError, UsageError
from kundnojd.notices import Notice

if TYPE_CHECKING:
    from kundnojd.cli.options import LayoutOptions, SayingOptions, SurveyOptions
    from kundnojd.questionnaire.model import Block, Cross, Questionnaire
    from kundnojd.questionnaire.profile import Profile
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.sources.reading import ReadOptions
    from kundnojd.tally.comments import Comments
    from kundnojd.tally.conduct import Watched
    from kundnojd.tally.survey import Survey
    from kundnojd.tally.tally import Tally

    BlocksOf = Callable[[Questionnaire], tuple[Block, ...]]


@dataclass(frozen=True)
class ReadingRequest:
    """What the options say about the files and their columns."""

    files: tuple[str, ...]
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_rows: int | None = None
    shape: str | None = None
    missing: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    wave: str | None = None
    weight: str | None = None
    respondent: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    where: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    config: str | None = None
    segment: tuple[str, ...] = ()
    quiet: bool = False
    alone: bool = False  # whether a survey.toml beside the first file is about something else


def requested(survey: SurveyOptions, layout: LayoutOptions, saying: SayingOptions) -> ReadingRequest:
    """The request that the options of a command make."""
    return ReadingRequest(
        files=tuple(survey.files),
        sheet=layout.sheet,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        decimal=layout.decimal,
        header_rows=layout.header_rows,
        shape=layout.shape.value if layout.shape else None,
        missing=tuple(layout.missing or ()),
        keep=tuple(layout.keep or ()),
        unit=tuple(survey.unit or ()),
        wave=survey.wave,
        weight=survey.weight,
        respondent=survey.respondent,
        stratum=survey.stratum,
        cluster=survey.cluster,
        where=tuple(survey.where or ()),
        drop=tuple(name.value for name in survey.drop or ()),
        config=survey.config,
        quiet=saying.quiet,
    )


def settings_of(request: ReadingRequest) -> tuple[Settings, tuple[Notice, ...]]:
    """The settings of ``survey.toml`` with the options laid over them, and what to say about it.

    Without ``--config`` a ``survey.toml`` beside the first file is used, and said.
    """
    from kundnojd.questionnaire.settings import Settings
    from kundnojd.questionnaire.survey_toml import load

    settings = Settings()
    notices: tuple[Notice, ...] = ()
    path = config_path(request)
    if path is not None and not request.config:
        notices = (Notice("survey-toml-used", {"file": path.as_posix()}),)
    if path is not None:
        settings = load(path)
    columns = {
        name: value
        for name, value in (
            ("unit", request.unit or None),
            ("wave", request.wave),
            ("weight", request.weight),
            ("respondent", request.respondent),
            ("stratum", request.stratum),
            ("cluster", request.cluster),
            ("segment", (*settings.columns.segment, *request.segment) if request.segment else None),
        )
        if value is not None
    }
    import msgspec

    columns_table = msgspec.structs.replace(settings.columns, **columns)
    return msgspec.structs.replace(settings, columns=columns_table), notices


def config_path(request: ReadingRequest) -> Path | None:
    """The ``survey.toml`` of a request: that of ``--config``, else the one beside the first file, if there is one."""
    from kundnojd.questionnaire.survey_toml import find_beside

    if request.config:
        return Path(request.config)
    return None if request.files[0] == "-" or request.alone else find_beside(Path(request.files[0]))


@dataclass(frozen=True)
class Read:
    """A survey that has been read, and its inputs as (file, sha256)."""

    survey: Survey
    inputs: tuple[tuple[str, str], ...]


def _nothing(_: Questionnaire) -> tuple[Any, ...]:
    return ()


def _none(_: object) -> None:
    return None


@dataclass(frozen=True)
class Beside:
    """What is gathered beside the usual counts, once the questionnaire is known.

    ``blocks_of`` names the blocks of items whose moments are gathered; where ``better`` knows other blocks once all is
    counted, the files are counted again with those. ``crosses_of`` names the questions that are counted together,
    ``comments_of`` makes what takes the comments, ``watch`` what counts how people answered. The questionnaire is
    ``changed`` before anything is counted.
    """

    blocks_of: BlocksOf = _nothing
    better: Callable[[Survey], BlocksOf | None] = _none
    crosses_of: Callable[[Questionnaire], tuple[Cross, ...]] = _nothing
    comments_of: Callable[[Questionnaire], Comments | None] = _none
    changed: Callable[[Questionnaire], Questionnaire] | None = None
    watch: Callable[[Questionnaire], Watched] | None = None


NOTHING_BESIDE = Beside()


def read(
    request: ReadingRequest,
    settings: Settings,
    notices: Sequence[Notice],
    beside: Beside = NOTHING_BESIDE,
    measures: Sequence[str] = (),
) -> Read:
    """Read and count the files of a request; ``notices`` are said before what reading finds.

    ``measures`` are those asked for by name, whose sums over several questions have to be counted. Raises `InputError`
    where the files cannot be analysed as they stand.
    """
    from kundnojd.questionnaire.infer import infer

    def inferred(*given: Any, **named: Any) -> Questionnaire:
        found = infer(*given, **named)
        return beside.changed(found) if beside.changed else found

    return _read(request, settings, notices, inferred, _none, beside, measures)[0]


def look(request: ReadingRequest, settings: Settings, notices: Sequence[Notice]) -> Read:
    """As `read`, but what cannot be analysed is understood as far as it goes: see `Questionnaire.refusal`."""
    from kundnojd.questionnaire.infer import understand

    return _read(request, settings, notices, understand, _none)[0]


def observe(
    request: ReadingRequest,
    settings: Settings,
    notices: Sequence[Notice],
    profiled: Callable[[Profile], None],
    blocks_of: Callable[[Questionnaire], tuple[Block, ...]],
    watch: Callable[[Questionnaire], Watched],
) -> Read:
    """As `look`, with how people answered counted too; ``profiled`` is told the profile of the columns."""
    from kundnojd.questionnaire.infer import infer, understand

    def reading(profile: Profile, *given: Any, **named: Any) -> Questionnaire:
        profiled(profile)
        try:
            return infer(profile, *given, **named)
        except InputError:
            return understand(profile, *given, **named)

    return _read(request, settings, notices, reading, _none, Beside(blocks_of, watch=watch))[0]


def read_again(
    request: ReadingRequest,
    settings: Settings,
    notices: Sequence[Notice],
    first: Callable[[Questionnaire], Questionnaire],
    then: Callable[[Questionnaire], Questionnaire | None],
) -> tuple[Read, Tally | None]:
    """As `read` with the questionnaire changed by ``first``; and the tally of the same rows counted again by ``then``.

    ``then`` is given the questionnaire that was counted by first; ``None`` from it means that once was enough.
    """
    from kundnojd.questionnaire.infer import infer

    def changed(*given: Any, **named: Any) -> Questionnaire:
        return first(infer(*given, **named))

    return _read(request, settings, notices, changed, then)


def _read(
    request: ReadingRequest,
    settings: Settings,
    notices: Sequence[Notice],
    reading: Callable[..., Questionnaire],
    then: Callable[[Questionnaire], Questionnaire | None],
    beside: Beside = NOTHING_BESIDE,
    measures: Sequence[str] = (),
) -> tuple[Read, Tally | None]:
    from kundnojd.measures import block_scores
    from kundnojd.report.describing import digest
    from kundnojd.sources import open_source, renamed
    from kundnojd.tally.survey import take

    options = _read_options(request, settings)
    scores_of = partial(block_scores, names=measures, declared=settings.preset)
    drop = request.drop or settings.options.drop
    where = [_pair(text) for text in request.where]
    with contextlib.ExitStack() as stack:
        sources = [renamed(stack.enter_context(open_source(file, options)), settings.rename) for file in request.files]
        try:
            with _progress(request.quiet) as progress:
                taking = partial(take, sources, settings, scores_of, where=where, drop=drop, progress=progress)
                gathering = partial(
                    taking,
                    reading=reading,
                    crosses_of=beside.crosses_of,
                    comments_of=beside.comments_of,
                    watch=beside.watch,
                )
                survey = gathering(blocks_of=beside.blocks_of)
                if (others := beside.better(survey)) is not None:
                    survey = gathering(blocks_of=others)
                other = then(survey.questionnaire)
                again = None if other is None else taking(reading=lambda *_, **__: other).tally
        except KundnojdError as error:
            # A survey.toml that was found by itself may be what does not fit.
            error.notices = tuple(notices)
            raise
        inputs = tuple((source.label, digest(source.path)) for source in sources)
    return Read(replace(survey, notices=(*notices, *survey.notices)), inputs), again


def _read_options(request: ReadingRequest, settings: Settings) -> ReadOptions:
    from kundnojd.sources.reading import ReadOptions

    file = settings.file
    if request.decimal not in {None, ".", ","}:
        raise UsageError("decimal-mark", found=request.decimal)
    return ReadOptions(
        sheet=request.sheet or file.sheet,
        encoding=request.encoding or file.encoding,
        delimiter=request.delimiter or file.delimiter,
        decimal=request.decimal or file.decimal,
        header_rows=file.header_rows if request.header_rows is None else request.header_rows,
        shape=request.shape or file.shape,
        missing=(*file.missing, *request.missing),
        keep=(*file.keep, *request.keep),
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError("where-needs-equals", found=text)
    return name.strip(), value.strip()


@contextlib.contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int], None]]:  # noqa: FBT001 - the option as it came
    """Rows counted so far, on stderr where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console

    rows_done = 0
    with Console(stderr=True).status("") as status:

        def show(rows: int) -> None:
            nonlocal rows_done
            rows_done += rows
            status.update(f"{rows_done:,}")

        yield show
