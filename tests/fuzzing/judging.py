"""One mangled file through the program, in this process, and what is wrong with the answer."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.running import run
from tests.fuzzing.mangling import Case
from tests.fuzzing.whole_files import whole_files

OLD = b"what was here before"
LANGUAGES = ("sv", "nb", "en")


@dataclass
class Verdict:
    """The exit code of each command, and the faults: empty where all is well."""

    codes: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def judge(case: Case) -> Verdict:
    """Runs ``inspect`` and ``analyze`` on the case in a folder of its own."""
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="kundnojd-fuzzing-") as name:
        folder = Path(name)
        (folder / case.name).write_bytes(case.content)
        files = [str(folder / case.name)]
        if case.with_whole:
            (folder / f"whole-{case.with_whole}").write_bytes(whole_files()[case.with_whole])
            files.insert(0, str(folder / f"whole-{case.with_whole}"))
        verdict.faults += _inspect(case, files, folder, verdict)
        verdict.faults += _analyze(case, files, folder, verdict, "analyze", case.options)
        if (folder / "survey.toml.new").exists() and case.number % 4 == 0:
            given = ("--config", str(folder / "survey.toml.new"))
            verdict.faults += _analyze(case, files, folder, verdict, "analyze again", (*case.options, *given))
    return verdict


def _run(case: Case, verdict: Verdict, told: str, *words: str) -> tuple[int, bytes, list[str]]:
    result = run(*words, "--lang", LANGUAGES[case.number % 3])
    verdict.codes[told] = result.exit_code
    faults = []
    error = result.stderr
    if result.exit_code not in {0, 3}:
        faults.append(f"{told}: exit code {result.exit_code}: {error.strip()[-300:]}")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        faults.append(f"{told}: {result.exception!r} came through")
    if "Traceback" in error or "Traceback" in result.stdout:
        faults.append(f"{told}: a traceback was printed")
    if result.exit_code == 3 and not error.strip().splitlines()[-1:][0].strip():
        faults.append(f"{told}: refused without a word")
    return result.exit_code, result.stdout_bytes, faults


def _inspect(case: Case, files: list[str], folder: Path, verdict: Verdict) -> Iterator[str]:
    options = [o for o in case.options if o not in {"--detail", "--min-n", "1", "--measure", "answer"}]
    if "--header-rows" in case.options:
        options = list(case.options)
    written = folder / "survey.toml.new"
    code, out, faults = _run(
        case, verdict, "inspect", "inspect", *files, "--format", "json", "--write", str(written), *options
    )
    yield from faults
    if not out:
        # What analyze refuses, inspect still shows; what cannot be read at all leaves nothing.
        if code == 0 or written.exists():
            yield f"inspect: exit code {code}, and nothing or half of it written"
        return
    told = json.loads(out)
    for part in told if isinstance(told, list) else [told]:
        lost = sum(reason["count"] for reason in part["left_out"])
        if part["rows_read"] != part["rows_used"] + lost:
            yield f"inspect: {part['rows_read']} rows read, {part['rows_used']} used and {lost} left out"
    yield from _rows_add_up(files, told if isinstance(told, list) else [told], tuple(options))


def _rows_add_up(files: list[str], told: list[dict[str, object]], options: tuple[str, ...]) -> Iterator[str]:
    """The rows told against the records that the csv module finds, and against the respondents that are counted."""
    from kundnojd.sources import open_source
    from kundnojd.sources.cells import BLANKS
    from kundnojd.sources.reading import ReadOptions

    words = dict(zip(options[::2], options[1::2], strict=False))
    given = ReadOptions(
        encoding=words.get("--encoding"),
        delimiter=words.get("--delimiter"),
        header_rows=int(words["--header-rows"]) if "--header-rows" in words else None,
    )
    for file, part in zip(files, told, strict=True):
        with open_source(file, given) as source:
            layout = source.layout
            if not layout.encoding or layout.platform:
                continue
            content = _content(file)
        text = content.decode(layout.encoding)
        csv.field_size_limit(1 << 27)
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter or "\x1f"))
        csv.field_size_limit(131_072)
        blank = [not any(cell.strip(BLANKS) for cell in row) for row in table]
        while blank and blank[-1]:
            blank.pop()
        expected = len(blank) - layout.title_rows - layout.header_rows
        if expected != part["rows_read"]:
            yield f"inspect: {part['rows_read']} rows read, but there are {expected}"


def _content(file: str) -> bytes:
    from kundnojd.sources.opening import open_content

    with open_content(Path(file), Path(file).name).open() as stream:
        return stream.read()


def _analyze(
    case: Case, files: list[str], folder: Path, verdict: Verdict, told: str, options: tuple[str, ...]
) -> Iterator[str]:
    table, page = folder / "out.csv", folder / "out.json"
    table.write_bytes(OLD)
    page.unlink(missing_ok=True)
    before = {path.name for path in folder.iterdir()}
    code, out, faults = _run(case, verdict, told, "analyze", *files, "-o", str(table), "-o", str(page), *options)
    yield from faults
    if out:
        yield f"{told}: something on standard output beside -o"
    if code != 0:
        if table.read_bytes() != OLD or {path.name for path in folder.iterdir()} != before:
            yield f"{told}: refused, but left something behind"
        return
    if {path.name for path in folder.iterdir()} != before | {"out.json"}:
        yield f"{told}: left something beside its outputs"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"), newline="")))
    if not rows or any(None in row or None in row.values() for row in rows):
        yield f"{told}: a table without rows, or with ragged ones"
    if len(json.loads(page.read_bytes())["rows"]) != len(rows):
        yield f"{told}: as many rows in JSON as in CSV there are not"
