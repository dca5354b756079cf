"""Running the program in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner, Result

from kundnojd.cli.app import app

ROOT = Path(__file__).parents[2]
HYRES = str(ROOT / "examples" / "hyresgaster" / "hyresgaster.xlsx")
SFO = [str(path) for path in sorted((ROOT / "examples" / "sfo").glob("*.csv"))]

PLAIN = {"LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "100", "NO_COLOR": "", "FORCE_COLOR": ""}


def run(*arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run ``kundnojd`` with these words; the environment is that of an English terminal 100 columns wide."""
    return CliRunner().invoke(app, list(arguments), input=stdin, env={**PLAIN, **(env or {})})
