"""What the audit finds on public survey files: every number and limit is stored, and judged by a person."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.audit.real_findings import KEYS, STORED, files, found_in, summary

ROWS = json.loads(STORED.read_text(encoding="utf-8"))
TRUE, FALSE = 319, 41  # of all findings; none of the errors is a false alarm
BY_FILE: dict[str, list[dict[str, Any]]] = defaultdict(list)
for _row in ROWS:
    BY_FILE[_row["file"]].append(_row)


@pytest.mark.shared
@pytest.mark.parametrize(("file", "settings"), files(), ids=lambda one: Path(str(one)).name[:40])
def test_the_findings_are_those_that_are_stored(shared_data: Path, file: str, settings: str) -> None:
    stored = [{key: row[key] for key in KEYS} for row in BY_FILE[file]]
    found = found_in(shared_data, file, settings)
    assert [worded(one) for one in found] == [worded(one) for one in stored]
    for name in ("number", "limit"):
        assert [one[name] for one in found] == pytest.approx([one[name] for one in stored], abs=2e-3)


def worded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in {"number", "limit"}}


def test_every_finding_is_judged_with_a_reason() -> None:
    assert {row["judged"] for row in ROWS} == {"true", "false"}
    assert [row for row in ROWS if not row["because"]] == []


def test_false_alarms_are_counted() -> None:
    counts = summary(ROWS)
    assert (counts["true"], counts["false"]) == (TRUE, FALSE)
    errors = summary([row for row in ROWS if row["severity"] == "E"])
    assert errors["false"] == 0
