"""Every response file of the collection is read with no options as a person would read it.

The facts lie in ``reading_facts.json`` and were read by hand. ``make reading`` prints right and wrong for each file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kundnojd.cli.reading import ReadingRequest, look, settings_of
from kundnojd.questionnaire.model import RATING_ROLES, ColumnFinding, Scale

pytestmark = pytest.mark.shared
FACTS = json.loads(Path(__file__).with_name("reading_facts.json").read_text(encoding="utf-8"))["files"]
KNOWN = ("not_found", "wrongly_found")
Fact = Mapping[str, Any]


def shown(scale: Scale | None) -> str:
    if scale is None:
        return "?"
    if scale.kind == "yes-no":
        return "yes/no"
    return f"{scale.low:g}-{scale.high:g}" if scale.kind == "numeric" else f"{scale.size} words"


def is_called(finding: ColumnFinding, name: str) -> bool:
    begins = " " in name or name.endswith(":")  # a wording and not the name of a column
    return finding.name == name or (begins and name in {finding.name[: len(name)], finding.text[: len(name)]})


def faults(data: Path, fact: Fact) -> list[str]:
    """What is not as the facts say; what is known not to come out is among it."""
    request = ReadingRequest(files=(str(data / fact["file"]),), quiet=True)
    survey = look(request, *settings_of(request)).survey
    (report,) = survey.reports
    layout = report.layout
    found = {
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "header_rows": layout.header_rows,
        "respondents": report.rows_used,
        "left_out": dict(report.left_out),
    }
    wrong = [f"{key}: {value} instead of {fact[key]}" for key, value in found.items() if value != fact[key]]
    ratings = [finding for finding in survey.questionnaire.findings if finding.role in RATING_ROLES]
    for name, scale in fact["questions"].items():
        scales = {shown(finding.scale) for finding in ratings if is_called(finding, name)}
        if scales != {scale}:
            wrong.append(f"{name}: {', '.join(scales) or 'not found'} instead of {scale}")
    known = [*fact["questions"], *fact.get("may", ())]
    wrong += [f"{one.name}: no rating" for one in ratings if not any(is_called(one, name) for name in known)]
    return wrong


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: Path(fact["file"]).name)
def test_a_file_is_read_as_a_person_reads_it(shared_data: Path, fact: Fact) -> None:
    expected = [f"{name}: not found instead of {fact['questions'][name]}" for name in fact.get("not_found", ())]
    expected += [f"{name}: no rating" for name in fact.get("wrongly_found", ())]
    assert sorted(faults(shared_data, fact)) == sorted(expected)


LINES = [
    (fact["file"], key, name, line)
    for fact in FACTS
    for key in KNOWN
    for name, line in fact.get(key, {}).items()
    if name not in {f"q0007_{k:04d}" for k in range(2, 12)}  # they have the line of q0007_0001
] + [(fact["file"], "scale_settled_by", "", fact["scale_settled_by"]) for fact in FACTS if "scale_settled_by" in fact]


@pytest.mark.parametrize(("file", "key", "name", "line"), LINES)
def test_the_line_of_survey_toml_settles_it(
    shared_data: Path, tmp_path: Path, file: str, key: str, name: str, line: str
) -> None:
    config = tmp_path / "settings.toml"
    config.write_text(line, encoding="utf-8")
    request = ReadingRequest(files=(str(shared_data / file),), quiet=True, config=str(config))
    found = look(request, *settings_of(request)).survey.questionnaire.findings
    if key == "wrongly_found":
        assert [one.role in RATING_ROLES for one in found if one.name == name] == [False]
        return
    begins = line.split('"')[1].removesuffix("*")
    settled = [one for one in found if one.role in RATING_ROLES and one.name.startswith(name or begins)]
    assert settled
    words = file.startswith("masculinity")
    assert {shown(one.scale) for one in settled} <= ({"4 words", "5 words"} if words else {"1-5"})


def test_nine_files_in_ten_are_right() -> None:
    right = [fact for fact in FACTS if not any(fact.get(key) for key in KNOWN)]
    assert len(right) >= 0.9 * len(FACTS)


def main(data: Path) -> int:
    """Print right and wrong for each file, and the total."""
    right = 0
    for fact in FACTS:
        wrong = faults(data, fact)
        right += not wrong
        print("wrong" if wrong else "right", fact["file"], *(f"\n      {fault}" for fault in wrong))
    print(f"{right} of {len(FACTS)} files right")
    return 0 if right >= 0.9 * len(FACTS) else 1


if __name__ == "__main__":
    shared = os.environ.get("KUNDNOJD_SHARED", str(Path(__file__).parents[2] / "shared"))
    sys.exit(main(Path(shared) / "data"))
