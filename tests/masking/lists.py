"""The two lists of comments with what ought to be left of them, as spans to be found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kundnojd.questionnaire.masking import KINDS, plain

HERE = Path(__file__).parent
MISSED = re.compile("anna|Xiaoling")  # the names in the lines marked "missed"
TOKEN = re.compile("|".join(re.escape(f"[{kind}]") for kind in KINDS))


@dataclass(frozen=True)
class Case:
    """A comment, what it ought to become, and what there is to find in it as (start, end, kind)."""

    text: str
    masked: str
    spans: tuple[tuple[int, int, str], ...]


def cases(name: str) -> list[Case]:
    """The comments of a list, in its order."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [case(line) for line in lines if line and not line.startswith("#")]


def case(line: str) -> Case:
    text, _, masked = line.partition(" → ")
    masked = masked or text
    if masked.endswith(" missed"):
        name = MISSED.search(text)
        assert name, line
        return Case(text, masked.removesuffix(" missed"), ((*name.span(), "name"),))
    kinds = [token.strip("[]") for token in TOKEN.findall(masked)]
    between = [re.escape(part) for part in TOKEN.split(masked)]
    found = re.fullmatch("(.+?)".join(between), text)
    assert found, line
    spans = tuple((*found.span(place), kind) for place, kind in enumerate(kinds, 1))
    assert plain(text) == text
    return Case(text, masked, spans)
