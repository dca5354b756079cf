"""The effect of a driver in points, from the file to the row."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.running import run


def test_one_point_of_a_driver_is_so_many_points_of_the_index(tmp_path: Path) -> None:
    # methods.md W06 (evimetrix.se): a factor from 59 to 60 with the effect .27 gives the index +0.27;
    # five points, 1.35.
    rows = ["0,3"] * 100 + ["10,5"] * 30 + ["10,6"] * 70
    file = tmp_path / "shops.csv"
    file.write_text("\n".join(["Butiker,Nöjdhet", *rows, ""]), encoding="utf-8")
    settings = tmp_path / "survey.toml"
    questions = "".join(f'[[question]]\ncolumn = "{name}"\nscale = [0, 10]\n' for name in ("Butiker", "Nöjdhet"))
    latents = "".join(f'[[latent]]\nname = "{name}"\nitems = ["{name}"]\n' for name in ("Butiker", "Nöjdhet"))
    settings.write_text(f'{questions}{latents}[model]\npaths = [["Butiker", "Nöjdhet"]]\n', encoding="utf-8")
    result = run("paths", str(file), "--format", "csv", "-q")
    assert result.exit_code == 0, result.stderr
    effect = next(float(row["value"]) for row in csv.DictReader(StringIO(result.stdout)) if row["part"] == "impact")
    assert effect == pytest.approx(0.27)
    assert 5 * effect == pytest.approx(1.35)
