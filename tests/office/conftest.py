"""LibreOffice for the tests that look at what it draws; they skip where it, or poppler, is not installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Page:
    """A printed page: its text, and how many paths are drawn on it."""

    text: str
    paths: int


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, int], list[Page]]:
    """Prints an office file and gives so many of its first pages."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    for tool in ("pdftotext", "pdftocairo"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} (poppler) is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def show(file: Path, most: int) -> list[Page]:
        command = [office, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(file.parent), str(file)], check=True, capture_output=True, timeout=300
        )
        pdf = file.with_suffix(".pdf")
        text = subprocess.run(
            ["pdftotext", "-layout", "-l", str(most), str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout.split("\f")[:-1]
        found = []
        for number, said in enumerate(text, 1):
            arguments = ["pdftocairo", "-svg", "-f", str(number), "-l", str(number), str(pdf), "-"]
            drawing = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
            # Letters are paths too; they stand among the definitions.
            drawn = re.sub(r"<defs>.*?</defs>", "", drawing, flags=re.DOTALL)
            found.append(Page(said, drawn.count("<path")))
        return found

    return show
