"""The language files say the same things, in different words."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from importlib import resources

import pytest

from kundnojd.locale import languages, load

OTHERS = ("sv", "nb")
# Names, and words that are the same in both languages.
SAME = {
    "measures.acsi",
    "measures.ces-net",
    "measures.csat",
    "measures.hcahps-bottom",
    "measures.hcahps-linear",
    "measures.hcahps-middle",
    "measures.hcahps-top",
    "measures.enps",
    "measures.index",
    "measures.nki",
    "measures.nps",
    "measures.ski",
    "report.adjust-bh",
    "report.adjust-holm",
    "report.method-wilson",
    "report.trend",
}


def texts(code: str) -> Iterator[tuple[str, str]]:
    """(address, text) of every text; the forms of a plural have addresses of their own."""
    for table, entries in load(code).texts.items():
        for key, entry in entries.items():
            if isinstance(entry, str):
                yield f"{table}.{key}", entry
            else:
                yield from ((f"{table}.{key}.{form}", text) for form, text in entry.items())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", languages())
def test_the_tables_are_those_of_the_whole_file(code: str) -> None:
    text = resources.files("kundnojd.locale").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    assert dict(load(code).texts) == tomllib.loads(text)


def test_languages() -> None:
    assert languages() == ("en", "nb", "sv")


@pytest.mark.parametrize("code", OTHERS)
def test_same_tables_and_keys(code: str) -> None:
    english, other = dict(texts("en")), dict(texts(code))
    assert sorted(set(english) - set(other)) == []
    assert sorted(set(other) - set(english)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_same_placeholders(code: str) -> None:
    english, other = dict(texts("en")), dict(texts(code))
    different = {
        key: (english[key], other[key])
        for key in english.keys() & other.keys()
        if placeholders(english[key]) != placeholders(other[key])
    }
    assert different == {}


@pytest.mark.parametrize("code", languages())
def test_texts_say_something_and_plurals_have_both_forms(code: str) -> None:
    assert [key for key, text in texts(code) if not text.strip()] == []
    forms: dict[str, set[str]] = {}
    for table, entries in load(code).texts.items():
        for key, entry in entries.items():
            if not isinstance(entry, str):
                forms[f"{table}.{key}"] = set(entry)
    assert {key: found for key, found in forms.items() if found != {"one", "other"}} == {}


@pytest.mark.parametrize("code", OTHERS)
def test_sentences_are_translated(code: str) -> None:
    """A text of several words that is the same as the English one was forgotten; single words may coincide."""
    english, other = dict(texts("en")), dict(texts(code))
    copied = [
        key
        for key in english.keys() & other.keys()
        if key not in SAME and english[key] == other[key] and len(english[key].split()) > 2
    ]
    assert copied == []


@pytest.mark.parametrize("key", ["measures.top-box", "report.section-units", "verdicts.higher", "inspect.role-unit"])
def test_languages_differ(key: str) -> None:
    assert load("en").text(key) not in {load(code).text(key) for code in OTHERS}
