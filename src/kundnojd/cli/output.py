"""Where a report goes: files, each written whole or not at all, or standard output."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kundnojd.errors import FileError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from kundnojd.cli.options import OutputOptions
    from kundnojd.locale import Locale
    from kundnojd.renderers import Document, Renderer
    from kundnojd.renderers.theme import Theme
    from kundnojd.report.model import Report

MIN_WIDTH = 40


@dataclass(frozen=True)
class OutputRequest:
    """What the options say about the output."""

    files: tuple[str, ...] = ()
    format: str | None = None
    excel_csv: str | None = None
    theme: str | None = None

    def appearance(self) -> Theme:
        """The theme that was asked for, or the usual one; `InputError` where the file is none."""
        from kundnojd.renderers import theme

        return theme.load(Path(self.theme)) if self.theme else theme.DEFAULT

    def document(self, report: Report, results: pd.DataFrame | None, locale: Locale, **more: Any) -> Document:
        """What is handed to the renderers, in the Excel and the appearance that were asked for.

        ``more`` are further fields of `Document`, such as ``schema``.
        """
        from kundnojd.renderers import Document

        return Document(report, results, locale, excel=self.excel_csv, theme=self.appearance(), **more)

    def targets(self, formats: Sequence[str] = ()) -> tuple[tuple[str | None, Renderer], ...]:
        """Pairs of a file (``None``: standard output) and what renders it.

        ``formats`` are those that the command can give, all where empty. `UsageError` for any other.
        """
        from kundnojd.renderers import RENDERERS

        possible = {name: RENDERERS[name] for name in formats or RENDERERS}
        if self.format is not None and self.format not in possible:
            raise UsageError("no-such-format", found=self.format, allowed=tuple(possible))
        found: tuple[tuple[str | None, Renderer], ...]
        if self.files:
            found = tuple((file, self._for_file(file, possible)) for file in self.files)
        else:
            name = self.format or ("csv" if self.excel_csv or not sys.stdout.isatty() else "table")
            if not possible[name].is_text and sys.stdout.isatty():
                raise UsageError("not-for-a-terminal", format=name, suffix=possible[name].suffixes[0])
            found = ((None, possible[name]),)
        if self.excel_csv and RENDERERS["csv"] not in [renderer for _, renderer in found]:
            raise UsageError("excel-csv-without-csv")
        return found

    def _for_file(self, file: str, possible: Mapping[str, Renderer]) -> Renderer:
        suffix = Path(file).suffix.lower()
        for renderer in possible.values():
            if suffix in renderer.suffixes:
                return renderer
        allowed = tuple(suffix for renderer in possible.values() for suffix in renderer.suffixes)
        raise UsageError("no-format-for-suffix", file=file, suffix=suffix, allowed=allowed)


def output_request(options: OutputOptions) -> OutputRequest:
    """What the options that commands share say about the output."""
    excel = options.excel_csv.value if options.excel_csv else None
    return OutputRequest(tuple(options.output or ()), options.format_, excel, options.theme)


def terminal_width(environ: Mapping[str, str] = os.environ) -> int:
    """The width to fill, from COLUMNS or the terminal, at least 40."""
    return max(MIN_WIDTH, shutil.get_terminal_size().columns)


def wants_colour(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: FORCE_COLOR, then NO_COLOR, then whether standard output is a terminal."""
    if environ.get("FORCE_COLOR"):
        return True
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb" and sys.stdout.isatty()


def deliver(
    targets: Sequence[tuple[str | None, Renderer]],
    document: Document,
    instead: Mapping[Renderer, Document] | None = None,
) -> None:
    """Write a document to every target: files all or nothing each, in place of what was there, or standard output.

    ``instead`` are other documents for some of the formats. Everything is rendered before anything is written, so that
    a failed run leaves the old files.
    """
    contents = []
    for file, renderer in targets:
        own = (instead or {}).get(renderer, document)
        fitted = replace(own, width=terminal_width(), colour=file is None and wants_colour())
        contents.append((file, renderer.render(fitted)))
    for file, content in contents:
        if file is not None:
            write_whole(Path(file), content)
        else:
            _to_stdout(content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside it and rename it; `FileError` where that cannot be done."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            _take_mode(path, temporary)
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise FileError("cannot-write", file=str(path), reason=error.strerror or str(error)) from error


def _take_mode(path: Path, temporary: str) -> None:
    """Give the new file the mode of the one it replaces, or the usual one: mkstemp lets only the owner read."""
    if os.name == "posix":
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)


def _to_stdout(content: bytes) -> None:
    if sys.stdout.isatty():
        # A terminal has its own encoding; what it lacks is replaced, never an error.
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(content.decode("utf-8").encode(encoding, "replace").decode(encoding))
        return
    stream = getattr(sys.stdout, "buffer", None)
    sys.stdout.flush()
    write: Callable[[bytes], object] = stream.write if stream else lambda data: sys.stdout.write(data.decode("utf-8"))
    write(content)
    if stream:
        stream.flush()
