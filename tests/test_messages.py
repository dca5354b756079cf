"""Every error, notice and reason that the code names has its text, with the fields that the text needs."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import kundnojd
from kundnojd import errors
from kundnojd.locale import load

SOURCE = Path(kundnojd.__file__).parent
ERRORS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.KundnojdError)
}
ENGLISH = load("en").texts


def calls() -> Iterator[tuple[str, int, str, ast.Call]]:
    """(file, line, name called, call) of every call whose first argument is a literal text."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield path.name, node.lineno, node.func.id, node


def wanted(entry: object) -> set[str]:
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(str(text)) if field}


def test_every_error_has_its_text_and_fields() -> None:
    for file, line, name, call in calls():
        key = call.args[0].value  # type: ignore[attr-defined]
        if name in ERRORS:
            assert key in ENGLISH["errors"], (file, line, key)
            given = {keyword.arg for keyword in call.keywords}
            if None not in given:
                assert wanted(ENGLISH["errors"][key]) <= given, (file, line, key)


def test_every_notice_and_reason_has_its_text_and_fields() -> None:
    for file, line, name, call in calls():
        key = call.args[0].value  # type: ignore[attr-defined]
        if name == "Notice" and key:
            entry = ENGLISH["notices"].get(key, ENGLISH["reasons"].get(key))
            assert entry is not None, (file, line, key)
            if len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
                given = {k.value for k in call.args[1].keys if isinstance(k, ast.Constant)}
                assert None in call.args[1].keys or wanted(entry) <= given, (file, line, key)


def test_no_text_is_left_over() -> None:
    literals = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.update((node.value, node.value.rpartition(".")[2]))
    for table in ("errors", "notices", "reasons", "left-out"):
        unused = {key for key in ENGLISH[table] if key not in literals and not _built(key, literals)}
        assert not unused, (table, unused)


def _built(key: str, literals: set[str]) -> bool:
    """Whether a part of the code makes the key from a beginning, such as ``measure-needs-``."""
    return any(literal.endswith("-") and key.startswith(literal) for literal in literals if len(literal) > 4)
