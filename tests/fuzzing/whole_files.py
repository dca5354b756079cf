"""Small whole files of every kind that is read, to be mangled: cuts of the examples, and the ugly ones."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.sources.building import UGLY, ods, xlsb, zipped

ROOT = Path(__file__).parents[2]
ROWS = 120
SFO_ROWS = 150
LARGEST = 300_000  # bytes of an ugly file that is still mangled

TREE = (
    "sep=;\n;;;\nKundundersökning 2025;;;\nEnhet;Hur nöjd är du totalt sett?;Skulle du rekommendera oss?;Vikt\n"
    + "Åre;10 - Mycket nöjd;10;0,85\nKiruna;7;9;1,2\nLund;Vet ej;6;1\nÅre;1 - Inte alls nöjd;0;1,1\n" * 12
)
FORMS = (
    "Tidstämpel,Hur nöjd är du? (1-10),Betygsätt [Snabbhet],Betygsätt [Bemötande],Kanaler\n"
    + '2025-03-01 08.15.09,9,4,5,"Telefon, E-post"\n2025-04-01 09.15.09,3,2,1,Telefon\n,7,5,,\n' * 15
)
WORDS = (
    '"Region";"Butik";"Hvor fornøyd er du alt i alt?";"Kommentar"\r\n'
    + '"Nord";"Bodø";"Svært fornøyd";"fint, ""veldig"""\r\n"Nord";"Tromsø";"Vet ikke";""\r\n'
    '"Sør";"Moss";"Ganske misfornøyd";"to\nlinjer"\r\n"Sør";"Oslo";"Verken eller";"–"\r\n' * 12
)
ONE = "Hur nöjd är du totalt sett?\n" + "9\n10\n3\n7\n" * 12


@cache
def rows() -> list[list[object]]:
    """The first rows of the tenant survey, its header first."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(ROOT / "examples" / "hyresgaster" / "hyresgaster.xlsx"))
    return book.get_sheet_by_index(0).to_python()[: ROWS + 1]


def _text(delimiter: str, decimal: str) -> str:
    target = io.StringIO()
    shown = [[str(cell).replace(".", decimal) if isinstance(cell, float) else cell for cell in row] for row in rows()]
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(shown)
    return target.getvalue()


def _workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Svar"
    for row in rows():
        book.active.append(row)
    book.create_sheet("Om").append(["Utskrivet", "2025-03-01"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _open_document() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(value) for value in row[1:8]) for row in rows()[:60]]
    return ods("".join(f"<table:table-row>{line}</table:table-row>" for line in lines))


def _binary_workbook() -> bytes:
    table = [[value if isinstance(value, float) else str(value)[:60] for value in row] for row in rows()[:60]]
    return xlsb({number: dict(enumerate(row[3:9])) for number, row in enumerate(table)})


def _sfo(name: str) -> bytes:
    return b"".join((ROOT / "examples" / "sfo" / name).read_bytes().splitlines(keepends=True)[: SFO_ROWS + 1])


MADE: dict[str, Callable[[], bytes]] = {
    "hyresgaster.csv": lambda: _text(";", ",").encode("cp1252"),
    "hyresgaster-utf8.csv": lambda: _text(",", ".").encode("utf-8-sig"),
    "hyresgaster-wide.txt": lambda: _text("\t", ",").encode("utf-16"),
    "hyresgaster.xlsx": _workbook,
    "hyresgaster.ods": _open_document,
    "hyresgaster.xlsb": _binary_workbook,
    "2017_SFO.csv": lambda: _sfo("2017_SFO_Customer_Survey_20250817.csv"),
    "2018_SFO.csv": lambda: _sfo("2018_SFO_Customer_Survey_20250817.csv"),
    "tree.csv": TREE.encode,
    "forms.csv": FORMS.encode,
    "words.csv": WORDS.encode,
    "one.csv": ONE.encode,
    "words.csv.gz": lambda: gzip.compress(WORDS.encode(), mtime=0),
    "tree.csv.bz2": lambda: bz2.compress(TREE.encode()),
    "forms.csv.xz": lambda: lzma.compress(FORMS.encode()),
    "tree.zip": lambda: zipped({"tree.csv": TREE}),
}


@cache
def whole_files() -> dict[str, bytes]:
    """Every whole file by name, always in the same order."""
    ugly = {
        path.relative_to(UGLY).as_posix().replace("/", "-"): path.read_bytes()
        for path in sorted(UGLY.rglob("*"))
        if path.is_file() and path.stat().st_size <= LARGEST and path.suffix not in {".md", ".toml", ".json", ".py"}
    }
    return {name: make() for name, make in MADE.items()} | ugly
