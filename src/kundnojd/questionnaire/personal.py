"""Cells that say who somebody is: mail addresses, identity numbers, telephones, IP addresses, places, names of people.

The sources of the check digits: Skatteverket, "Personnummer" (Luhn over ten digits; 60 is added to the day of a
samordningsnummer) and Skatteetaten, "Om fødselsnummer" (two digits modulo 11; 40 is added to the day of a D-number).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources

from kundnojd.questionnaire.profile import ColumnProfile

SURE = frozenset({"e-mail", "personal-number", "ip-address"})  # nothing else looks like these
CONTACTS = SURE | {"telephone"}
SAID_OFTEN = 5  # a text that so many gave tells nobody's secret
_FEW_SURE = 0.2  # of the cells: so many sure ones make the column personal
_SAMPLE = 300  # different texts that are looked at
_SHORTEST = 7
_LONGEST = 60

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")
_MAIL_INSIDE = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_DIGITS_INSIDE = re.compile(r"\d(?:[ ()./-]{0,2}\d){5,}")  # six digits or more, however they are grouped
_DATED = re.compile(r"(?:\d\d)?(\d{6})[-+ ]?(\d{4})")
_WITH_SIGN = re.compile(r"(?:19|20)?\d{6}[-+](?:\d{4}|[Xx*]{4})")
_NORWEGIAN = re.compile(r"(\d{6})[ -]?(\d{5})")
_TELEPHONES = (
    re.compile(r"(?:\+|00(?=4[567]|358))\d[\d ()/-]{6,18}"),
    re.compile(r"0\d{1,3}(?:[- /]|\) ?)\d[\d -]{4,10}"),
    re.compile(r"07[02369]\d{7}"),
    re.compile(r"[2-9]\d \d\d \d\d \d\d|[49]\d\d \d\d \d\d\d"),  # Norway and Denmark
)
_IP_4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_DEGREES = r"[-+]?\d{1,3}[.,]\d{3,}°? ?[NSEWÖØV]?"
_PLACE = re.compile(rf"\(?{_DEGREES}(?:[,;] ?| ){_DEGREES}\)?")
_NAME_PART = re.compile(r"[A-ZÅÄÖÆØÉÜ][\w'’.-]*|af|av|da|de|del|der|di|van|von|zu")
_PATRONYMIC = re.compile(r"\w{2,}(?:sson|sdotter|sdóttir)", re.IGNORECASE)

_CODED = re.compile(r"^\d{1,4}(?:\s*[-=:.)])?\s+(?=[^\W\d_])")  # the code before the label of an answer

_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def is_swedish_number(text: str) -> bool:
    """Whether a text is a personnummer or samordningsnummer: 10 or 12 digits, with or without - or +.

    The date must be possible and the last digit right (Luhn); written with its sign the date is enough.

    >>> [is_swedish_number(text) for text in ("811228-9874", "198112289874", "8112289875", "701063-2391")]
    [True, True, False, True]
    """
    found = _DATED.fullmatch(text)
    if _WITH_SIGN.fullmatch(text):
        digits = text[:-5][-6:]
        return _is_date(digits[4:], digits[2:4], 60) or _is_date(digits[:2], digits[2:4], 0)  # Danish: day first
    if not found or not _is_date(found[1][4:], found[1][2:4], 60):
        return False
    if sum(map(str.isdecimal, text)) == 12 and text[:2] not in {"19", "20"}:
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(found[1] + found[2]))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_norwegian_number(text: str) -> bool:
    """Whether a text is a fødselsnummer or D-number: 11 digits, or 10 where a spreadsheet has taken the first nought.

    The date must be possible and both check digits right.

    >>> [is_norwegian_number(text) for text in ("01010750160", "010107 50160", "1010750160", "01010750161")]
    [True, True, True, False]
    """
    if len(text) == 10 and text.isdecimal():
        text = "0" + text
    found = _NORWEGIAN.fullmatch(text)
    if not found or not _is_date(found[1][:2], found[1][2:4], 40):
        return False
    digits = [int(digit) for digit in found[1] + found[2]]
    return all(sum(w * d for w, d in zip(weights, digits, strict=False)) % 11 == 0 for weights in _WEIGHTS)


def is_telephone(text: str) -> bool:
    """Whether a text is written as a telephone number of the Nordic countries, or with + and a country's code.

    >>> [is_telephone(text) for text in ("070-123 45 67", "+47 22 33 44 55", "0701234567", "12345678")]
    [True, True, True, False]
    """
    return any(pattern.fullmatch(text) for pattern in _TELEPHONES)


def is_person(text: str) -> bool:
    """Whether a text is a whole name of a person: two to four capitalised words with a common given name.

    A patronymic (Svensson) will do for a given name that is not in ``names.toml``.

    >>> [is_person(text) for text in ("Anna Berg", "Berg, Anna", "Xerxes Svensson", "Östra Höjden", "Anna")]
    [True, True, True, False, False]
    """
    if len(text) > _LONGEST:
        return False
    parts = text.replace(",", " ").split()
    if not 2 <= len(parts) <= 4 or not all(_NAME_PART.fullmatch(part) for part in parts):
        return False
    known = given_names()
    return any(part.casefold() in known for part in (parts[0], parts[-1])) or bool(_PATRONYMIC.fullmatch(parts[-1]))


def kind_of(text: str) -> str:
    """What a cell says of a person: a key of `KINDS`, or empty.

    >>> kind_of("anna@example.se"), kind_of("Mitt nummer är 070-123 45 67"), kind_of("8")
    ('e-mail', '', '')
    >>> kind_of("3 Anna Berg")
    'people'
    """
    text = _CODED.sub("", text)
    if "@" in text:
        return "e-mail" if _MAIL.fullmatch(text) else ""
    if len(text) < _SHORTEST or len(text) > _LONGEST:
        return ""
    if text[0].isalpha() and ":" not in text:
        return "people" if is_person(text) else ""
    return next((kind for kind, holds in KINDS.items() if holds(text)), "")


def tells_of_somebody(text: str) -> bool:
    """Whether a mail address, a long number or a common given name stands anywhere in a text.

    >>> [tells_of_somebody(text) for text in ("7, ring 0701234567", "Mycket nöjd med Anna", "Mycket nöjd")]
    [True, True, False]
    """
    if _MAIL_INSIDE.search(text) or _DIGITS_INSIDE.search(text):
        return True
    known = given_names()
    return any(word[0].isupper() and word.casefold() in known for word in re.findall(r"\w+", text)[1:]) or is_person(
        text
    )


def may_be_said(text: str, count: int) -> bool:
    """Whether a cell may be quoted in a message: a number of up to three digits, or a short text that many gave.

    >>> may_be_said("99", 1), may_be_said("Inget svar", 7), may_be_said("Anna vet mer", 1)
    (True, True, False)
    """
    if text.lstrip("+-").isdecimal():
        return len(text) <= 4
    return count >= SAID_OFTEN and len(text) <= _LONGEST and not tells_of_somebody(text)


def personal_kind(column: ColumnProfile, *, least: float = _FEW_SURE) -> str:
    """What a column holds of people, by its cells: a key of `KINDS`, or empty.

    ``least`` is the share of mail addresses, identity numbers and IP addresses, 0 to 1, above which it is personal;
    of all kinds together more than half must be. A column of given names alone is personal too.
    """
    texts = list(column.values.items())[:_SAMPLE]
    total = sum(count for _, count in texts)
    kinds: Counter[str] = Counter()
    for text, count in texts:
        if kind := kind_of(text):
            kinds[kind] += count
    if 2 * column.dated > column.answered:
        del kinds["telephone"]
    sure = Counter({kind: count for kind, count in kinds.items() if kind in SURE})
    for found, share in ((sure, least), (kinds, 0.5)):
        if found.total() > share * total:
            return found.most_common(1)[0][0]
    known = given_names()
    given = sum(count for text, count in texts if text.istitle() and text.casefold() in known)
    return "people" if column.distinct > 2 and given > 0.8 * total else ""


def names_of_somebody(names: Iterable[str]) -> int:
    """How many of these names of columns are addresses or numbers of people: then the header is a row of answers."""
    return sum(1 for name in names if kind_of(name) in CONTACTS)


@cache
def given_names() -> frozenset[str]:
    """Common given names in lower case."""
    text = resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    return frozenset(name for listed in tomllib.loads(text).values() for name in listed.split())


def _is_identity_number(text: str) -> bool:
    return is_swedish_number(text) or is_norwegian_number(text)


def _is_ip_address(text: str) -> bool:
    if found := _IP_4.fullmatch(text):
        return all(int(part) <= 255 for part in found.groups())
    if text.count(":") < 2 or not set(text.casefold()) <= set("0123456789abcdef:."):
        return False
    import ipaddress

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_place(text: str) -> bool:
    return bool(_PLACE.fullmatch(text))


# Each kind has its reason, ``cells-`` and the key; mail addresses are told by their sign before these are tried.
KINDS: Mapping[str, Callable[[str], bool]] = {
    "e-mail": lambda text: bool(_MAIL.fullmatch(text)),
    "personal-number": _is_identity_number,
    "ip-address": _is_ip_address,
    "telephone": is_telephone,
    "coordinates": _is_place,
    "people": is_person,
}


def _is_date(day: str, month: str, added: int) -> bool:
    number = int(day)
    return 1 <= int(month) <= 12 and (1 <= number <= 31 or (bool(added) and 1 <= number - added <= 31))
