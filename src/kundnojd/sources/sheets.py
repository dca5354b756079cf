"""The sheets of a workbook as rows of values, by calamine, or by openpyxl where calamine cannot read an xlsx."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

Row = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """A sheet: ``rows()`` gives the values of its rows, all of one length, from the first one, each time anew."""

    name: str
    visible: bool
    rows: Callable[[], Iterator[Row]]


class UnreadableError(Exception):
    """The library at hand cannot read the workbook."""


@contextmanager
def _faults_told() -> Iterator[None]:
    """Any fault of a library as `UnreadableError`; a broken file can make calamine panic, which is no `Exception`."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableError from error


def by_calamine(data: bytes) -> list[Sheet]:
    """The worksheets of any workbook; raises `UnreadableError`, also from ``rows()``."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with _faults_told():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))

    load = lru_cache(maxsize=1)(workbook.get_sheet_by_name)  # parsing is most of the time

    def rows(name: str) -> Iterator[Row]:
        with _faults_told():
            yield from load(name).iter_rows()

    return [
        Sheet(sheet.name, sheet.visible == SheetVisibleEnum.Visible, partial(rows, sheet.name))
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def by_openpyxl(data: bytes) -> list[Sheet]:
    """The worksheets of an xlsx or xlsm; raises `UnreadableError`, also from ``rows()``."""

    def rows(name: str) -> Iterator[Row]:
        width = max(map(len, _bare_rows(data, name)), default=0)
        for row in _bare_rows(data, name):
            yield (*row, *(None,) * (width - len(row)))

    with _faults_told(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [
            Sheet(sheet.title, sheet.sheet_state == "visible", partial(rows, sheet.title))
            for sheet in _book(data).worksheets
        ]


def _bare_rows(data: bytes, name: str) -> Iterator[Row]:
    with _faults_told(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, which are not read
        sheet = _book(data)[name]
        sheet.reset_dimensions()  # what a writer says of the extent may be wrong
        yield from sheet.iter_rows(values_only=True)


def _book(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
