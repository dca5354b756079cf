"""Writes the questionnaires of this folder: a good one, and one with each fault planted; the same bytes each run.

``python -m tests.audit.make_bad`` writes them anew. `CASES` says what is planted, in which file, and with which rule it
is to be found. A case has its own ``.csv``, ``.toml`` or both; what it has not is that of the good one.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
GOOD, BAD = FOLDER / "good", FOLDER / "bad"
TODAY = "2025-04-20"
Rows = list[dict[str, str]]

ITEMS = {
    "q1": "Hur nöjd eller missnöjd är du med bemötandet?",
    "q2": "Hur nöjd eller missnöjd är du med städningen?",
    "q3": "Hur nöjd eller missnöjd är du med utemiljön?",
    "q4": "Hur nöjd eller missnöjd är du med tryggheten?",
    "q5": "Hur nöjd eller missnöjd är du med informationen?",
    "q6": "Hur nöjd eller missnöjd är du med parkeringen?",
    "q7": "Hur nöjd eller missnöjd är du med belysningen?",
    "q8": "Hur nöjd eller missnöjd är du med öppettiderna?",
}
SATISFIED = ("Mycket missnöjd", "Ganska missnöjd", "Varken nöjd eller missnöjd", "Ganska nöjd", "Mycket nöjd")
FITS = (
    "Stämmer mycket dåligt",
    "Stämmer ganska dåligt",
    "Varken eller",
    "Stämmer ganska bra",
    "Stämmer mycket bra",
)
HEAD = """title = "Provenkät"

[columns]
unit = "enhet"
wave = "ar"
respondent = "id"
weight = "vikt"
time = "datum"
paired = false
comment = ["fritext"]
others = "infer"
"""
TAIL = """
[population]
Nord = 150
Syd = 150

[audit]
published = 2025-04-15

[audit.limits]
A26 = { difference = 12 } # 160 answers are few
"""


def labelled(column: str, text: str, labels: tuple[str, ...], more: str = 'dont-know = ["9"]\n') -> str:
    codes = ", ".join(f'{code} = "{label}"' for code, label in enumerate(labels, start=1))
    return f'\n[[question]]\ncolumn = "{column}"\ntext = "{text}"\nlabels = {{ {codes} }}\n{more}'


QUESTIONS: Mapping[str, str] = {
    "total": labelled(
        "total", "Hur nöjd eller missnöjd är du på det hela taget?", SATISFIED, 'role = "overall"\ndont-know = ["9"]\n'
    ),
    **{name: labelled(name, text, SATISFIED) for name, text in ITEMS.items()},
    "hjalp": labelled("hjalp", "Jag får hjälp när jag behöver det", FITS),
    "problem": '\n[[question]]\ncolumn = "problem"\ntext = "Har du haft något problem under året?"\n'
    'scale = ["Ja", "Nej"]\n',
    "nps": '\n[[question]]\ncolumn = "nps"\ntext = "Hur sannolikt är det att du rekommenderar oss?"\n'
    'role = "recommend"\nscale = [0, 10]\n',
}


def settings(changed: Mapping[str, str] | None = None, head: str = HEAD, tail: str = TAIL) -> str:
    """The ``survey.toml``, with some of its questions changed; an empty text leaves a question out."""
    return head + "".join({**QUESTIONS, **(changed or {})}.values()) + tail


def good_rows() -> Rows:
    """Answers of 60, 60 and 160 people in two units and three years; nothing is wrong with them."""
    random.seed(44)
    rows: Rows = []
    for year, size in ((2023, 60), (2024, 60), (2025, 160)):
        for k in range(size):
            begin = datetime.datetime(year, 3, 3) + datetime.timedelta(minutes=random.randrange(26 * 1440))
            mind = random.gauss(0, 1)
            row = {
                "id": f"{year}-{k:03d}",
                "ar": str(year),
                "datum": begin.strftime("%Y-%m-%d %H:%M"),
                "enhet": ("Nord", "Syd")[k % 2],
                "vikt": f"{random.uniform(0.8, 1.2):.2f}",
                "svarstid (sekunder)": str(int(random.lognormvariate(5.5, 0.35))),
                "svarskanal": random.choice(("webb", "webb", "app")),
                "alder": random.choice(("18-34", "35-54", "55-74", "75+")),
                "total": step(mind, 0.75),
            }
            for name in ITEMS:
                row[name] = "9" if random.random() < 0.05 else step(mind, 0.6)
            row["hjalp"] = step(mind, 0.5)
            row["problem"] = random.choices(("Ja", "Nej"), (1, 4))[0]
            row["nps"] = str(max(1, min(10, round(7 + 1.4 * mind + random.gauss(0, 1.4)))))
            row["fritext"] = random.choice(("", "", "", "Mer plats för cyklar", "Fler lampor vid porten", "Tack"))
            rows.append(row)
    return rows


def step(mind: float, share: float) -> str:
    """An answer from 1 to 5 that goes with what somebody thinks in general."""
    value = 3.5 + share * mind + (1.05 - share**2) ** 0.5 * random.gauss(0, 1)
    return str(max(1, min(5, round(value))))


def newest(rows: Rows) -> Rows:
    return [row for row in rows if row["ar"] == "2025"]


@dataclass(frozen=True)
class Case:
    """A fault: the rule that finds it, what is planted, in the answers (``plant``) or the settings (``toml``)."""

    rule: str
    planted: str
    plant: Callable[[Rows], None] | None = None
    toml: str = ""
    staff: str = "staff.csv"


def each(name: str, value: Callable[[int, dict[str, str]], str], only_newest: bool = True) -> Callable[[Rows], None]:
    """A fault that changes one column, row by row."""

    def plant(rows: Rows) -> None:
        for k, row in enumerate(newest(rows) if only_newest else rows):
            row[name] = value(k, row)

    return plant


def straight_lines(rows: Rows) -> None:
    for row in newest(rows)[::5]:
        row.update(dict.fromkeys(ITEMS, row["total"]))


def more_blank(rows: Rows) -> None:
    for place, name in enumerate(ITEMS):
        for k, row in enumerate(newest(rows)):
            if (7 * k + place) % 100 < 2 * place:
                row[name] = ""


def two_items_alike(rows: Rows) -> None:
    for k, row in enumerate(rows):
        if k % 25:
            row["q2"] = row["q1"]


def one_mind(rows: Rows) -> None:
    random.seed(12)
    for row in rows:
        mind = random.gauss(0, 1)
        for name in ("total", *ITEMS):
            row[name] = str(max(1, min(5, round(3.4 + 0.95 * mind + 0.66 * random.gauss(0, 1)))))


def late_are_lower(rows: Rows) -> None:
    for row in sorted(newest(rows), key=lambda row: row["datum"])[-45:]:
        row["total"] = str(max(1, int(row["total"]) - 1))


def many_units(rows: Rows) -> None:
    for k, row in enumerate(rows):
        row["enhet"] = "Nord" if k % 3 else f"Hus {k % 36 // 3 + 1}"


def other_mix(rows: Rows) -> None:
    for k, row in enumerate(newest(rows)):
        row["enhet"] = "Syd" if k % 4 == 0 else "Nord"


def all_of_one_mind(rows: Rows) -> None:
    for row in newest(rows):
        if row["enhet"] == "Syd":
            row["total"] = "4"


def in_one_sitting(rows: Rows) -> None:
    for k, row in enumerate(row for row in newest(rows) if row["enhet"] == "Syd"):
        if k < 30:
            row["datum"] = f"2025-03-12 13:{k % 8:02d}"


def jump(rows: Rows) -> None:
    for k, row in enumerate(row for row in rows if row["ar"] == "2024" and row["enhet"] == "Syd"):
        row["total"] = ("1", "2", "1", "2", "3")[k % 5]


def same_people(rows: Rows) -> None:
    for row in rows:
        row["id"] = row["id"].partition("-")[2]


def weightless(rows: Rows) -> None:
    for row in newest(rows)[::20]:
        row["vikt"] = ""


def heavy(rows: Rows) -> None:
    for k, row in enumerate(rows):
        row["vikt"] = "4.0" if k % 9 == 0 else "0.5"


def reworded(rows: Rows) -> None:
    for row in rows:
        own = row.pop("q8")
        is_new = row["ar"] == "2025"
        row["Hur nöjd eller missnöjd är du med öppettiderna?"] = own if is_new else ""
        row["Hur upplever du tiderna när vi har öppet?"] = "" if is_new else own


def without(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


def worded(name: str, text: str) -> str:
    return settings({name: labelled(name, text, FITS if name == "hjalp" else SATISFIED)})


TWO_COLUMNS = (
    '\n[[question]]\nname = "q8"\ncolumns = { 2025 = "Hur nöjd eller missnöjd är du med öppettiderna?", '
    '2024 = "Hur upplever du tiderna när vi har öppet?", 2023 = "Hur upplever du tiderna när vi har öppet?" }\n'
    "labels = { "
    + ", ".join(f'{code} = "{label}"' for code, label in enumerate(SATISFIED, start=1))
    + ' }\ndont-know = ["9"]\n'
)
ONE_SIDED = ("Dåligt", "Ganska bra", "Bra", "Mycket bra", "Utmärkt")
FIELD = (
    "\nfield = { 2023 = [2024-03-10, 2024-03-20], 2024 = [2024-09-05, 2024-09-19], 2025 = [2025-03-05, 2025-03-19] }"
)
LONG = (
    "Om du tänker på de gånger under det senaste året då du har varit i kontakt med någon av oss, hur nöjd eller "
    "missnöjd är du då med den information som du fick?"
)

CASES: tuple[Case, ...] = (
    Case("A01", "four good answers and one bad", toml=settings({"q8": labelled("q8", ITEMS["q8"], ONE_SIDED)})),
    Case(
        "A02",
        "one question of a battery from 1 to 7",
        toml=settings(
            {"q4": f'\n[[question]]\ncolumn = "q4"\ntext = "{ITEMS["q4"]}"\nscale = [1, 7]\ndont-know = ["9"]\n'}
        ),
    ),
    Case(
        "A03",
        "price and quality in one question",
        toml=worded("q2", "Hur nöjd eller missnöjd är du med pris och kvalitet?"),
    ),
    Case("A04", "two questions, one answer", toml=worded("q2", "Är det rent i trapphuset? Är det rent i tvättstugan?")),
    Case("A05", "one side of the question only", toml=worded("q2", "Är du nöjd med städningen?")),
    Case("A06", "a statement with a no in it", toml=worded("hjalp", "Jag får inte hjälp när jag behöver det")),
    Case("A07", "a question of thirty words", toml=worded("q5", LONG)),
    Case(
        "A08",
        "one in six leaves it blank, and there is no don't know",
        each("q6", lambda k, row: "" if k % 6 == 0 else row["q6"].replace("9", "3"), only_newest=False),
        settings({"q6": labelled("q6", ITEMS["q6"], SATISFIED, "")}),
    ),
    Case("A09", "two in five do not know", each("q6", lambda k, row: "9" if k % 5 < 2 else row["q6"])),
    Case(
        "A10",
        "half an hour to answer",
        each("svarstid (sekunder)", lambda k, row: str(7 * int(row["svarstid (sekunder)"]))),
    ),
    Case("A11", "two items that say the same", two_items_alike),
    Case("A12", "a battery that measures one thing", one_mind),
    Case("A13", "three in five give the best answer", each("q2", lambda k, row: "5" if k % 5 < 3 else row["q2"])),
    Case("A14", "two camps", each("q7", lambda k, row: "1511551335"[k % 10])),
    Case("A15", "only a mean is reported", toml=settings(tail='\n[options]\nmeasures = ["mean-of-maximum"]\n' + TAIL)),
    Case("A16", "one in five gives one answer to everything", straight_lines),
    Case(
        "A17",
        "one in six answers in half a minute",
        each("svarstid (sekunder)", lambda k, row: "30" if k % 6 == 0 else row["svarstid (sekunder)"]),
    ),
    Case("A18", "more and more blanks along the battery", more_blank),
    Case(
        "A19",
        "an item that is coded the wrong way",
        each("q3", lambda k, row: str(6 - int(row["q3"])) if row["q3"] in "12345" else "9", only_newest=False),
    ),
    Case(
        "A20",
        "ages that overlap and leave a hole",
        each("alder", lambda k, row: ("18-30", "30-45", "50-64", "65+")[k % 4], only_newest=False),
    ),
    Case(
        "A21",
        "three months after the last wave",
        toml=settings(tail=TAIL.replace("[audit]\n", "[audit]\nfield = { 2024 = [2024-12-01, 2024-12-20] }\n")),
    ),
    Case(
        "A22",
        "the same people three times in a year",
        same_people,
        settings(tail=TAIL.replace("[audit]", "[audit]" + FIELD)),
    ),
    Case("A23", "results that came after four months", toml=settings(tail=TAIL.replace("2025-04-15", "2025-07-31"))),
    Case("A24", "one in five answered", toml=settings(tail=TAIL.replace("= 150", "= 400"))),
    Case(
        "A25", "those who answered late are less satisfied", late_are_lower, settings(tail=TAIL.replace("12 }", "14 }"))
    ),
    Case("A26", "too few answers for five points", toml=settings(tail=TAIL.partition("\n[audit.limits]")[0])),
    Case(
        "A27",
        "twelve units of a handful",
        many_units,
        settings(
            tail=TAIL.replace("Nord = 150\nSyd = 150", "Nord = 250")
            .replace("[population]\nNord = 250\n", "")
            .replace("12 }", "60 }")
        ),
        staff="",
    ),
    Case("A28", "one in nine weighs eight times the others", heavy, settings(tail=TAIL.replace("12 }", "20 }"))),
    Case("A29", "a question with other words than last year", reworded, settings({"q8": TWO_COLUMNS})),
    Case("A30", "another scale last year", toml=settings({"nps": QUESTIONS["nps"] + "scales = { 2024 = [1, 10] }\n"})),
    Case("A31", "from web to app in a year", each("svarskanal", lambda k, row: "webb" if k % 8 == 0 else "app")),
    Case(
        "A32",
        "three in four from one unit",
        other_mix,
        settings(tail=TAIL.replace("12 }", "20 }").replace("Nord = 150\nSyd = 150", "Nord = 240\nSyd = 80")),
    ),
    Case(
        "A33",
        "a recommend question from 1 to 10",
        toml=settings({"nps": QUESTIONS["nps"].replace("[0, 10]", "[1, 10]")}),
    ),
    Case("A34", "everybody in a unit gives the same answer", all_of_one_mind),
    Case("A35", "thirty answers in eight minutes", in_one_sitting),
    Case("A36", "a unit that rises by half the scale", jump),
    Case(
        "A37",
        "half of the questions open",
        toml=settings(head=HEAD.replace('["fritext"]', '["fritext", "q*", "alder"]'), changed=without(*ITEMS)),
    ),
    Case(
        "A38",
        "nothing about the whole",
        toml=settings(without("total", "nps"), head=HEAD.replace('"infer"', '"ignore"')),
    ),
    Case("A39", "nothing about problems", toml=settings(without("problem"), head=HEAD.replace('"infer"', '"ignore"'))),
    Case(
        "A40",
        "recommending in an index of satisfaction",
        toml=settings(tail='\n[[latent]]\nname = "Nöjdhet"\nitems = ["total", "q1", "nps"]\n' + TAIL),
    ),
    Case("A41", "units with other names among the employees", staff="other_staff.csv"),
    Case("A42", "one row in twenty without a weight", weightless),
    Case(
        "A43",
        "units that are people",
        each("enhet", lambda k, row: {"Nord": "Anna Berg", "Syd": "Karl Holm"}[row["enhet"]], only_newest=False),
        settings(tail=TAIL.partition("[audit]")[1] + TAIL.partition("[audit]")[2]),
        staff="",
    ),
    Case(
        "A44",
        "numbers from 1 to 5 and no word for them",
        toml=settings(
            {"q8": f'\n[[question]]\ncolumn = "q8"\ntext = "{ITEMS["q8"]} (1-5)"\nscale = [1, 5]\ndont-know = ["9"]\n'}
        ),
    ),
)


def written(rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def files() -> Mapping[Path, str]:
    """Every file with its text."""
    found = {GOOD / "survey.csv": written(good_rows()), GOOD / "survey.toml": settings()}
    found |= {GOOD / "staff.csv": "Enhet,Trivsel\nNord,4\nSyd,5\nNord,3\nSyd,4\n"}
    found |= {BAD / "other_staff.csv": "Avdelning,Trivsel\nTeam 1,4\nTeam 2,5\nTeam 1,3\nTeam 2,4\n"}
    for case in CASES:
        if case.plant is not None:
            rows = good_rows()
            case.plant(rows)
            found[BAD / f"{case.rule}.csv"] = written(rows)
        if case.toml:
            found[BAD / f"{case.rule}.toml"] = case.toml
    return found


def main() -> None:
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
