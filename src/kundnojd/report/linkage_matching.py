"""How the units of two files were joined, in words: what was joined, suggested and left out, and what to do next."""

from __future__ import annotations

from kundnojd.locale import Locale
from kundnojd.report.linkage_facts import LeftOut, LinkFacts
from kundnojd.report.model import Block, Column, Notes, Row, Table

_SHOWN = 12


def matching(facts: LinkFacts, locale: Locale) -> tuple[Block, ...]:
    """The blocks of the section: notes, and a table of what is suggested."""
    match = facts.match
    lines = [locale.text("link.matched", count=len(match.joined))]
    by_map = [unit for unit in match.joined if unit.by == "map"]
    if by_map:
        named = "; ".join(f"{' + '.join(unit.staff)} = {unit.name}" for unit in by_map[:_SHOWN])
        lines.append(locale.text("link.matched-by-map", count=len(by_map), names=named, file=facts.map_file))
    lines += [_left(one, locale) for one in facts.left_out if one.names]
    if facts.codes:
        lines.append(
            locale.text(
                "link.codes",
                customers=facts.codes.customers,
                staff=facts.codes.staff,
                equal=facts.codes.equal,
                texts=facts.codes.texts,
            )
        )
    if facts.blank:
        lines.append(locale.text("link.blank", count=facts.blank))
    x, y = facts.waves[-1]
    if x != y and (x or y) and not facts.waves[1:]:
        pair = tuple(wave or locale.text("link.one-wave") for wave in (x, y))
        lines.append(locale.text("link.waves-differ", x=pair[0], y=pair[1]))
    blocks: list[Block] = [Notes(tuple(lines))]
    if match.suggestions:
        blocks.append(_suggested(facts, locale))
    return tuple(blocks)


def _left(one: LeftOut, locale: Locale) -> str:
    names = ", ".join(one.names[:_SHOWN]) + ("…" if len(one.names) > _SHOWN else "")
    side = locale.text(f"link.in-{one.side}")
    said = locale.text("link.left-out", count=len(one.names), side=side, names=names)
    if one.side != "figures" and one.answers:
        said += " " + locale.text("link.left-out-answers", count=one.answers)
    if one.hidden:
        said += " " + locale.text("link.left-out-hidden", count=one.hidden)
    return said


def _suggested(facts: LinkFacts, locale: Locale) -> Table:
    columns = (
        Column("staff", locale.text("link.name-in", file=short_name(facts.files[0])), "text"),
        Column("customers", locale.text("link.name-in", file=short_name(facts.files[1])), "text"),
        Column("score", locale.text("link.likeness"), "count", 1),
    )
    rows = tuple(Row((one.staff_unit, one.customer_unit, one.score)) for one in facts.match.suggestions)
    if facts.map_rows:
        note = locale.text("link.suggested-written", file=facts.map_file)
    elif facts.map_is_read:
        note = locale.text("link.suggested-read", file=facts.map_file)
    else:
        note = locale.text("link.suggested")
    return Table("suggestions", columns, rows, locale.text("link.suggestions"), (note,))


def short_name(path: str) -> str:
    """A file without its folder.

    >>> short_name("data/staff.xlsx")
    'staff.xlsx'
    """
    return path.replace("\\", "/").rpartition("/")[2]
