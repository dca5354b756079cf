"""No cell that says who somebody is leaves the program, by any way out, unless its column was named."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from tests.cli.running import run

OVERALL = "Hur nöjd är du totalt sett med oss? (1-10)"
ITEM = "Hur nöjd är du med bemötandet? (1-10)"
OPEN = "Hur kan vi bli bättre?"
CARETAKERS = ("Zenobia Qvarnström", "Torbjörn Öfverholm", "Anna Silfverhjelm")
PLANTED = (
    "planta@example.se",
    "Zenobia",
    "Qvarnström",
    "Torbjörn",
    "Silfverhjelm",
    "811228-9874",
    "198112289874",
    "01010750160",
    "0709",
    "+47 22",
    "203.0.113",
    "59.329",
    "Plantgatan",
    "hemlig",
    "Mallorca",
)
FORMATS = ("table", "csv", "tsv", "json", "md")


def rows() -> tuple[list[str], list[list[str]]]:
    """120 answers in three areas; every column but these and the questions holds something personal."""
    head = [
        "Område", "Handläggare", "Boende", "Namn", "E-post", "Kontakt", "Mobil", "Pnr", "Nummer", "IP", "Läge",
        "Adress", OVERALL, ITEM, "Nöjd med tiden? (1-10)", OPEN, "Annat", "Ev. tillägg",
    ]  # fmt: skip
    random.seed(7)
    table = []
    for place in range(120):
        contact = f"planta@example.se.{place}.se" if place % 2 else f"0709-{100000 + place}"
        table.append(
            [
                ("Nord", "Syd", "Väst")[place % 3] if place != 50 else "planta@example.se",
                CARETAKERS[place % 3],
                f"Anna Silfverhjelm{'abcdefghij'[place % 10]}",
                f"Zenobia Qvarnström {place}",
                f"x{place}.planta@example.se",
                contact,
                f"0709{place:06d}",
                "811228-9874" if place % 2 else "198112289874",
                "01010750160",
                f"203.0.113.{place}",
                f"59.329{place}, 18.068{place}",
                f"Plantgatan {place}",
                "8 ring mig på 0709123456" if place == 3 else str(random.randint(4, 10)),
                "Vet ej, fråga Torbjörn Öfverholm" if place == 5 else str(random.randint(4, 10)),
                "hemlig sak" if place == 7 else str(random.randint(4, 10)),
                f"Ring planta@example.se om {place} nycklar till vår hemliga källare" if place % 3 else "",
                "Åk till Mallorca med Torbjörn" if place == 9 else "",
                "hemlig" if place == 11 else "",
            ]
        )
    return head, table


@pytest.fixture
def file(tmp_path: Path) -> str:
    head, table = rows()
    path = tmp_path / "planted.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([head, *table])
    return str(path)


def told(result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout + result.stderr


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["sv", "nb", "en"])
def test_analyze_tells_of_nobody(file: str, name: str, lang: str) -> None:
    text = told(run("analyze", file, "--format", name, "--verbose", "--detail", "--lang", lang))
    assert "Område" in text
    assert [word for word in PLANTED if word in text] == []
    text = told(run("analyze", file, "--format", name, "--measure", "answer", "--lang", lang))
    assert [word for word in PLANTED if word in text] == []


@pytest.mark.parametrize("name", ["table", "json", "md"])
def test_inspect_tells_of_nobody(file: str, tmp_path: Path, name: str) -> None:
    toml = tmp_path / "written.toml"
    text = told(run("inspect", file, "--format", name, "--verbose", "--write", str(toml), env={"COLUMNS": "300"}))
    assert [word for word in PLANTED if word in text + toml.read_text(encoding="utf-8")] == []
    assert "E-post" in toml.read_text(encoding="utf-8").split("personal = [")[1].split("]")[0]


def test_every_personal_column_is_called_that(file: str) -> None:
    text = run("analyze", file, "--verbose", "--lang", "en").stderr
    personal = {line.split(": ")[1] for line in text.splitlines() if "personal data (" in line}
    assert personal == {
        "Handläggare", "Boende", "Namn", "E-post", "Kontakt", "Mobil", "Pnr", "Nummer", "IP", "Läge", "Adress",
    }  # fmt: skip


def test_a_mail_address_among_the_units_counts_as_no_unit(file: str) -> None:
    text = run("analyze", file, "--lang", "en").stderr
    # How many these are would help to work out the hidden units.
    assert "Some answers have a mail address or a personal number as their Område" in text
    assert "Some answers have no Område" in text
    shown = run("analyze", file, "--lang", "en", "--min-n", "1").stderr
    assert "1 answer has a mail address or a personal number as its Område" in shown
    assert "1 answer has no Område" in shown


def test_a_stray_address_stays_hidden_where_the_unit_was_named(file: str, tmp_path: Path) -> None:
    assert "planta" not in told(run("analyze", file, "--unit", "Område"))
    assert run("inspect", file, "--write", str(tmp_path / "survey.toml")).exit_code == 0
    text = told(run("analyze", file, "--verbose", "--lang", "en"))
    assert "survey.toml lies beside the file" in text
    assert [word for word in PLANTED if word in text] == []


def test_a_column_that_was_named_is_shown_and_no_other(file: str) -> None:
    result = run("analyze", file, "--unit", "Handläggare", "--lang", "en")
    text = told(result)
    assert "Handläggare holds personal data, and its texts are shown because you named it." in result.stderr
    assert all(name in result.stdout for name in CARETAKERS)
    others = [word for word in PLANTED if not any(word in name for name in CARETAKERS)]
    assert [word for word in others if word in text] == []


def test_people_are_no_unit_unless_named(tmp_path: Path) -> None:
    head, table = rows()
    keep = [head.index(name) for name in ("Handläggare", OVERALL)]
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([[line[k] for k in keep] for line in [head, *table]])
    text = told(run("analyze", str(path), "--lang", "en"))
    assert "Handläggare holds people and was not taken for the unit" in text
    assert not any(name in text for name in CARETAKERS)


def test_errors_quote_no_cell(tmp_path: Path) -> None:
    _, table = rows()
    for name, text in {
        "no-header.csv": "\n".join(";".join(line) for line in table),
        "numbers.csv": "198112289874;8\n198112289874;7\n" * 9,
        "quote.csv": "Namn;" + OVERALL + '\n"Zenobia Qvarnström;8\n' * 3,
        "no-question.csv": "Namn;E-post\nZenobia Qvarnström;x.planta@example.se\n" * 9,
        "zero.csv": f"Namn;{OVERALL[:-7]}\n" + "".join(f"Zenobia Qvarnström;{k % 6}\n" for k in range(60)),
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        result = run("analyze", str(path), "--verbose")
        assert result.exit_code == 3, (name, result.stdout[:200])
        assert [word for word in PLANTED if word in result.stderr] == [], name


def test_an_old_code_page_gives_away_no_name(tmp_path: Path) -> None:
    path = tmp_path / "dos.csv"
    path.write_bytes(f"Namn;{OVERALL}\nQvarnström;8\nÖfverholm;7\n".encode("cp850"))
    result = run("analyze", str(path))
    assert result.exit_code == 3
    assert "varnstr" not in result.stderr
