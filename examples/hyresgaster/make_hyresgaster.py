"""Make ``hyresgaster.xlsx``, a tenant survey that nobody has answered, and ``population.csv``, who was asked.

Everything is drawn from a fixed seed, so each run gives the same file::

    python examples/hyresgaster/make_hyresgaster.py

Every answer comes from one latent satisfaction for each respondent (0 to 100, around the level of the area
that year), an effect of each area on each question that lasts over the years, and noise. The five last columns (a
problem, whether it was reported and solved, choosing again, years) follow from the answers before them and noise of
their own.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from openpyxl import Workbook

SEED = 20279
FIELD_STARTS = (dt.date(2023, 9, 18), dt.date(2024, 9, 16), dt.date(2025, 9, 15))
FIELD_DAYS = 35
STAMP = (2025, 11, 3, 8, 0, 0)

# Area: (answers in 2023, 2024, 2025), (mean latent satisfaction in 2023, 2024, 2025).
AREAS: dict[str | None, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "Ängsbacken": ((196, 198, 205), (64, 63, 67)),
    "Östra Höjden": ((79, 82, 90), (73, 74, 75)),
    "Söderport": ((72, 75, 76), (62, 62, 58)),
    "Hamnen": ((56, 56, 63), (71, 71, 74)),
    "Kvarnbacken": ((47, 48, 55), (64, 63, 66)),
    "Björklunden": ((42, 45, 49), (67, 67, 68)),
    "Lillgården": ((38, 39, 46), (60, 64, 70)),
    "Sjöstaden": ((36, 41, 43), (69, 69, 72)),
    "Västra Ekängen": ((36, 37, 38), (65, 65, 67)),
    "Rönnlyckan": ((33, 34, 34), (63, 63, 65)),
    "Klostergatan": ((30, 31, 31), (68, 69, 70)),
    "Nytorget": ((27, 28, 29), (60, 61, 65)),
    "Lärkhöjden": ((24, 24, 26), (70, 70, 72)),
    "Tallmon": ((20, 21, 22), (62, 61, 63)),
    "Åkerslätt": ((17, 17, 19), (59, 58, 60)),
    "Bruket": ((14, 15, 15), (56, 56, 55)),
    "Gamla torget": ((12, 13, 13), (66, 66, 68)),
    "Fågelsången": ((9, 8, 10), (71, 72, 73)),
    "Prästhagen": ((7, 6, 8), (58, 58, 60)),
    "Stationsområdet": ((3, 2, 4), (62, 63, 62)),
    None: ((2, 2, 2), (64, 64, 66)),  # rows whose area was lost
}

# Question: label of 1, label of 10, how much easier it is to please on this question.
NKI = {
    "Hur nöjd är du totalt sett med oss som hyresvärd?": ("Inte alls nöjd", "Mycket nöjd", 3),
    "Hur väl uppfyller vi dina förväntningar?": ("Inte alls", "Helt och hållet", -1),
    "Tänk dig en ideal hyresvärd. Hur nära ett sådant ideal kommer vi?": (
        "Inte alls nära",
        "Mycket nära",
        -5,
    ),
}
RECOMMEND = "Hur sannolikt är det att du skulle rekommendera oss som hyresvärd till en vän eller kollega?"

# Question: how much easier it is to please, share of "Vet ej".
ITEMS = {
    "Hur tycker du att felanmälan fungerar?": (2, 0.14),
    "Hur tycker du att bemötandet från vår personal är?": (12, 0.06),
    "Hur tycker du att städningen av trapphuset är?": (-5, 0.02),
    "Hur tycker du att utemiljön sköts?": (1, 0.03),
    "Hur tycker du att tvättstugan fungerar?": (-2, 0.17),
    "Hur tycker du att tryggheten i området är?": (-1, 0.04),
    "Hur tycker du att informationen från oss är?": (3, 0.05),
    "Hur tycker du att lägenhetens standard är?": (-6, 0.01),
    "Hur tycker du att sophanteringen fungerar?": (-3, 0.03),
    "Hur tycker du att belysningen utomhus är?": (5, 0.05),
}
# What people write who are not pleased: one paragraph for each question above.
COMPLAINTS = """\
Svara snabbare på felanmälan; jag har väntat {time} utan att någon har hört av sig.
Det borde gå att följa sin felanmälan på nätet, nu vet man inte vad som händer.
Jag fick svaret "vi återkommer", men ingen återkom.

Lyssna mer på oss som bor här.
Personalen är trevlig, men svår att få tag i.
Ha öppet lite längre någon kväll i veckan, alla kan inte ringa på dagtid.

Trapphuset behöver städas oftare, framför allt på vintern.
Städningen är ojämn; det har legat grus i trappan {time}.

Klipp häckarna och plantera gärna något {place}.
Sätt upp fler bänkar {place}, och laga gungorna.
Snöröjningen måste bli bättre; det var halt {place} i januari.

En av tvättmaskinerna har varit trasig {time}.
Det har stått "ur funktion" på torktumlaren {time}; laga den eller byt ut den.
Fler tvättider på kvällar och helger, tack!

Det känns otryggt {place} på kvällarna.
Porten står ofta olåst, så vem som helst kan gå in.
Fler som rör sig i området, t.ex. en värd på plats, skulle göra skillnad.

Informera tidigare när vattnet ska stängas av.
Skicka information som sms också, lapparna i trappan läser ingen.

Köket är slitet: luckorna hänger, och kylen låter.
Det drar från fönstren; vi har haft 18 grader i vardagsrummet {time}.
Badrummet behöver renoveras.

Soprummet har varit fullt {time}; töm oftare!
Det saknas kärl för plast och kartong.

Det är mörkt {place}, flera lampor är trasiga.
Byt lampor {place} innan vintern kommer."""
COMPLAINTS_OF = [paragraph.splitlines() for paragraph in COMPLAINTS.split("\n\n")]
TIMES = ("i tre veckor", "sedan i våras", "i nästan en månad", "hela hösten", "i flera dagar")
PLACES = ("vid entrén", "på gården", "vid parkeringen", "vid cykelrummet", "längs gångvägen", "bakom huset")
PRAISE = (
    "Inget, allt fungerar bra!",
    "Fortsätt som ni gör, vi trivs.",
    'Jag brukar säga till mina vänner: "här bor man bra".',
    "Inget särskilt; bra hyresvärd och lugnt område.",
)
STEPS = ("Dåligt", "Inte så bra", "Ganska bra", "Mycket bra")
CUTS = (32.0, 51.0, 77.0)
COMMENT = "Vad kan vi göra bättre?"

# Asked last, and drawn from a generator of their own.
PROBLEM = "Har du haft något fel eller problem i din bostad det senaste året?"
REPORTED = "Anmälde du felet eller problemet till oss?"
SOLVED = "Blev felet eller problemet löst?"
AGAIN = "Skulle du välja oss som hyresvärd igen?"
TENURE = "Hur länge har du bott hos oss?"
SOLUTIONS = ("Nej", "Ja, till slut", "Ja, snabbt")
CHOICES = ("Nej, absolut inte", "Nej, troligen inte", "Kanske", "Ja, troligen", "Ja, absolut")
YEARS = ("Mindre än 1 år", "1–3 år", "4–10 år", "Mer än 10 år")
LAST_SEED = SEED + 1

ANSWERED = ("Svarsnummer", "År", "Svarsdatum", "Område", "Vikt", *NKI, *ITEMS, RECOMMEND, COMMENT)
HEADER = (*ANSWERED, PROBLEM, REPORTED, SOLVED, AGAIN, TENURE)

Cell = str | int | float | dt.date | None


# Households of each area; the number of answers is theirs times the response rate of the area.
HOUSEHOLDS = {
    "Ängsbacken": 612,
    "Östra Höjden": 187,
    "Söderport": 204,
    "Hamnen": 131,
    "Kvarnbacken": 148,
    "Björklunden": 96,
    "Lillgården": 94,
    "Sjöstaden": 74,
    "Västra Ekängen": 89,
    "Rönnlyckan": 85,
    "Klostergatan": 58,
    "Nytorget": 71,
    "Lärkhöjden": 47,
    "Tallmon": 58,
    "Åkerslätt": 66,
    "Bruket": 57,
    "Gamla torget": 27,
    "Fågelsången": 18,
    "Prästhagen": 24,
    "Stationsområdet": 16,
}


def rows() -> list[list[Cell]]:
    """All answers in the order they came in, without the header row."""
    rng = np.random.default_rng(SEED)
    areas = list(AREAS)
    effects = 4 * rng.standard_normal((len(areas), len(ITEMS)))
    weights = np.round(1 + 0.14 * rng.standard_normal((len(areas), 3)).clip(-2, 2), 2)
    answers: list[list[Cell]] = []
    for wave, start in enumerate(FIELD_STARTS):
        for place, area in enumerate(areas):
            sizes, levels = AREAS[area]
            for _ in range(sizes[wave]):
                day = start + dt.timedelta(days=int(FIELD_DAYS * rng.random() ** 2))  # most answer early
                weight = float(weights[place, int(rng.random() * 3)])
                satisfaction = levels[wave] + _left_skewed(rng)
                replies = _answers(rng, satisfaction, effects[place].tolist())
                answers.append([start.year, day, area, weight, *replies])
    order = np.random.default_rng(SEED).random(len(answers))  # areas mixed within a day
    arrived = sorted(range(len(answers)), key=lambda position: (str(answers[position][1]), order[position]))
    last = np.random.default_rng(LAST_SEED)
    told = [[10001 + number, *answers[position]] for number, position in enumerate(arrived)]
    return [[*row, *_experience(last, row)] for row in told]


def _experience(rng: np.random.Generator, row: Sequence[Cell]) -> list[Cell]:
    """What happened to a respondent with these answers, whether he would choose us again, and his years here.

    Who is less satisfied has had a problem more often, and has seen it solved less often.
    """
    given = dict(zip(ANSWERED, row, strict=True))
    rated = [int(str(answer).split(" ")[0]) for answer in map(given.__getitem__, NKI) if answer is not None]
    satisfaction = 100 * (sum(rated) / len(rated) - 1) / 9 if rated else 64.0
    reports = given[next(iter(ITEMS))]  # what he thinks of how faults are reported
    service = STEPS.index(str(reports)) - 1.5 if reports in STEPS else 0.0
    draws = rng.random(6).tolist()
    had = draws[0] < 1 / (1 + math.exp(0.55 + (satisfaction - 66) / 32))
    told = draws[1] < 0.58
    solved = 1.2 * service + (satisfaction - 55) / 26 + 1.6 * rng.standard_normal()
    stay = 4 * draws[2] ** 0.8
    again = (satisfaction + 4 * (stay - 2) + 15 * rng.standard_normal()) / 20
    return [
        None if draws[3] < 0.012 else "Ja" if had else "Nej",
        None if not had or draws[3] < 0.012 else "Ja" if told else "Nej",
        None if not (had and told) or draws[3] < 0.02 else SOLUTIONS[(solved > -0.4) + (solved > 0.9)],
        None if draws[4] < 0.014 else CHOICES[min(max(int(again + 0.3), 0), 4)],
        None if draws[5] < 0.01 else YEARS[int(stay)],
    ]


def _left_skewed(rng: np.random.Generator) -> float:
    """Noise with mean 0 and standard deviation 19: the low tail is the longer."""
    z = rng.standard_normal()
    return float(19 * (z - 0.2 * (z * z - 1)) / 1.08**0.5)


def _answers(rng: np.random.Generator, satisfaction: float, effects: Sequence[float]) -> list[Cell]:
    """The answers of one respondent to all questions, with the comment last."""
    answers: list[Cell] = []
    for low_label, high_label, ease in NKI.values():
        score = 1 + 9 * (satisfaction + ease + 9 * rng.standard_normal()) / 100
        answers.append(_printed(rng, score, {1: low_label, 10: high_label}))
    felt = []
    for (ease, unknown), effect in zip(ITEMS.values(), effects, strict=True):
        feeling = satisfaction + ease + effect + 15 * rng.standard_normal()
        draw = rng.random()
        if draw < unknown:
            answers.append("Vet ej")
        elif draw > 0.985:
            answers.append(None)
        else:
            answers.append(STEPS[sum(feeling >= cut for cut in CUTS)])
        felt.append(feeling if draw >= unknown else 100.0)
    score = 0.87 + (satisfaction + 12 * rng.standard_normal()) / 10
    answers.append(_printed(rng, score, {0: "Inte alls sannolikt", 10: "Mycket sannolikt"}))
    answers.append(_comment(rng, felt))
    return answers


def _printed(rng: np.random.Generator, score: float, ends: dict[int, str]) -> Cell:
    """A number as survey tools print it: bare, but with its label at the ends; now and then left blank."""
    number = min(max(round(score), min(ends)), max(ends))
    if rng.random() < 0.012:
        return None
    return f"{number} - {ends[number]}" if number in ends else number


def _comment(rng: np.random.Generator, felt: Sequence[float]) -> Cell:
    """About a third write something, on what pleased them least."""
    if rng.random() > 0.35:
        return None
    worst = sorted(range(len(felt)), key=felt.__getitem__)[:2]
    if felt[worst[0]] > 55:
        return _one_of(rng, PRAISE)
    complaints = [_one_of(rng, COMPLAINTS_OF[item]) for item in worst]
    filled = [text.format(time=_one_of(rng, TIMES), place=_one_of(rng, PLACES)) for text in complaints]
    draw = rng.random()
    if draw < 0.6:
        return filled[0]
    return ("\n" if draw < 0.7 else " ").join(filled)


def _one_of(rng: np.random.Generator, texts: Sequence[str]) -> str:
    return texts[int(rng.random() * len(texts))]


def workbook() -> bytes:
    """The workbook of the survey."""
    return packed("Svar", [list(HEADER), *rows()])


def packed(title: str, lines: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet with the times that openpyxl and zip put into it taken out."""
    book = Workbook(write_only=True)
    book.properties.creator = "kundnojd"
    book.properties.created = dt.datetime(*STAMP)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in lines:
        sheet.append(row)
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = source.read(name)
            if name == "docProps/core.xml":
                moment = dt.datetime(*STAMP).isoformat().encode() + b"Z"
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, part)
            info = zipfile.ZipInfo(name, STAMP)
            info.create_system = 3
            target.writestr(info, part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def population() -> str:
    """The table of households, as ``kundnojd response --population`` reads it."""
    return "".join(f"{area};{count}\n" for area, count in [("Område", "Hushåll"), *HOUSEHOLDS.items()])


if __name__ == "__main__":
    Path(__file__).with_name("population.csv").write_text(population(), encoding="utf-8", newline="\n")
    Path(__file__).with_name("hyresgaster.xlsx").write_bytes(workbook())
