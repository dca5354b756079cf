"""JSON of the results."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kundnojd.locale import Locale, load
from kundnojd.notices import Notice
from kundnojd.renderers import RENDERERS, Document
from kundnojd.report.satisfaction import build
from tests.report.fake import CONTRACT, INFO, SMALL, frame

RESULTS = frame()


def test_shape_and_names() -> None:
    report = build(RESULTS, INFO, load("sv"))
    text = RENDERERS["json"].render(Document(report, RESULTS, load("sv"))).decode()
    found = json.loads(text, parse_constant=pytest.fail)
    assert list(found) == ["schema", "provenance", "notices", "rows"]
    assert found["schema"] == "kundnojd-analyze/1"
    assert list(found["provenance"]) == ["version", "inputs", "options", "time"]
    assert found["provenance"]["inputs"] == [{"file": "hyresgäster.xlsx", "sha256": "ab" * 32}]
    assert len(found["rows"]) == len(RESULTS)
    assert all(tuple(row) == tuple(CONTRACT) for row in found["rows"])
    assert "Östra Höjden" in text


def test_numbers_are_numbers_and_nothing_is_null() -> None:
    report = build(RESULTS, INFO, load("sv"))
    rows = json.loads(RENDERERS["json"].render(Document(report, RESULTS, load("sv"))).decode())["rows"]
    hidden = next(row for row in rows if row["unit"] == SMALL)
    assert (hidden["n"], hidden["value"], hidden["status"]) == (None, None, "hidden")
    shown = next(row for row in rows if row["unit"] == "Norrmalm")
    assert (shown["n"], type(shown["n"])) == (150, int)
    assert shown["se"] == 1.796292478, "ten significant digits of 22 / sqrt(150)"


def test_notices_are_worded_and_keep_their_fields() -> None:
    locale = load("en")
    locale = Locale("en", {**locale.texts, "notices": {"some": {"one": "{count} row", "other": "{count} rows"}}})
    report = replace(build(RESULTS, INFO, locale), notices=(Notice("some", {"count": 3, "path": Path("a.csv")}),))
    found = json.loads(RENDERERS["json"].render(Document(report, RESULTS, locale)).decode())
    assert found["notices"] == [{"key": "some", "text": "3 rows", "fields": {"count": 3, "path": "a.csv"}}]


def test_no_rows() -> None:
    report = build(RESULTS.iloc[:0], INFO, load("sv"))
    assert json.loads(RENDERERS["json"].render(Document(report, RESULTS.iloc[:0], load("sv"))).decode())["rows"] == []


def test_facts_with_a_schema_have_a_head() -> None:
    report = build(RESULTS, INFO, load("sv"))
    document = Document(report, None, load("sv"), schema="other/1", facts=[{"name": "a", "value": 1 / 3}])
    found = json.loads(RENDERERS["json"].render(document).decode())
    assert found["schema"] == "other/1"
    assert found["entries"] == [{"name": "a", "value": 0.3333333333}]
