"""Make ``besok.csv``, a round of mystery shopping at the areas of the tenant survey that nobody has carried out.

Everything is drawn from a fixed seed, so each run gives the same file::

    python examples/hyresgaster/make_besok.py

Each visit has a level of its own around that of its area, so that the conditions of one visit hang together (by a
correlation of 0.2); some conditions are harder than others, and some can not be looked at in every visit.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

SEED = 41
FIRST_DAY = dt.date(2025, 8, 18)
DAYS = 26
TOGETHER = 0.2

# Area: visits, part of the conditions that it fulfils. The customer centre is no area of the survey.
AREAS = {
    "Ängsbacken": (4, 0.74),
    "Östra Höjden": (4, 0.46),
    "Söderport": (4, 0.93),
    "Hamnen": (4, 0.80),
    "Kvarnbacken": (3, 0.60),
    "Björklunden": (3, 0.78),
    "Lillgården": (3, 0.76),
    "Sjöstaden": (4, 0.92),
    "Västra Ekängen": (3, 0.72),
    "Rönnlyckan": (4, 0.42),
    "Klostergatan": (3, 0.75),
    "Nytorget": (3, 0.62),
    "Lärkhöjden": (3, 0.80),
    "Tallmon": (2, 0.66),
    "Åkerslätt": (2, 0.58),
    "Bruket": (2, 0.60),
    "Gamla torget": (2, 0.70),
    "Fågelsången": (2, 0.80),
    "Prästhagen": (2, 0.64),
    "Stationsområdet": (2, 0.70),
    "Kundcenter": (3, 0.80),
}
# Condition: how much easier it is than the others, part of the visits in which it could not be looked at.
CONDITIONS = {
    "Personalen visar arbetsglädje och verkar trivas med uppgiften": (0.02, 0.0),
    "Vänlig min eller ljus röst under hela mötet": (0.10, 0.0),
    "Kunden hälsas inom utlovad tid, som en välkommen gäst": (0.08, 0.0),
    "Lika bemötande oavsett klädsel, språk och ålder": (0.14, 0.1),
    "Ord och kroppsspråk riktas mot kunden, inget annat görs samtidigt": (-0.02, 0.0),
    "Hela behovet klarläggs och möts, eller närmaste möjliga erbjuds": (-0.08, 0.0),
    "Kundens läge återges med egna ord": (-0.20, 0.0),
    "Invändning tas emot utan att motsägas": (0.0, 0.4),
    "Kundens uppgift godtas utan misstro": (0.06, 0.1),
    "Klagomål tackas för och antecknas": (-0.14, 0.5),
    "Fel förklaras inte bort": (-0.04, 0.5),
    "Något utöver det begärda erbjuds": (-0.26, 0.0),
    "Ärendet tas direkt; utlovad tid och återkoppling hålls": (0.04, 0.05),
    "Rent, ordnat och trivsamt där kunden vistas": (0.08, 0.0),
    "Ansvar tas eller kunden lämnas över personligen": (0.04, 0.0),
}
HEADER = ("Besök", "Datum", "Område", *(f"{k}. {name}" for k, name in enumerate(CONDITIONS, start=1)))
CLOSED = ("Tallmon", 2)  # the office was shut on a third visit there


def rows() -> list[list[str]]:
    """All visits in the order of their days, without the header row."""
    rng = np.random.default_rng(SEED)
    visits: list[tuple[dt.date, str, list[str]]] = []
    for area, (count, level) in AREAS.items():
        for _ in range(count):
            day = FIRST_DAY + dt.timedelta(days=int(rng.integers(DAYS)))
            spread = 1 / TOGETHER - 1
            own = rng.beta(level * spread, (1 - level) * spread)
            answers = []
            for ease, unseen in CONDITIONS.values():
                harder = min(max(own + ease * min(1.0, 6 * own * (1 - own)), 0.0), 1.0)
                seen, done = rng.random() >= unseen, rng.random() < harder
                answers.append(("Ja" if done else "Nej") if seen else "Ej aktuellt")
            visits.append((day, area, answers))
    blank = ["Ej aktuellt"] * (len(CONDITIONS) - 2) + ["Ja", "Ej aktuellt"]
    visits.append((FIRST_DAY + dt.timedelta(days=DAYS // CLOSED[1]), CLOSED[0], blank))
    visits.sort(key=lambda visit: (visit[0], visit[1]))
    return [[str(k), day.isoformat(), area, *answers] for k, (day, area, answers) in enumerate(visits, start=1)]


def table() -> str:
    """The file: semicolons between the fields, those that hold one in quotation marks."""
    quoted = [[f'"{cell}"' if ";" in cell else cell for cell in row] for row in (list(HEADER), *rows())]
    return "".join(";".join(row) + "\n" for row in quoted)


if __name__ == "__main__":
    Path(__file__).with_name("besok.csv").write_text(table(), encoding="utf-8", newline="\n")
