"""Every finding of the audit on public survey files, as it is stored in ``real_findings.json`` with its judgement.

``python -m tests.audit.real_findings`` writes the numbers anew and keeps the judgements of findings that are still
there; a new finding is judged ``?`` until a person has looked, which a test does not accept.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.cli.running import run

STORED = Path(__file__).with_name("real_findings.json")
FACTS = json.loads((Path(__file__).parents[1] / "reading_facts.json").read_text(encoding="utf-8"))["files"]
MORE = ("bank-satisfaction/satisfaction.csv",)  # a survey whose reading is not among the facts
TODAY = "2026-01-01"
KEYS = ("file", "rule", "severity", "measure", "question", "unit", "wave", "number", "limit", "detail")
LONGEST = 110  # characters of a text that are stored


def files() -> list[tuple[str, str]]:
    """(file, what survey.toml has to say for it to be read)."""
    return [(fact["file"], fact.get("scale_settled_by", "")) for fact in FACTS] + [(name, "") for name in MORE]


def found_in(data: Path, file: str, settings: str) -> list[dict[str, Any]]:
    """The findings of a file, each as it is stored."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "settings.toml")
        config.write_text(settings, encoding="utf-8")
        words = ("--config", str(config), "--today", TODAY, "--format", "json", "--quiet", "--lang", "en")
        result = run("audit", str(data / file), *words)
    assert result.exit_code == 0, result.stderr
    rows = [row for row in json.loads(result.stdout)["rows"] if row["status"] == "found"]
    return [{key: _stored(file if key == "file" else row[key]) for key in KEYS} for row in rows]


def _stored(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    return value[:LONGEST] if isinstance(value, str) else value


def key_of(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("file", "rule", "measure", "question", "unit", "wave"))


def summary(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["judged"] for row in rows)


def main(data: Path) -> None:
    """Write the table with the numbers as they are now."""
    before = json.loads(STORED.read_text(encoding="utf-8")) if STORED.is_file() else []
    judged = {key_of(row): (row["judged"], row["because"]) for row in before}
    rows = []
    for file, settings in files():
        for row in found_in(data, file, settings):
            mark, because = judged.get(key_of(row), ("?", ""))
            rows.append({**row, "judged": mark, "because": because})
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    STORED.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(len(rows), dict(summary(rows)))


if __name__ == "__main__":
    main(Path(os.environ.get("KUNDNOJD_SHARED", str(Path(__file__).parents[3] / "shared"))) / "data")
