"""The tables of methods: names that other stages and users know, and what is said about each."""

import subprocess
import sys

import pytest

from kundnojd.inference import ADJUSTMENTS, INTERVALS, TESTS, Method
from kundnojd.inference.designs import DESIGNS

METHODS = {**INTERVALS, **TESTS, **ADJUSTMENTS, **DESIGNS}


def test_names() -> None:
    assert set(INTERVALS) == {"t", "wilson", "adjusted-wald"}
    assert set(TESTS) == {"mean-rest", "mean-wave", "share-rest", "share-wave", "net-rest", "net-wave"}
    assert set(DESIGNS) == {
        *("effective-n", "post-stratification", "raking", "finite-population", "stratified", "clustered"),
    }
    assert set(ADJUSTMENTS) == {"bh", "holm", "none"}


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_documented(name: str) -> None:
    method: Method[object] = METHODS[name]
    assert callable(method.function)
    for text in (method.formula, method.source, method.use):
        assert text
        assert "\n" not in text


def test_importing_the_tables_does_not_import_scipy() -> None:
    code = "import sys, kundnojd.inference; sys.exit('scipy' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)}).returncode
        == 0
    )
