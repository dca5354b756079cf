"""Check digits and dates of the numbers that Sweden and Norway give to people and organisations.

Sources: Skatteverket, "Personnummer" and "Samordningsnummer" (Luhn over ten digits; 60 is added to the day);
Skatteetaten, "Om fødselsnummer" (two digits modulo 11; 40 is added to the day of a D-number, 40 or 80 to the month of
numbers for aid and for tests); Brønnøysundregistrene, "Organisasjonsnummeret" (modulo 11).
"""

from __future__ import annotations

from collections.abc import Sequence

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION = (3, 2, 7, 6, 5, 4, 3, 2, 1)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is right: every second digit doubled from the right, digit sums, total divisible by 10.

    >>> luhn_holds("6408233234"), luhn_holds("6408233235"), luhn_holds("4111111111111111")
    (True, False, True)
    """
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_swedish_birth(digits: str) -> bool:
    """Whether six digits YYMMDD can begin a personnummer or samordningsnummer.

    >>> is_swedish_birth("811228"), is_swedish_birth("701063"), is_swedish_birth("811328")
    (True, True, False)
    """
    return _is_day(digits[4:6], (0, 60)) and _is_month(digits[2:4], (0,))


def is_norwegian_birth(digits: str) -> bool:
    """Whether six digits DDMMYY can begin a fødselsnummer, D-number, H-number or one of the tax office's test people.

    >>> [is_norwegian_birth(text) for text in ("151086", "558170", "168225", "321086")]
    [True, True, True, False]
    """
    return _is_day(digits[:2], (0, 40)) and _is_month(digits[2:4], (0, 40, 65, 80))


def has_norwegian_checks(digits: str, *, both: bool = True) -> bool:
    """Whether the last two of eleven digits are right; the last one alone where ``both`` is not asked for.

    >>> has_norwegian_checks("15108695088"), has_norwegian_checks("15108695077")
    (True, False)
    """
    return _is_divisible(digits, _SECOND) and (not both or _is_divisible(digits, _FIRST))


def is_swedish_organisation(digits: str) -> bool:
    """Whether ten digits are an organisationsnummer: the third at least 2, and Luhn.

    >>> is_swedish_organisation("5567037485"), is_swedish_organisation("5560125791")
    (True, False)
    """
    return digits[0] != "0" and digits[2] >= "2" and luhn_holds(digits)


def is_norwegian_organisation(digits: str) -> bool:
    """Whether nine digits are an organisasjonsnummer.

    >>> is_norwegian_organisation("974760673"), is_norwegian_organisation("974760674")
    (True, False)
    """
    return digits[0] in "89" and _is_divisible(digits, _ORGANISATION)


def _is_divisible(digits: str, weights: Sequence[int]) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 == 0


def _is_day(digits: str, added: Sequence[int]) -> bool:
    return any(1 <= int(digits) - more <= 31 for more in added)


def _is_month(digits: str, added: Sequence[int]) -> bool:
    return any(1 <= int(digits) - more <= 12 for more in added)
