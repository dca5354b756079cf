"""The tables of methods: names that other stages and users know, and what is said about each."""

import subprocess
import sys

import pytest

from kundnojd.inference import ADJUSTMENTS, INTERVALS, PAIRED_TESTS, TARGET_TESTS, TESTS, Method
from kundnojd.inference.designs import DESIGNS

METHODS = {**INTERVALS, **TESTS, **TARGET_TESTS, **PAIRED_TESTS, **ADJUSTMENTS, **DESIGNS}
KINDS = ("mean", "share", "net")


def test_names() -> None:
    assert set(INTERVALS) == {"wilson-mean", "t", "wilson", "adjusted-wald"}
    assert set(TESTS) == {f"{kind}-{against}" for kind in KINDS for against in ("rest", "wave", "pair")}
    assert set(TARGET_TESTS) == {f"{kind}-target" for kind in KINDS}
    assert set(PAIRED_TESTS) == {f"{kind}-wave-paired" for kind in KINDS}
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
