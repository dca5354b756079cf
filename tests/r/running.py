"""Running R once for a module of tests: tables in and out as CSV, numbers with all their digits."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest


@functools.cache
def missing(package: str = "survey") -> str:
    """Why R cannot be asked, empty where it can."""
    program = shutil.which("Rscript")
    if program is None:
        return "Rscript is not installed (Debian: r-base-core)"
    asked = subprocess.run([program, "-e", f"library({package})"], capture_output=True, check=False)
    return "" if asked.returncode == 0 else f"R has no package {package} (Debian: r-cran-{package.lower()})"


def ask_r(script: str, folder: Path, package: str = "survey", **tables: pd.DataFrame) -> pd.DataFrame:
    """What a script leaves in ``out``; it finds the tables under their names, with texts as texts."""
    if reason := missing(package):
        pytest.skip(reason)
    lines = [f"suppressMessages(library({package})); options(digits=17, warn=1)"]
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.17g")
        kinds = ", ".join(
            f'"{column}"="{"numeric" if pd.api.types.is_numeric_dtype(kind) else "character"}"'
            for column, kind in table.dtypes.items()
        )
        lines.append(f'{name} <- read.csv("{name}.csv", colClasses=c({kinds}), na.strings="", check.names=FALSE)')
    lines += [script, 'for (k in names(out)) if (is.numeric(out[[k]])) out[[k]] <- sprintf("%.17g", out[[k]])']
    lines.append('write.csv(out, "out.csv", row.names=FALSE)')
    (folder / "script.R").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", "script.R"], cwd=folder, capture_output=True, check=False, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-3000:]
    texts = pd.read_csv(folder / "out.csv", dtype=str, keep_default_na=False)
    return texts.apply(lambda column: column if column.name in {"unit", "measure", "case"} else column.map(_number))


def _number(text: str) -> float:
    return float("nan") if text in {"NA", "NaN", ""} else float(text)
