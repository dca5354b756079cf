"""The report of inspect, and the same as plain values."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kundnojd.locale import load
from kundnojd.questionnaire.model import Answer, ColumnFinding, Role, Scale
from kundnojd.renderers import RENDERERS, Document
from kundnojd.report.inspection import Inspection, as_dict, build
from kundnojd.report.model import Provenance
from kundnojd.sources.reading import Layout
from tests.report.fake import digits

WORDS = ("Dåligt", "Inte så bra", "Ganska bra", "Mycket bra")
VERBAL = Scale("verbal", tuple(Answer(float(k), word) for k, word in enumerate(WORDS, 1)), dont_know=("vet ej",))
INSPECTION = Inspection(
    Layout("enkät.csv", encoding="cp1252", delimiter=";", decimal=","),
    rows_read=200,
    rows_used=188,
    left_out={"weight": 12},
    findings=(
        ColumnFinding("Område", "Område", Role.UNIT, None, 198, 20, uncertain=True),
        ColumnFinding("Q1", "Hur nöjd är du totalt sett?", Role.OVERALL, digits(1, 10), 190, 10),
        ColumnFinding("Q2", "Hur fungerar städningen?", Role.ITEM, VERBAL, 150, 5),
        ColumnFinding("E-post", "E-post", Role.PERSONAL, None, 120, 120, distinct_is_capped=True),
    ),
)
PROVENANCE = Provenance("0.1.0", (("enkät.csv", "00"),), {}, "2025-11-03T09:00:00Z")


def test_plain_values_have_the_promised_names() -> None:
    found = as_dict(INSPECTION, load("en"))
    assert list(found) == [
        *("file", "sheet", "encoding", "delimiter", "decimal", "header_rows", "platform", "shape"),
        *("rows_read", "rows_used", "left_out", "quality", "columns"),
    ]
    assert found["left_out"] == [{"reason": "weight", "count": 12}]
    columns = found["columns"]
    assert isinstance(columns, list)
    promised = [
        "name",
        "text",
        "role",
        "scale",
        "reason",
        "scale_reason",
        "uncertain",
        "answered",
        *("distinct", "distinct_is_capped"),
        "notices",
    ]
    assert all(list(column) == promised for column in columns)
    assert columns[0]["scale"] is None
    assert columns[2]["scale"] == {
        "kind": "verbal",
        "low": 1.0,
        "high": 4.0,
        "answers": [{"value": float(k), "label": word} for k, word in enumerate(WORDS, 1)],
        "dont_know": ["vet ej"],
    }


@pytest.mark.parametrize("files", [1, 2])
def test_json_is_an_object_for_one_file_and_an_array_for_several(files: int) -> None:
    locale = load("sv")
    facts = [as_dict(INSPECTION, locale)] * files
    document = Document(build([INSPECTION] * files, PROVENANCE, locale), None, locale, facts=facts)
    found = json.loads(RENDERERS["json"].render(document).decode())
    assert (found if files == 1 else found[1])["file"] == "enkät.csv"


@pytest.mark.parametrize("code", ["sv", "nb", "en"])
def test_every_role_has_words(code: str) -> None:
    findings = tuple(ColumnFinding(role, role, role, None, 1, 1) for role in Role)
    report = build([replace(INSPECTION, findings=findings)], PROVENANCE, load(code))
    assert len(report.sections[1].blocks[0].rows) == len(Role)


def test_uncertain_roles_are_marked() -> None:
    table = build([INSPECTION], PROVENANCE, load("en")).sections[1].blocks[0]
    assert table.rows[0].cells[1] == "unit ?"
    assert table.notes[0].startswith("? uncertain")


def test_reads_well_on_a_terminal() -> None:
    locale = load("sv")
    text = (
        RENDERERS["table"].render(Document(build([INSPECTION], PROVENANCE, locale), None, locale, width=100)).decode()
    )
    assert "semikolon" in text
    assert "12 (vikten saknas, är noll eller negativ)" in text
    assert "1–10" in text
    assert "4 svar i ord" in text


def test_a_reversed_scale_says_so() -> None:
    scale = Scale("numeric", tuple(Answer(float(k), str(k)) for k in (5, 4, 3, 2, 1)))
    findings = (ColumnFinding("Q", "Q", Role.ITEM, scale, 9, 5),)
    table = build([replace(INSPECTION, findings=findings)], PROVENANCE, load("en")).sections[1].blocks[0]
    assert table.rows[0].cells[2] == "1–5, reversed"
