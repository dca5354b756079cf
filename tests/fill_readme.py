"""Writes what comes from the program, parts of the README and the page of methods: ``make readme``."""

from __future__ import annotations

import re

from tests.test_guide import GUIDE, text_of
from tests.test_guide_paths import BLOCK, paths_block
from tests.test_readme import METHODS, README, contract, measure_rows, methods_page, output_block, readme


def filled(text: str) -> str:
    """The README with its output, its table of measures and its list of columns as the program has them."""
    output = "\n".join(output_block())
    rows = "".join(f"| {' | '.join(row)} |\n" for row in measure_rows())
    text = re.sub(r"(<!-- output: [^\n]* -->\n```\n).*?```", lambda m: f"{m[1]}{output}\n```", text, flags=re.DOTALL)
    text = re.sub(r"(\| measure \|.*\n\|-.*\n)(?:\|.*\n)*", lambda m: m[1] + rows, text)
    return re.sub(r"`measure`, `kind`.*?`previous_verdict`", lambda _: contract(), text, count=1, flags=re.DOTALL)


def filled_paths(text: str) -> str:
    """The page on ``kundnojd paths`` with its table."""
    return re.sub(BLOCK, lambda m: m[0].removesuffix(f"{m[2]}```") + "\n".join([*paths_block(), "```"]), text)


if __name__ == "__main__":
    README.write_text(filled(readme()), encoding="utf-8")
    METHODS.write_text(methods_page(), encoding="utf-8")
    (GUIDE / "paths.md").write_text(filled_paths(text_of("paths")), encoding="utf-8")
