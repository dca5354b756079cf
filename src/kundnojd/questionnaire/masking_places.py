"""Finders for masking: where somebody lives, and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = Iterator[tuple[int, int, str]]

_UPPER = "A-ZÅÄÖÆØÉÜ"
_WORD = rf"[{_UPPER}][\w'’.-]{{0,30}}"
_JOINED = (
    r"gatan|vägen|gränden|gränd|torget|torg|stigen|allén|backen|platsen|leden|gata|gaten|veien|vegen|vei|veg|gate|"
    r"stien|sti|bakken|plass|plassen|svingen|tunet|løkka|esplanaden|kajen|bryggan|brygge|stranden|ringen|väg|gatu|plan"
)
_APART = r"torget|torg|gatan|gata|gate|gaten|vei|veien|veg|vegen|väg|vägen|plass|plats|allé|alle|gränd|backe|kaj|brygge"
_BEFORE = (
    r"(?:(?:Norra|Södra|Östra|Västra|Lilla|Stora|Gamla|Nya|Övre|Nedre|Inre|Yttre|Mellersta|Sankt|S:t|Store|Lille|Gamle|"
    r"Nordre|Søndre|Østre|Vestre|Øvre|Nedre|Indre|Ytre|Nye) )"
)
_HOUSE = r" ?\d{1,4}(?:[A-Za-z](?![\w])| [A-Z](?![\w]))?(?![\d:,.]\d|\w)"
_NORDIC = re.compile(
    rf"(?<!\w){_BEFORE}?(?:[{_UPPER}][\w'’-]{{0,40}}(?:{_JOINED})|(?:{_WORD} ){{1,2}}(?:{_APART})|"
    rf"(?<=[a-zåäöæø0-9,.;] )(?:{_WORD} ){{1,2}}[{_UPPER}]\w{{0,40}}(?:{_JOINED}))\b(?= ?\d){_HOUSE}"
)
_CAPITAL_APART = re.compile(rf"(?<!\w){_BEFORE}(?:{_APART}){_HOUSE}", re.IGNORECASE)
_ENGLISH = re.compile(
    r"(?<![\w.,])\d{1,4}[a-zA-Z]? (?:[A-Z][\w'’-]{1,30} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Way|Square|Place|Terrace|Gardens|Crescent|Grove|"
    r"Park|Hill|Row|Mews)\b\.?"
)
_FLAT = re.compile(
    r"(?<!\w)(?:lgh|lägenhet(?:en)?|leilighet(?:en)?|leil|flat|apartment|apt)\.?(?: ?(?:nr|nummer|no)\.?)? ?"
    r"(?:[A-Z]\d{1,5}|\d{1,5}[A-Z]?)(?!\w)(?! ?(?:rum|rok|rom|kvm|m2|kr\b|år|hours?|days?|dagar|dager|timmar|timer))",
    re.IGNORECASE,
)
_SWEDISH_POST = re.compile(rf"(?<!\d)(?:(?:SE|S)-?\d{{3}} ?\d{{2}}|(?<!\d )\d{{3}} \d{{2}})(?= [{_UPPER}]\w)")
_NORWEGIAN_POST = re.compile(rf"(?:(?<=, )|(?<=\0 )|(?<=^))(?:NO?-)?\d{{4}}(?= [{_UPPER}][a-zæøå])")
_NOUGHT_POST = re.compile(rf"(?<![\d.,-])(?:(?:NO|N)-\d{{4}}|0\d{{3}})(?= [{_UPPER}][a-zæøå])")
_BRITISH_POST = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_YEAR = re.compile(r"(?:19|20)\d\d")

_LETTERS = "A-HJ-PR-UW-Z"  # of Swedish plates: not I, Q, V
_SWEDISH_PLATE = re.compile(rf"(?<![\w-])(?P<letters>[{_LETTERS}]{{3}}) ?-?\d\d[\d{_LETTERS}](?![\w-])")
_NORWEGIAN_PLATE = re.compile(r"(?<![\w-])(?P<letters>[A-HJ-NPR-Z]{2}) ?-?\d{5}(?![\w-])(?! ?kr)")
_SAID_PLATE = re.compile(
    r"\b(?:reg(?:istrerings)?\.?-?(?:nr|nummer\w*|skylt\w*)|skilt(?:nr|nummer)?|skylt(?:en)?|number ?plate|"
    r"licen[cs]e plate)\b[.:]?,? (?:er |är |is )?(?P<plate>[a-z]{3} ?\d\d[a-z\d]|[a-z]{2} ?\d{5})\b",
    re.IGNORECASE,
)
# Two or three capitals before a number that are no plate.
_NO_PLATES = (
    "ABS BBR DAB DNA DNB DNS EAN EES EUR FAQ FKK GBP GPS GSM HDD KPH KWH LAN LED LTE MAC MMS NOK PDF SEK SFS SMS SOS "
    "STF TEL TLF UHD USB USD XML BOX EU KR NO PO SE TV UK"
)
_ABBREVIATIONS = frozenset(_NO_PLATES.split())


def addresses(text: str) -> Found:
    """Streets with a house number, flats and postcodes; a street without a number is as often a bus stop as a home."""
    for pattern in (_NORDIC, _CAPITAL_APART, _ENGLISH, _FLAT):
        for match in pattern.finditer(text):
            yield *match.span(), "address"
    for pattern in (_SWEDISH_POST, _NOUGHT_POST, _BRITISH_POST):
        for match in pattern.finditer(text):
            yield *match.span(), "address"
    # Four digits may be a year: only after a street, at the beginning or after a comma.
    homes = [match.end() for pattern in (_NORDIC, _CAPITAL_APART) for match in pattern.finditer(text)]
    for match in _NORWEGIAN_POST.finditer(text):
        after_home = any(match.start() - 3 <= end <= match.start() for end in homes)
        if after_home or (match.start() and not _YEAR.fullmatch(match[0])):
            yield *match.span(), "address"


def plates(text: str) -> Found:
    """Swedish and Norwegian number plates in capitals; in small letters after a word for them."""
    for pattern in (_SWEDISH_PLATE, _NORWEGIAN_PLATE):
        for match in pattern.finditer(text):
            if match["letters"] not in _ABBREVIATIONS:
                yield *match.span(), "plate"
    for match in _SAID_PLATE.finditer(text):
        yield *match.span("plate"), "plate"
