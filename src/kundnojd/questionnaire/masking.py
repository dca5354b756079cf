"""Masking of comments: mail, telephones, identity, card and other numbers, IP addresses, homes, plates and names.

A comment is searched by each finder in turn; what one has found the next ones leave alone. Numbers are found by their
form; check digits only decide what they are called, and any run of eight digits or more is masked in the end unless it
is a date, a price or years. Names are found by lists and by words that go before them: that finds many and not all, so
a masked comment may still say who somebody is, by a name or by the story it tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from kundnojd.questionnaire import masking_names, masking_numbers, masking_places
from kundnojd.questionnaire.masking_names import StaffNames

KINDS = (
    *("e-mail", "phone", "personnummer", "fødselsnummer", "orgnr", "card", "ip", "address", "plate", "number", "name"),
)
TOKENS: Mapping[str, str] = MappingProxyType({kind: f"[{kind}]" for kind in KINDS})
_BLANK = "\0"  # stands where something was found, so that nothing is found across it
_ODD_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text, from ``start`` up to ``end``, and the kind in `KINDS` of what stands there."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Masked:
    """A masked text, and how many of each kind were masked in it."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)


def mask(text: str, tokens: Mapping[str, str] = TOKENS, staff: StaffNames | None = None) -> Masked:
    """A text with what tells who somebody is replaced by tokens; ``tokens`` has one for each of `KINDS`.

    ``staff`` are further names to mask, of `kundnojd.questionnaire.masking_names.staff_names`.

    >>> mask("Ring Anna Berg på 070-174 06 05").text
    'Ring [name] på [phone]'
    """
    text = plain(text)
    spans = found(text, staff)
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], tokens[span.kind]]
        at = span.end
    return Masked("".join([*parts, text[at:]]), Counter(span.kind for span in spans))


def plain(text: str) -> str:
    r"""The text without characters that cannot be seen, and with ordinary spaces for wide and narrow ones.

    >>> plain("070\u00a0174\u200b")
    '070 174'
    """
    return _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text))


def found(text: str, staff: StaffNames | None = None) -> list[Span]:
    """What there is to mask in a text that has been made `plain`, in its order and without overlaps."""
    taken: list[Span] = []
    left = text
    for finder in FINDERS:
        left = _take(finder(left), left, taken)
    _take(masking_names.names(left, staff), left, taken)
    return sorted(taken)


def _take(spans: Iterable[tuple[int, int, str]], left: str, taken: list[Span]) -> str:
    """Add the spans that hold nothing found before, and give the text with them blanked out."""
    for start, end, kind in spans:
        if start < end and _BLANK not in left[start:end]:
            taken.append(Span(start, end, kind))
            left = left[:start] + _BLANK * (end - start) + left[end:]
    return left


Finder = Callable[[str], Iterable[tuple[int, int, str]]]

# In this order: a finder before another takes what both would have.
FINDERS: Sequence[Finder] = (
    masking_numbers.mails,
    masking_numbers.ip_addresses,
    masking_numbers.identities,
    masking_numbers.cards,
    masking_places.plates,
    masking_numbers.telephones,
    masking_places.addresses,
    masking_numbers.other_numbers,
)
