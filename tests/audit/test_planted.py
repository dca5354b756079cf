"""Each planted fault is found by its rule and by no other, and the good questionnaire has none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kundnojd.questionnaire.audit_rules import rules
from tests.audit.make_bad import BAD, CASES, GOOD, TODAY, Case, files
from tests.cli.running import run

# What a planted fault cannot help to bring with it.
ALONG: dict[str, set[str]] = {}


def audited(case: Case | None, *more: str) -> list[dict[str, Any]]:
    def path(suffix: str) -> str:
        own = BAD / f"{case.rule}{suffix}" if case else None
        return str(own if own is not None and own.is_file() else GOOD / f"survey{suffix}")

    staff = case.staff if case else "staff.csv"
    words = ["--staff", str((BAD if staff.startswith("other") else GOOD) / staff)] if staff else []
    found = run(
        "audit", path(".csv"), "--config", path(".toml"), "--today", TODAY, *words, "--format", "json", "--quiet", *more
    )
    assert found.exit_code in {0, 4}, found.stderr
    return json.loads(found.stdout)["rows"]


def test_the_files_are_those_of_the_script() -> None:
    made = files()
    assert {path: path.read_text(encoding="utf-8") for path in made} == made
    assert {*BAD.iterdir(), *GOOD.iterdir()} == set(made)


def test_there_is_a_case_for_every_rule() -> None:
    assert [case.rule for case in CASES] == list(rules())


def test_the_good_questionnaire_is_checked_by_every_rule_and_has_no_fault() -> None:
    rows = audited(None)
    assert [(row["rule"], row["finding"]) for row in rows if row["status"] == "found"] == []
    assert [(row["rule"], row["reason"]) for row in rows if row["status"] != "ok"] == []
    assert [row["rule"] for row in rows] == list(rules())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_the_planted_fault_is_found(case: Case) -> None:
    found = [row for row in audited(case) if row["status"] == "found"]
    assert {row["rule"] for row in found} - ALONG.get(case.rule, set()) == {case.rule}, case.planted
    for row in found:
        assert row["number"] is not None
        assert row["limit"] is not None
        assert row["finding"]
        assert row["why"]
        assert row["fix"]
