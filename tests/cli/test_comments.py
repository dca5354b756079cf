"""``kundnojd comments``, and the comments in the reports of units: from the file to the page."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kundnojd.analyses.comments import COLUMNS
from kundnojd.cli.app import app
from tests.cli.running import HYRES, ROOT, run

SECRETS = ("anna.lind@example.com", "070-174 06 05", "811228-9874", "4111 1111 1111 1111", "192.0.2.10", "Zubaida")
TELLING = "Ring 070-174 06 05, anna.lind@example.com, pnr 811228-9874, kort 4111 1111 1111 1111, ip 192.0.2.10"
ASKED = "Vad kan vi göra bättre?"


def csv(*words: str) -> pd.DataFrame:
    found = run("comments", *words, "--format", "csv")
    assert found.exit_code == 0, found.stderr
    return pd.read_csv(StringIO(found.stdout), keep_default_na=False, na_values=[""])


def survey(path: Path, units: dict[str, int], *, text: str = "", waves: tuple[str, ...] = ("2025",)) -> str:
    """A survey in which every other respondent of each unit writes; the dissatisfied write of the lift."""
    rows = []
    for wave in waves:
        for unit, size in units.items():
            for k in range(size):
                mark = 3 if k % 2 else 9
                comment = f"Hissen står still igen i hus {unit}" if mark == 3 else f"Trevlig personal i hus {unit}"
                comment = f"{comment}. {text}" if text else comment
                rows.append(f"{wave};{unit};{mark};{mark};{comment if k % 4 < 2 else ''}")
    head = "År;Kontor;Hur nöjd är du totalt? (1-10);Skulle du rekommendera oss? (0-10);Kommentar"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_csv_has_the_columns_and_the_words_of_both_groups() -> None:
    frame = csv(HYRES)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["part"]) == {"writers", "words"}
    words = frame[frame["part"] == "words"]
    assert set(words["group"]) == {"dissatisfied"}
    assert set(words["against"]) == {"satisfied"}
    assert words["language"].unique().tolist() == ["sv"]
    assert words["z"].is_monotonic_decreasing
    clear = words.set_index("word")["verdict"]
    assert clear["oftare"] == "higher"
    assert clear["bra"] == "lower"
    assert (words["with_word"] + words["with_word_against"] >= 10).all()
    commoner = words["with_word"].where(words["difference"] >= 0, words["with_word_against"])
    assert (commoner >= 5).all()


def test_about_a_third_write() -> None:
    frame = csv(HYRES, "--all-waves")
    writers = frame[frame["part"] == "writers"].set_index("group", drop=False)
    whole = writers[writers["group"].isna()].iloc[0]
    assert (whole["respondents"], whole["comments"]) == (2500, 850)
    assert whole["share"] == pytest.approx(34.0)
    assert whole["lower"] < 35 < whole["upper"]  # 35 of 100 write, in the script that made the file
    parts = writers.loc[["very-satisfied", "just-satisfied", "dissatisfied"], "comments"].sum()
    assert parts <= 850
    assert whole["text"] is None or pd.isna(whole["text"])


def test_no_comment_is_printed_unless_asked_for() -> None:
    for name in ("csv", "json", "md", "table", "html"):
        found = run("comments", HYRES, "--format", name, "--lang", "sv").stdout
        assert "vi trivs" not in found
        assert "Soprummet har varit" not in found
    assert "vi trivs" in run("comments", HYRES, "--format", "md", "--lang", "sv", "--quotes", "3").stdout


def test_quotes_are_the_same_each_time_and_unlike() -> None:
    one, other = (csv(HYRES, "--quotes", "4") for _ in range(2))
    assert one["text"].dropna().tolist() == other["text"].dropna().tolist()
    quoted = one[one["part"] == "quotes"]
    assert quoted["group"].value_counts().to_dict() == {"dissatisfied": 4, "satisfied": 4}
    assert quoted["text"].is_unique
    assert quoted["word"].is_unique


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    file = Path(survey(tmp_path / "a.csv", {"A": 90, "B": 70, "C": 60}))
    head, *rows = file.read_text("utf-8").splitlines()
    turned = tmp_path / "b" / "a.csv"
    turned.parent.mkdir()
    turned.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    one, other = (csv(str(path), "--quotes", "3") for path in (file, turned))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("form", ["csv", "json", "md", "html", "table"])
def test_secrets_are_masked_in_every_format(tmp_path: Path, form: str) -> None:
    text = f"{TELLING}, Zubaida"
    file = survey(tmp_path / "a.csv", {"A": 90, "B": 90}, text=text)
    names = tmp_path / "names.txt"
    names.write_text("# reception\nZubaida Karlsson\n", encoding="utf-8")
    found = run("comments", file, "--quotes", "5", "--mask-names", str(names), "--format", form, "--lang", "sv")
    assert found.exit_code == 0, found.stderr
    for secret in SECRETS:
        assert secret not in found.stdout + found.stderr
    assert "[telefon]" in found.stdout.replace("\\", "")
    if form not in {"csv", "json"}:
        assert "läs igenom kommentarerna" in " ".join(found.stdout.split())


def test_secrets_are_masked_in_workbooks_and_reports(tmp_path: Path) -> None:
    file = survey(tmp_path / "a.csv", {"A": 90, "B": 90}, text=TELLING)
    book = tmp_path / "a.xlsx"
    assert run("comments", file, "--quotes", "5", "-o", str(book)).exit_code == 0
    folder = tmp_path / "reports"
    found = run(
        "report", file, "--per", "unit", "--to", str(folder), "--comments", "--format", "md", "--format", "xlsx"
    )
    assert found.exit_code == 0, found.stderr
    everything = [path.read_text("utf-8") for path in folder.glob("*.md")]
    for path in (book, *folder.glob("*.xlsx")):
        cells = [str(cell) for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row]
        everything.append("\n".join(cells))
    assert len(everything) == 7
    for content in everything:
        assert not any(secret in content for secret in SECRETS)


def test_formulas_are_words_in_a_workbook(tmp_path: Path) -> None:
    rows = [f'A;{9 if k % 2 else 3};=HYPERLINK("x";"Hissen {k % 7}")' for k in range(60)]
    file = tmp_path / "a.csv"
    quoted = [row.replace('=HYPERLINK("x";"', '"=HYPERLINK(""x"";""').replace('")', '"")"') for row in rows]
    file.write_text("Kontor;Hur nöjd är du totalt? (1-10);Kommentar\n" + "\n".join(quoted) + "\n", encoding="utf-8")
    folder = tmp_path / "reports"
    done = run("report", str(file), "--per", "unit", "--to", str(folder), "--comments", "--format", "xlsx")
    assert done.exit_code == 0, done.stderr
    found = 0
    for path in folder.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and "HYPERLINK" in cell.value:
                        found += 1
                        assert cell.data_type == "s"
    assert found
    text = run("comments", str(file), "--quotes", "2", "--format", "csv").stdout
    assert ",=HYPER" not in text
    assert ',"=HYPER' not in text


def test_json_has_its_schema_and_says_how_it_was_made() -> None:
    found = json.loads(run("comments", HYRES, "--format", "json").stdout)
    assert found["schema"] == "kundnojd-comments/1"
    assert list(found["rows"][0]) == list(COLUMNS)
    assert found["provenance"]["options"]["group"] == "dissatisfied"
    assert found["provenance"]["options"]["question"] == ASKED


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ("More common: dissatisfied", "“lampor” stands in 9% of the comments", "Who writes", "Names may remain"),
        ),
        ("sv", ("Vanligare: missnöjda", "”lampor” står i 9", "Vilka som skriver", "Namn kan finnas kvar")),
        ("nb", ("Vanligere: misfornøyde", "«lampor» står i 9", "Hvem som skriver", "Navn kan stå igjen")),
    ],
)
def test_the_page_says_it_in_words(lang: str, words: tuple[str, ...]) -> None:
    found = run("comments", HYRES, "--format", "md", "--lang", lang).stdout
    for word in words:
        assert word in found
    for width in (40, 80, 160):
        table = run(
            "comments", HYRES, "--format", "table", "--lang", lang, "--quotes", "2", env={"COLUMNS": str(width)}
        ).stdout
        assert max(map(len, table.splitlines())) <= width


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--group", "unit=Prästhagen"), 3, "not shown"),
        (("--group", "unit=Nowhere"), 2, "no unit Nowhere"),
        (("--group", "wave=1999"), 2, "no wave 1999"),
        (("--group", "happy"), 2, "no group happy"),
        (("--group", "promoters", "--against", "satisfied"), 2, "in common"),
        (("--group", "satisfied", "--against", "very-satisfied"), 2, "in common"),
        (("--group", "unit=Hamnen"), 3, "needed to compare words"),
        (("--question", "Område"), 2, "not an open question"),
        (("--mask-names", "nowhere.txt"), 3, "cannot be read"),
        (("--comment-language", "fi"), 2, "fi"),
    ],
)
def test_wrong_use_and_small_groups_are_refused(words: tuple[str, ...], code: int, said: str) -> None:
    found = run("comments", HYRES, *words, "--lang", "en")
    assert found.exit_code == code
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


def test_no_open_question_no_groups_and_no_names(tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("Kontor,Hur nöjd är du totalt? (1-10)\n" + "A,7\nB,8\n" * 20, encoding="utf-8")
    assert "No open question" in run("comments", str(bare), "--lang", "en").stderr
    empty = tmp_path / "names.txt"
    empty.write_text("# nobody\n", encoding="utf-8")
    assert "holds no names" in run("comments", HYRES, "--mask-names", str(empty), "--lang", "en").stderr
    found = run("report", HYRES, "--per", "unit", "--to", str(tmp_path / "x"), "--mask-names", str(empty))
    assert found.exit_code == 2
    assert "--comments" in found.stderr


def test_other_groups(tmp_path: Path) -> None:
    for words, against in (
        (("--group", "promoters", "--all-waves"), "detractors"),
        (("--group", "unit=Ängsbacken"), "rest"),
        (("--group", "wave=2023", "--against", "wave=2025"), "wave=2025"),
        (("--group", "very-satisfied", "--against", "just-satisfied"), "just-satisfied"),
    ):
        frame = csv(HYRES, *words)
        own = frame[frame["part"] == "words"]
        assert own["against"].unique().tolist() == [against]
        assert set(frame.loc[frame["part"] == "writers", "group"]) >= {words[1], against}


def test_cells_that_say_nothing_are_counted_and_said(tmp_path: Path) -> None:
    file = Path(survey(tmp_path / "a.csv", {"A": 90, "B": 90}))
    lines = file.read_text("utf-8").splitlines()
    blank = [n for n, line in enumerate(lines) if line.endswith(";")]
    for n in blank[:12]:
        lines[n] += "Nej."
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = run("comments", str(file), "--lang", "en", "--format", "csv")
    assert "12 answers to the open question say nothing" in found.stderr


def test_reports_list_no_comments_of_small_units(tmp_path: Path) -> None:
    """A region's list less those of its units holds no comments of a unit that lists none."""
    lines = ["Region;Kontor;Hur nöjd är du totalt? (1-10);Kommentar"]
    for region, offices in {"Nord": {"A": 40, "B": 40, "Liten": 7, "Tyst": 30}, "Syd": {"C": 40, "D": 40}}.items():
        for office, size in offices.items():
            for k in range(size):
                wrote = k < 3 if office in {"Tyst", "Liten"} else k % 2 == 0
                comment = (
                    f"Kommentar nummer {'abcdefghijklmnopqrstuvwxyz'[k % 26]} från kontor{office}" if wrote else ""
                )
                lines.append(f"{region};{office};{1 + (k * 7) % 10};{comment}")
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = tmp_path / "reports"
    done = run(
        *("report", str(file), "--per", "unit", "--unit", "Region", "--unit", "Kontor", "--comments"),
        *("--to", str(folder), "--format", "md", "--lang", "en"),
    )
    assert done.exit_code == 0, done.stderr
    pages = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    assert any("kontorA" in page for page in pages.values())
    for page in pages.values():
        assert "kontorTyst" not in page
        assert "kontorLiten" not in page
    quiet = next(page for name, page in pages.items() if "tyst" in name)
    assert "Fewer than 5 comments" in quiet
    north = next(page for page in pages.values() if page.startswith("# Nord\n"))
    assert "kontorB" in north
    whole = next(page for page in pages.values() if page.startswith("# a.csv"))
    assert "kontorA" not in whole


def test_reports_are_silent_without_comments(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    assert run("report", HYRES, "--per", "unit", "--to", str(folder), "--format", "md").exit_code == 0
    assert not any("vi trivs" in path.read_text("utf-8") for path in folder.glob("*.md"))


def test_app_has_the_command() -> None:
    assert app
    assert "comments" in run("--help").stdout


def test_the_page_of_the_guide_shows_real_output() -> None:
    page = (ROOT / "examples" / "guide" / "comments.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- comments -->\n```\n(.*?)```", page, re.DOTALL)
    words = ("comments", HYRES, "--all-waves", "--quotes", "2", "--lang", "en", "--format", "table")
    real = {line.rstrip() for line in run(*words, env={"COLUMNS": "100"}).stdout.splitlines()}
    assert block is not None
    assert [line for line in block[1].splitlines() if line not in real] == []
    assert all(f"`{name}`" in page for name in COLUMNS)


def test_what_stands_in_a_comment_does_nothing(tmp_path: Path) -> None:
    texts = (
        "=1+2 hissen <script>alert(1)</script>",
        "\x1b[31mröd hiss\x1b[0m",
        "| tabell | **fet** hiss",
        "@SUM(A1) hiss",
    )
    rows = [f'A;{9 - 6 * (k % 2)};"{texts[k % 4]} {"abcdefghij"[k % 10]}{"klmnopqr"[k // 10]}"' for k in range(80)]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["Kontor;Hur nöjd är du totalt? (1-10);Kommentar", *rows]) + "\n", encoding="utf-8")
    for form in ("table", "md", "csv", "html", "json"):
        found = run("comments", str(file), "--quotes", "8", "--format", form).stdout
        assert "\x1b" not in found
        assert "alert(1)</script>" not in found or form in {"csv", "json", "table", "md"}
        assert ",=1" not in found
        assert ",@SUM" not in found
        if form == "md":
            assert "<script>" not in found


def test_long_comments_are_cut_and_said(tmp_path: Path) -> None:
    file = Path(survey(tmp_path / "a.csv", {"A": 90, "B": 90}))
    lines = file.read_text("utf-8").splitlines()
    lines[1] += " och mer" * 1000
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "longer than 5,000 characters" in run("comments", str(file), "--lang", "en", "--format", "csv").stderr


def test_a_name_that_many_write_is_no_word_to_show(tmp_path: Path) -> None:
    file = survey(tmp_path / "a.csv", {"A": 90, "B": 90})
    content = Path(file).read_text("utf-8").replace("Trevlig personal", "tack till bengt, trevlig personal")
    Path(file).write_text(content, encoding="utf-8")
    words = csv(file)["word"].dropna().tolist()
    assert "personal" in words
    assert "bengt" not in words
