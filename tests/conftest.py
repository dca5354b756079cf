"""Data that is not part of the repository."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real survey files: the folder ``data`` in $KUNDNOJD_SHARED, or in ``shared`` beside the checkout."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("KUNDNOJD_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip("the shared data are not here")
    return folder
