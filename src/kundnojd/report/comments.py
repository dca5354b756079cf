"""The report of ``comments``: what one group writes and another does not, quotes where asked for, and who wrote."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kundnojd.analyses.comment_groups import UNIT, WAVE_OF
from kundnojd.analyses.comments import LEAST_COMMENTS, LEAST_HOLDING, LEAST_RESPONDENTS, QUOTES, WORDS, WRITERS
from kundnojd.locale import Locale
from kundnojd.notices import Notice
from kundnojd.questionnaire.masking import KINDS
from kundnojd.report.cover import front
from kundnojd.report.model import Block, Cell, Change, Column, Interval, Notes, Report, Row, Section, Table
from kundnojd.report.notes import reading
from kundnojd.report.survey import SurveyInfo

if TYPE_CHECKING:
    import pandas as pd

MOST_WORDS = 15  # of a group, in a table; programs get all
ENOUGH_WORDS = 5  # in a table where fewer differ clearly

Fact = dict[Any, Any]


@dataclass(frozen=True)
class Said:
    """What was done with the comments: their question, their language, and how many of each kind were masked.

    ``tested`` words were tested, ``rare`` of them too few wrote to be shown. ``kept`` of ``written`` comments were
    read. ``waves`` are those that the comments are of.
    """

    question: str
    language: str
    group: str
    against: str
    waves: tuple[str, ...]
    masked: Mapping[str, int]
    tested: int = 0
    rare: int = 0
    language_told: bool = True


def tokens(locale: Locale) -> dict[str, str]:
    """What stands in the place of what is masked, by kind, in a language.

    >>> from kundnojd.locale import load
    >>> tokens(load("nb"))["name"]
    '[navn]'
    """
    return {kind: f"[{locale.text(f'comments.masked-{_key(kind)}')}]" for kind in KINDS}


def masked_line(masked: Mapping[str, int], locale: Locale) -> str:
    """How many of each kind were masked, in one line.

    >>> from kundnojd.locale import load
    >>> masked_line({"name": 2, "phone": 1}, load("en"))
    'Masked in the comments read: phone 1, name 2.'
    >>> masked_line({}, load("en"))
    'Nothing was masked in the comments read.'
    """
    found = [(kind, masked[kind]) for kind in KINDS if masked.get(kind)]
    if not found:
        return locale.text("comments.masked-none")
    listed = [f"{locale.text(f'comments.masked-{_key(kind)}')} {locale.number(count, 0)}" for kind, count in found]
    return locale.text("comments.masked", listed=", ".join(listed))


def caution(masked: Mapping[str, int], locale: Locale) -> tuple[str, ...]:
    """What must stand beside every comment that is printed."""
    return (locale.text("comments.names-may-remain"), masked_line(masked, locale))


def group_label(name: str, locale: Locale) -> str:
    """A group in words that fit inside a sentence: ``the dissatisfied``, or the name of a unit or wave."""
    for beginning in (UNIT, WAVE_OF):
        if name.startswith(beginning):
            return name.removeprefix(beginning)
    return locale.text(f"comments.group-{name}")


def build(frame: pd.DataFrame, said: Said, info: SurveyInfo, notices: Sequence[Notice], locale: Locale) -> Report:
    """The report from the frame of `kundnojd.analyses.comments`."""
    rows: list[Fact] = frame.to_dict("records")
    info = replace(info, notices=(*info.notices, *notices))
    sections = [
        *_words([row for row in rows if row["part"] == WORDS], said, info, locale),
        *_quotes([row for row in rows if row["part"] == QUOTES], said, locale),
        Section("writers", locale.text("comments.section-writers"), (_writers(rows, info, locale),)),
        Section("notes", locale.text("comments.section-notes"), (Notes(_how_to_read(said, info, locale)),)),
    ]
    lines = reading(info, locale)
    if lines:
        sections.append(Section("reading", locale.text("report.section-reading"), (Notes(lines),)))
    # Comments are not weighted, whatever the figures of the survey are.
    cover = front(0, [wave for wave in info.waves if wave in said.waves], replace(info, weight=""), locale)
    asked = locale.text("comments.question", question=info.question_text(said.question) or said.question)
    if info.waves and len(said.waves) == 1:
        asked = f"{asked} · {said.waves[0]}"
    return replace(cover, subtitle=(*cover.subtitle, asked), sections=tuple(sections))


def _words(rows: list[Fact], said: Said, info: SurveyInfo, locale: Locale) -> list[Section]:
    """A table of the words of each group."""
    if not rows:
        return [Section("words", locale.text("comments.section-words"), (Notes((_no_words(said, locale),)),))]
    found = []
    for sign, own, other in ((1, said.group, said.against), (-1, said.against, said.group)):
        title = locale.text("comments.more-among", group=group_label(own, locale))
        ours = [_turned(row) if sign < 0 else row for row in rows if sign * row["difference"] > 0]
        ours.sort(key=lambda row: (-row["z"], row["word"]))
        clear = [row for row in ours if row["verdict"] != "no-clear-difference"]
        shown = clear[:MOST_WORDS] if len(clear) >= ENOUGH_WORDS else [*clear, *_unclear(ours)][:ENOUGH_WORDS]
        blocks: tuple[Block, ...] = (_table(shown, clear, own, other, info, locale),) if shown else ()
        lines = (locale.text("comments.no-word", group=group_label(own, locale)),)
        found.append(Section(f"words-{own}", title, blocks or (Notes(lines),)))
    return found


def _unclear(rows: list[Fact]) -> list[Fact]:
    return [row for row in rows if row["verdict"] == "no-clear-difference"]


def _turned(row: Fact) -> Fact:
    """The same word seen from the other group."""
    verdicts = {"higher": "lower", "lower": "higher"}
    return {
        **row,
        **{name: row[other] for name, other in _SIDES.items()},
        "difference": -row["difference"],
        "lower": -row["upper"],
        "upper": -row["lower"],
        "z": -row["z"],
        "verdict": verdicts.get(row["verdict"], row["verdict"]),
    }


_SIDES = {
    "comments": "comments_against",
    "comments_against": "comments",
    "with_word": "with_word_against",
    "with_word_against": "with_word",
    "share": "share_against",
    "share_against": "share",
}


def _table(rows: list[Fact], clear: list[Fact], own: str, other: str, info: SurveyInfo, locale: Locale) -> Table:
    ours, theirs = group_label(own, locale), group_label(other, locale)
    reach = 10.0 * math.ceil(max(max(abs(row["lower"]), abs(row["upper"])) for row in rows) / 10)
    level = locale.share(100 * info.level)
    columns = (
        Column("word", locale.text("comments.word"), "text"),
        Column("share", ours, "share"),
        Column("share-against", theirs, "share"),
        Column("difference", locale.text("comments.difference"), "change", 1, unit_kind="share"),
        Column(
            "interval", locale.text("report.interval", level=level), "interval", 3, "net", -reach, reach, middle=0.0
        ),
        Column("with", locale.text("comments.with-word"), "count", 4),
    )
    filled = []
    for row in rows:
        cells: tuple[Cell, ...] = (
            row["word"],
            row["share"],
            row["share_against"],
            Change(row["difference"], row["verdict"], row["lower"], row["upper"]),
            Interval(row["difference"], row["lower"], row["upper"]),
            int(row["with_word"]),
        )
        filled.append(Row(cells))
    counts = {"own": int(rows[0]["comments"]), "other": int(rows[0]["comments_against"])}
    if clear:
        first = clear[0]
        shares = {"share": locale.share(first["share"]), "share_against": locale.share(first["share_against"])}
        caption = locale.text("comments.first-word", word=first["word"], group=ours, against=theirs, **shares)
    else:
        caption = locale.text("comments.none-clear")
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    base = locale.text("comments.base", group=ours, against=theirs, **counts)
    notes = [base, locale.text("comments.legend", level=level, adjustment=adjustment)]
    if len(clear) > MOST_WORDS:
        notes.append(locale.text("comments.more-words", count=len(clear) - MOST_WORDS))
    return Table(f"words-{own}", columns, tuple(filled), caption, tuple(notes))


def _no_words(said: Said, locale: Locale) -> str:
    if said.tested:
        return locale.text("comments.none-to-show", least=LEAST_RESPONDENTS)
    return locale.text("comments.not-compared", least=LEAST_COMMENTS, holding=LEAST_HOLDING)


def _quotes(rows: list[Fact], said: Said, locale: Locale) -> list[Section]:
    found = []
    for name in dict.fromkeys(row["group"] for row in rows):
        own = [row for row in rows if row["group"] == name]
        lines = tuple(quoted(row["text"], row["word"], locale) for row in own)
        title = locale.text("comments.section-quotes", group=group_label(name, locale))
        found.append(Section(f"quotes-{name}", title, (Notes((*lines, locale.text("comments.names-may-remain"))),)))
    return found


def quoted(text: str, word: str, locale: Locale) -> str:
    """A comment between quotation marks, with the word that it is an example of."""
    line = locale.text("comments.quote", text=text)
    return f"{line} ({word})" if word else line


def _writers(rows: list[Fact], info: SurveyInfo, locale: Locale) -> Table:
    level = locale.share(100 * info.level)
    columns = (
        Column("group", locale.text("comments.group"), "text"),
        Column("respondents", locale.text("comments.respondents"), "count", 1),
        Column("comments", locale.text("comments.comments"), "count"),
        Column("share", locale.text("comments.share-writing"), "share"),
        Column("interval", locale.text("report.interval", level=level), "interval", 2, "share", 0.0, 100.0),
    )
    filled = []
    for row in rows:
        if row["part"] != WRITERS:
            continue
        label = group_label(row["group"], locale) if row["group"] else locale.text("report.whole")
        cells: tuple[Cell, ...] = (
            label[:1].upper() + label[1:],
            int(row["respondents"]),
            int(row["comments"]),
            row["share"],
            Interval(row["share"], row["lower"], row["upper"]),
        )
        filled.append(Row(cells, is_total=not row["group"]))
    return Table("writers", columns, tuple(filled), locale.text("comments.writers"))


def _how_to_read(said: Said, info: SurveyInfo, locale: Locale) -> tuple[str, ...]:
    language = locale.text(f"comments.language-{said.language}")
    told = "comments.language-told" if said.language_told else "comments.language-given"
    numbers = {"holding": LEAST_HOLDING, "respondents": LEAST_RESPONDENTS}
    adjustment = locale.text(f"report.adjust-{info.adjust}")
    lines = [
        locale.text("comments.read-words", adjustment=adjustment, **numbers),
        locale.text("comments.read-tested", count=said.tested, rare=said.rare),
        locale.text("comments.read-stems"),
        locale.text(told, language=language),
        locale.text("comments.read-writers"),
        *caution(said.masked, locale),
        locale.text("comments.read-masking"),
    ]
    return tuple(lines if said.tested else [line for line in lines if line != lines[1]])


def totals(masked: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """How many of each kind were masked in several comments.

    >>> totals([{"name": 1}, {"name": 2, "ip": 1}])
    {'name': 3, 'ip': 1}
    """
    found: Counter[str] = Counter()
    for counts in masked:
        found.update(counts)
    return dict(found)


def _key(kind: str) -> str:
    # Keys of the language files are plain ASCII.
    return kind.replace("ø", "o")
