"""Real survey files; rows and columns as the notes of the collection and the csv module count them."""

from pathlib import Path

import pytest

from tests.sources.building import Table, read

pytestmark = pytest.mark.shared
SFO = "sfo-customer-survey/{}_SFO_Customer_Survey_20250817.csv"


@pytest.mark.parametrize(
    ("file", "rows", "columns"),
    [
        (SFO.format(2017), 2831, 97),
        (SFO.format(2018), 2809, 97),
        ("r-community-survey/2019-english-responses.tsv", 1838, 52),  # with a stray quote inside a field
        ("dask-user-survey/2021-user-survey-results.csv", 247, 43),
        ("ecsi-mobi/mobi.csv", 250, 25),  # with the row numbers that R writes
        ("difi-kvalitet-norway/oversikt2010.csv", 674, 14),  # semicolons, a byte order mark
        ("difi-kvalitet-norway/oversikt2010.original.csv", 674, 14),  # every field quoted
        ("cncf-maintainer-survey/2017__results-h2-2017.csv", 12, 8),
        ("hcahps-state/responses.csv", 43_219, 5),
    ],
)
def test_rows_and_columns(shared_data: Path, file: str, rows: int, columns: int) -> None:
    table = read(shared_data / file)
    assert (len(table.rows), len(table.names)) == (rows, columns)


def column(table: Table, name: str) -> list[str]:
    place = table.names.index(name)
    return [row[place] for row in table.rows]


def test_names_and_cells_of_sfo(shared_data: Path) -> None:
    table = read(shared_data / SFO.format(2018))
    assert {"NETPRO", "Q14FIND", "Q7ALL", "WEIGHT"} <= set(table.names)  # with trailing blanks in the file
    assert "BLANK" in column(table, "Q7ALL")
    # Q7ALL of 2017: 2688 answers, mean 4.064360 (atefalvi/sfo-dashboard, model outputs)
    answers = [int(text) for text in column(read(shared_data / SFO.format(2017)), "Q7ALL") if text in set("12345")]
    assert (len(answers), round(sum(answers) / len(answers), 6)) == (2688, 4.06436)


def test_the_blank_rows_and_the_averages_of_cncf(shared_data: Path) -> None:
    table = read(shared_data / "cncf-maintainer-survey/2017__results-h2-2017.csv")
    assert (table.layout.platform, table.left_out) == ("Google Forms", {"blank-row": 2, "summary-row": 1})


def test_a_workbook(shared_data: Path) -> None:
    table = read(shared_data / "sfo-customer-survey/code-lists/sfo_2018_Data_Dictionary_DataSF.xlsx")
    assert (table.layout.sheet, len(table.rows)) == ("Code List", 669)
