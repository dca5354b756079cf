"""CSV and TSV as programs and Excel read them."""

from __future__ import annotations

import csv
import io
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundnojd.locale import load
from kundnojd.renderers import RENDERERS, Document
from kundnojd.renderers.delimited import digits, neutral
from kundnojd.report.satisfaction import build
from tests.report.fake import CONTRACT, INFO, frame

RESULTS = frame()
REPORT = build(RESULTS, INFO, load("sv"))


def written(results: pd.DataFrame, name: str = "csv", excel: str | None = None) -> str:
    return RENDERERS[name].render(Document(REPORT, results, load("sv"), excel=excel)).decode()


def small(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_the_contract_row_by_row() -> None:
    text = written(RESULTS)
    assert text.split("\n")[0] == ",".join(CONTRACT)
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(RESULTS)
    for row, (_, source) in zip(rows, RESULTS.iterrows(), strict=True):
        for name in ("n", "value", "se", "rest_p"):
            if math.isnan(source[name]):
                assert row[name] == ""
            else:
                assert float(row[name]) == pytest.approx(source[name], rel=1e-9)
        assert row["unit"] == source["unit"]
    assert rows[0]["n"] == "1342"


def test_tabs() -> None:
    text = written(small(unit="a\tb", n=3), "tsv")
    assert text == 'unit\tn\n"a\tb"\t3\n'


@pytest.mark.parametrize(
    ("excel", "expected"),
    [
        ("sv", "\ufeffunit;value\nÅre;66,1\n"),
        ("nb", "\ufeffunit;value\nÅre;66,1\n"),
        ("en", "\ufeffunit,value\nÅre,66.1\n"),
    ],
)
def test_excel(excel: str, expected: str) -> None:
    assert written(small(unit="Åre", value=66.1), excel=excel) == expected


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "\t=1", "\r=1"])
@pytest.mark.parametrize("excel", [None, "sv", "en"])
def test_formulas_are_text(text: str, excel: str | None) -> None:
    found = written(small(unit=text), excel=excel).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(found, newline=""), delimiter=";" if excel == "sv" else ","))
    assert rows[1] == ["'" + text]


def test_signs_are_neutralised_for_excel_only_and_never_in_numbers() -> None:
    assert written(small(unit="-5", value=-5.5)) == "unit,value\n-5,-5.5\n"
    assert written(small(unit="-5", value=-5.5), excel="sv") == "\ufeffunit;value\n'-5;-5,5\n"
    assert written(small(unit="+A", value=1.0), excel="en") == "\ufeffunit,value\n'+A,1\n"


def test_headings_with_formulas_are_not_made_by_us_but_missing_values_are_empty() -> None:
    assert written(small(a=None, b=math.nan, c=pd.NA, d=math.inf)) == "a,b,c,d\n,,,\n"


def test_quotes_and_line_breaks() -> None:
    assert written(small(unit='a "b"\nc', n=1)) == 'unit,n\n"a ""b""\nc",1\n'


def test_a_document_without_rows_says_so() -> None:
    with pytest.raises(ValueError, match="no rows"):
        RENDERERS["csv"].render(Document(REPORT, None, load("sv"))).decode()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_ten_digits_survive(value: float) -> None:
    assert float(digits(value)) == float(format(value, ".10g"))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20))
def test_any_text_comes_back(text: str) -> None:
    found = list(csv.reader(io.StringIO(written(small(unit=text, n=1)), newline="")))
    assert found[1] == [neutral(text), "1"]
