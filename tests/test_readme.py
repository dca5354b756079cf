"""README, --help and the code say the same."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from kundnojd.analyses import COLUMNS
from kundnojd.cli.commands import COMMANDS, Commands
from kundnojd.measures import presets
from kundnojd.questionnaire import survey_toml
from kundnojd.renderers import RENDERERS
from kundnojd.sources import limits
from tests.cli.running import ROOT, run

README = ROOT / "README.md"
METHODS = ROOT / "examples" / "methods.md"


def readme() -> str:
    return README.read_text(encoding="utf-8")


def tables() -> list[list[list[str]]]:
    """The tables of the README as rows of cells, without the rule under the head."""
    found: list[list[list[str]]] = [[]]
    for line in readme().splitlines():
        if not line.startswith("|"):
            found.append([])
        elif not set(line) <= set("|-: "):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [table for table in found if table]


def table(head: str) -> list[list[str]]:
    return next(rows[1:] for rows in tables() if rows[0][0] == head)


def measure_rows() -> list[list[str]]:
    return [[f"`{m.name}`", m.kind, m.formula.replace("|", r"\|")] for m in presets().values()]


def output_block() -> list[str]:
    """The first half of the real output: title, headline and units, without the marks' legend."""
    words = re.search(r"<!-- output: ([^\n]*) -->", readme()).group(1).split()
    words = [str(ROOT / word) if Path(ROOT / word).is_file() else word for word in words]
    lines = run(*words, "--format", "table", env={"COLUMNS": "100"}).stdout.splitlines()
    end = next(place for place, line in enumerate(lines) if line.startswith("┊"))
    return [line.rstrip() for line in lines[: end - 1]]


def methods_page() -> str:
    return run("methods", "--format", "md", "--lang", "en").stdout


def contract() -> str:
    names = ", ".join(f"`{name}`" for name in COLUMNS)
    return textwrap.fill(names, 118)


def test_the_commands_are_those_of_the_program() -> None:
    named = [re.match(r"`kundnojd (\w+)", row[0]).group(1) for row in table("command")]
    assert named == list(COMMANDS)
    help_text = run("--help").stdout
    assert all(name in help_text for name in named)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = Commands()[name]
    assert command.name == name
    assert " ".join(command.help.split()).startswith(COMMANDS[name])


def test_the_measures_are_those_of_the_program() -> None:
    assert table("measure") == measure_rows()


def test_the_page_of_methods_is_that_of_the_program() -> None:
    assert METHODS.read_text(encoding="utf-8") == methods_page(), "the page is stale: make readme writes it anew"


def test_the_formats_are_those_of_the_program() -> None:
    rows = [(row[0].strip("`"), tuple(row[1].split(", "))) for row in table("format")]
    assert rows == [(name, renderer.suffixes) for name, renderer in RENDERERS.items()]


def test_the_output_is_real() -> None:
    block = re.search(r"<!-- output: [^\n]* -->\n```\n(.*?)```", readme(), re.DOTALL).group(1)
    assert block.splitlines() == output_block()


def test_the_columns_of_the_contract_are_named() -> None:
    assert contract() in readme()


def test_exit_codes_are_those_of_the_help() -> None:
    said = "0 done, 1 a fault of kundnojd, 2 wrong use, 3 unusable or ambiguous input"
    assert said in readme()
    assert said in " ".join(run("--help").stdout.split())


def test_every_command_has_help_for_every_option() -> None:
    for name in COMMANDS:
        text = run(name, "--help", env={"COLUMNS": "200"}).stdout
        for line in text.splitlines():
            if re.match(r"\s+(-\w, )?--\w", line):
                assert re.search(r"\S {2,}\S", line.strip()) or line.strip() == "", (name, line)


def test_the_limits_of_reading_are_those_of_the_program() -> None:
    text = " ".join(readme().split())
    for words in (
        f"records over {limits.MAX_LINE:,} characters",
        f"names over {limits.MAX_NAME:,}",
        f"more than {limits.MAX_COLUMNS:,} columns",
        f"text over {limits.MAX_TEXT_BYTES >> 20} MB that is also over {limits.MAX_RATIO} times",
        f"workbooks over {limits.MAX_WORKBOOK_BYTES >> 30} GiB unpacked",
        f"over {limits.RATIO_FROM >> 20} MiB and {limits.MAX_RATIO} times",
        f"over {limits.MAX_CELLS // 1_000_000} million cells",
    ):
        assert words in text


def test_the_example_of_a_sample_is_real() -> None:
    section = readme().split("## Weights, populations and samples")[1].split("\n## ")[0]
    command = re.search(r"`kundnojd (analyze .*?)`", section).group(1).split()
    words = [str(ROOT / word) if Path(ROOT / word).is_file() else word for word in command]
    lines = [line.rstrip() for line in run(*words, "--format", "table", env={"COLUMNS": "80"}).stdout.splitlines()]
    for line in section.split("```\n")[-2].splitlines():
        assert line in lines
    assert any(line.startswith("75.9 to 77.7") for line in lines)


def test_the_settings_of_a_sample_are_valid() -> None:
    section = readme().split("## Weights, populations and samples")[1]
    settings = survey_toml.read(re.search(r"```toml\n(.*?)```", section, re.DOTALL).group(1))
    assert settings.weighting.post_stratify
    assert settings.margin[0].targets == {"Woman": 0.52, "Man": 0.48}
