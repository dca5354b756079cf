"""Settings of hypothesis, and data that is not part of the repository."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, so that a red test is about the change; HYPOTHESIS=search looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "repeatable"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real survey files: the folder ``data`` in $KUNDNOJD_SHARED, or in ``shared`` beside the checkout."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("KUNDNOJD_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip("the shared data are not here")
    return folder
