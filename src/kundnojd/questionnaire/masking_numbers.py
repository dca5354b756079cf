"""Finders for masking: mail and IP addresses, identity and card numbers, telephones, and any other long number."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from kundnojd.questionnaire.identity_numbers import (
    has_norwegian_checks,
    is_norwegian_birth,
    is_norwegian_organisation,
    is_swedish_birth,
    is_swedish_organisation,
    luhn_holds,
)

Found = Iterator[tuple[int, int, str]]

REGIONS = ("SE", "NO", "GB", "DK", "FI")  # whose numbers are known without a country code
LEAST_DIGITS = 8  # of a run that is masked, whatever it is

# Bounded, so that a long text without any address is searched in a time that grows with its length only.
_LOCAL, _DOMAIN = r"[\w.+%'’-]{0,64}[\w+]", r"\w[\w-]{0,63}(?:\.\w[\w-]{0,63}){1,8}"
_AT = r"(?:@|[(\[] ?(?:at|snabel-?a|kr[øo]llalfa|alfakr[øo]ll|snurrelalfa|æt) ?[)\]]|(?: snabel-?a | kr[øo]llalfa ))"
_MAIL = re.compile(rf"{_LOCAL} ?{_AT} ?{_DOMAIN}", re.IGNORECASE)
_SPOKEN_MAIL = re.compile(
    r"[\w.+-]{1,64} (?:at|snabel-?a|kr[øo]llalfa) \w[\w-]{0,63}(?: (?:dot|punkt|prick) [a-z]{2,10}){1,4}", re.IGNORECASE
)

_IP_4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)")
_IP_6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])")
_NUMBERED = re.compile(
    r"(?<!\w)(?:version\w*|v|ver|kapit\w+|chapter|section|avsnitt\w*|punkt\w*|§+|paragra\w+|bilaga|vedlegg)[ .:]*$",
    re.IGNORECASE,
)

_DASH = r"[-–−‑]"
_SWEDISH = re.compile(rf"(?<![\d])(?:(?:19|20)\d{{2}}|\d{{2}})\d{{4}}(?: ?(?:{_DASH}|\+) ?| )?\d{{2}} ?\d{{2}}(?!\d)")
_NORWEGIAN = re.compile(rf"(?<!\d)(?:\d{{6}}|\d\d[ .]\d\d[ .]\d\d)(?: ?{_DASH} ?| )?\d{{5}}(?!\d)")
_SWEDISH_VAT = re.compile(r"\bSE ?\d{6}-?\d{4} ?01\b")
_NORWEGIAN_FIRM = re.compile(r"(?<![\d+])(?:NO ?)?[89]\d\d ?\d{3} ?\d{3}(?: ?MVA\b)?(?! ?\d)")
_ABOUT_PERSONS = re.compile(
    r"(?:person|p|f[øo]dsels|samordnings|d|f)[- ]?(?:nr|nummer\w*|num)\b.{0,12}$", re.IGNORECASE
)
_ABOUT_FIRMS = re.compile(r"(?:org\w*|f[oö]retags|firma|moms|foretaks)[.\s-]*(?:nr|nummer\w*)\b.{0,12}$", re.IGNORECASE)
_BRITISH = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")  # national insurance

_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[\dA-Z]{4}){3,7}(?: ?[\dA-Z]{1,3})?\b")
_CARD = re.compile(r"(?<![\d.,])[2-6]\d{3}(?:[ -]?\d){8,14}\d(?!\d)")

_OWN_TELEPHONES = (
    re.compile(rf"(?<![\w+])(?:\+|00)\d{{1,3}}(?:(?: ?{_DASH} ?|[ ./()]{{1,3}})?\d){{6,12}}(?!\d)"),
    re.compile(rf"(?<![\w+])\(?0\d{{1,4}}\)?(?: ?[{_DASH[1:-1]}/.] ?| )\d(?:[ .{_DASH[1:-1]}]?\d){{4,8}}(?!\d)"),
    re.compile(r"(?<![\w+])07[02369]\d{7}(?!\d)"),
    re.compile(r"(?<![\w+])(?:\(?\+?47\)? ?)?(?:[2-9]\d \d\d \d\d \d\d|[489]\d\d \d\d \d\d\d|[49]\d{7})(?![ .]?\d)"),
    re.compile(r"(?<![\w+])07\d{3} \d{3} ?\d{3}(?!\d)"),  # British mobiles, also the series for fiction
)
_LEAST_OF_A_TELEPHONE = 6
_LONG_RUN = re.compile(r"\d(?:[^\w\n]{0,3}\d){5,}")  # the library of telephones is slow: only where one can be

_UNITS = r"kr\b|kronor|kroner|sek\b|nok\b|eur|euro|€|\$|£|usd|gbp|pounds?|dollar|:-|%|miljoner|millioner|kvm|m2|tkr"
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = rf"{_HOUR}[.:][0-5]\d"
_YEAR = r"(?:19|20)\d\d"
_SPARED = re.compile(
    "|".join(
        (
            rf"(?<!\d)\d{{1,3}}(?:[ .,]\d{{3}})*(?:[.,]\d+)? ?(?:{_UNITS})",  # money, shares
            r"[€$£] ?\d{1,3}(?:[ .,]?\d{3})*",
            rf"(?<!\d){_YEAR}[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])(?!\d)",  # dates
            rf"(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d-])",
            rf"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|1[0-2])[-/. ]{_YEAR}(?!\d)",
            r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1\d\d(?![-/. ]?\d)",
            rf"(?<!\d){_YEAR}(?: ?[-–/,] ?| ){_YEAR}(?:(?: ?[-–/,] ?| ){_YEAR})*(?!\d)",  # years
            rf"(?<![\d.]){_CLOCK}(?::[0-5]\d)?(?: ?[-–] ?{_HOUR}(?:[.:][0-5]\d)?)?(?![\d.])",
        )
    ),
    re.IGNORECASE,
)


def mails(text: str) -> Found:
    """Mail addresses, also with the sign spelt out."""
    if "@" in text or re.search(r"[(\[]|snabel|alfa| at ", text, re.IGNORECASE):
        for pattern in (_MAIL, _SPOKEN_MAIL):
            for match in pattern.finditer(text):
                yield *match.span(), "e-mail"


def ip_addresses(text: str) -> Found:
    """IPv4 and IPv6 addresses; not the numbers of versions and chapters."""
    for pattern in (_IP_4, _IP_6):
        for match in pattern.finditer(text):
            if _is_ip(match[0]) and not _NUMBERED.search(_before(text, match.start())):
                yield *match.span(), "ip"


def identities(text: str) -> Found:
    """Numbers of people and firms, also with a wrong check digit where the form tells."""
    for match in _SWEDISH_VAT.finditer(text):
        yield *match.span(), "orgnr"
    for match in _SWEDISH.finditer(text):
        if kind := _swedish(match[0], _before(text, match.start())):
            yield *match.span(), kind
    for match in _NORWEGIAN.finditer(text):
        digits = _digits(match[0])
        about = _ABOUT_PERSONS.search(_before(text, match.start()))
        if is_norwegian_birth(digits) and (about or has_norwegian_checks(digits, both=False)):
            yield *match.span(), "fødselsnummer"
    for match in _NORWEGIAN_FIRM.finditer(text):
        if is_norwegian_organisation(_digits(match[0])) or _ABOUT_FIRMS.search(_before(text, match.start())):
            yield *match.span(), "orgnr"
    for match in _BRITISH.finditer(text):
        yield *match.span(), "number"


def cards(text: str) -> Found:
    """Card numbers: 13 to 19 digits with a right check digit; and the numbers of bank accounts with a country."""
    for match in _IBAN.finditer(text):
        if len(_digits(match[0])) >= LEAST_DIGITS:
            yield *match.span(), "number"
    for match in _CARD.finditer(text):
        digits = _digits(match[0])
        if 13 <= len(digits) <= 19 and luhn_holds(digits):
            yield *match.span(), "card"


def telephones(text: str) -> Found:
    """Telephone numbers, by forms of our own and by the library of them for `REGIONS`; not dates, prices or years."""
    if not _LONG_RUN.search(text):
        return
    spared = _spared(text)
    spans = {match.span() for pattern in _OWN_TELEPHONES for match in pattern.finditer(text)} | set(_by_library(text))
    grown = {_grown(text, *span) for span in spans}
    for start, end in sorted(grown, key=lambda span: (span[0] - span[1], span)):
        digits = _digits(text[start:end])
        if len(digits) < _LEAST_OF_A_TELEPHONE or _is_list(text[start:end]) or _NUMBERED.search(_before(text, start)):
            continue
        if not _meets(start, end, spared):
            yield start, end, "phone"


def other_numbers(text: str) -> Found:
    """Any run of eight digits or more with spaces and hyphens inside: customers, orders, accounts."""
    spared = _spared(text)
    for match in re.finditer(rf"(?<!\d)\d(?:[ ./]?{_DASH}?[ ]?\d){{{LEAST_DIGITS - 1},}}(?!\d)", text):
        start, end = match.span()
        if not _meets(start, end, spared) and not _is_list(match[0]) and not _NUMBERED.search(_before(text, start)):
            yield start, end, "number"


def _by_library(text: str) -> Iterator[tuple[int, int]]:
    import phonenumbers

    for region in REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
            yield match.start, match.end


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the whole of a run of digits that it is a part of, and of a bracket before it."""
    while end < len(text) and (text[end].isdecimal() or (text[end] == " " and text[end + 1 : end + 2].isdecimal())):
        end += 1
    while start and text[start - 1].isdecimal():
        start -= 1
    if start and text[start - 1] == "(" and ")" in text[start:end]:
        start -= 1
    return start, end


def _swedish(text: str, before: str) -> str:
    """What a number of ten or twelve digits is, empty where it is not told."""
    digits = _digits(text)
    own = digits[-10:]
    dated = is_swedish_birth(own)
    signed = bool(re.search(rf"{_DASH}|\+", text))
    if dated and luhn_holds(own):
        # 07.. with a day over 60 is a mobile far oftener than a coordination number.
        return "" if not signed and len(digits) == 10 and own.startswith("07") and own[4] >= "6" else "personnummer"
    if len(digits) == 10 and is_swedish_organisation(own):
        return "orgnr"
    if dated and (signed or len(digits) == 12 or _ABOUT_PERSONS.search(before)):
        return "personnummer"
    if len(digits) == 10 and _ABOUT_FIRMS.search(before):
        return "orgnr"
    return ""


def _is_ip(text: str) -> bool:
    groups = [group for group in text.split(":") if group]
    if ":" in text and not (len(groups) == 8 or ("::" in text and len(groups) > 1 and max(map(len, groups)) > 2)):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_list(text: str) -> bool:
    """Whether a run of digits is made of single ones, such as marks in a row; one that begins with 0 is a telephone."""
    return not text.startswith(("0", "+", "(")) and max(map(len, re.findall(r"\d+", text))) == 1


def _before(text: str, start: int) -> str:
    """What stands right before a place, far enough to hold a word that says what follows."""
    return text[max(start - 40, 0) : start]


def _spared(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _SPARED.finditer(text)]


def _meets(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
