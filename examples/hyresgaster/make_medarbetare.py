"""Make ``medarbetare.xlsx``, a staff survey that nobody has answered, and ``sjukfranvaro.csv``, figures of each area.

The areas are those of ``make_hyresgaster.py``, two of them under slightly other names, and a head office that has no
tenants. Everything is drawn from a fixed seed, so each run gives the same files::

    python examples/hyresgaster/make_medarbetare.py

The engagement of an area's staff goes with the satisfaction of its tenants, that year and the next, and has as much
that is its own. Sick leave falls where engagement is high.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from make_hyresgaster import AREAS, Cell, packed

SEED = 20284
YEARS = (2023, 2024, 2025)
OTHER_NAMES = {"Rönnlyckan": "Rönnlycka", "Björklunden": "Björklundens", "Västra Ekängen": "VÄSTRA EKÄNGEN"}
OFFICE = "Huvudkontoret"

STATEMENTS = {
    "Jag känner mig motiverad i mitt arbete.": 2,
    "Jag vet vad som förväntas av mig.": 8,
    "Min närmaste chef lyssnar på mig.": 4,
    "Jag får den återkoppling jag behöver.": -7,
    "Vi hjälper varandra i min arbetsgrupp.": 10,
    "Jag har möjlighet att påverka mitt arbete.": -2,
    "Jag har tid att göra ett bra arbete.": -9,
    "Det jag gör är viktigt för de boende.": 7,
    "Jag skulle söka samma arbete igen.": -3,
}
RECOMMEND = "Hur sannolikt är det att du skulle rekommendera oss som arbetsplats till en vän eller bekant?"
AGREED = {1: "1 - Stämmer inte alls", 5: "5 - Stämmer helt"}
RECOMMENDED = {0: "0 - Inte alls sannolikt", 10: "10 - Mycket sannolikt"}
HEADER = ("Löpnummer", "År", "Enhet", *STATEMENTS, RECOMMEND)


def engagement() -> dict[str, tuple[float, float, float]]:
    """The level of each area in each year, 0 to 100; drawn apart, so that the files agree."""
    rng = np.random.default_rng(SEED)
    levels = {}
    for area, (_, satisfaction) in AREAS.items():
        own, years = 4.5 * rng.standard_normal(), 1.5 * rng.standard_normal(3)
        if area is not None:
            later = (*satisfaction[1:], satisfaction[-1])
            levels[area] = tuple(
                float(67 + 0.5 * (now - 65) + 0.5 * (then - 65) + own + year)
                for now, then, year in zip(satisfaction, later, years, strict=True)
            )
    return levels


def rows() -> list[list[Cell]]:
    """The answers, year by year, without the header row."""
    rng = np.random.default_rng(SEED + 1)
    levels = engagement() | {OFFICE: (70.0, 70.0, 69.0)}
    staff = {area: round(9 + 1.6 * answers[0] ** 0.55) for area, (answers, _) in AREAS.items() if area}
    staff |= {"Stationsområdet": 3, OFFICE: 24}
    found: list[list[Cell]] = []
    for place, year in enumerate(YEARS):
        answered = [(area, rng.random()) for area, size in staff.items() for _ in range(size + place % 2)]
        for area, _ in sorted(answered, key=lambda one: one[1]):
            mood = levels[area][place] + 15 * rng.standard_normal()
            replies = [_reply(rng, mood + ease) for ease in STATEMENTS.values()]
            number = min(max(round((mood + 4 + 24 * rng.standard_normal()) / 10), 0), 10)
            recommends: Cell = RECOMMENDED.get(number, number) if rng.random() > 0.02 else None
            found.append([len(found) + 1, year, OTHER_NAMES.get(area, area), *replies, recommends])
    return found


def _reply(rng: np.random.Generator, feeling: float) -> Cell:
    number = min(max(round(1 + 4 * (feeling + 14 * rng.standard_normal()) / 100), 1), 5)
    if rng.random() < 0.015:
        return None
    return AGREED.get(number, number)


def workbook() -> bytes:
    """The workbook of the staff survey."""
    return packed("Medarbetare", [list(HEADER), *rows()])


def sick_leave() -> str:
    """Sick leave in per cent of the working time of each area and year, as Swedish programs write it."""
    rng = np.random.default_rng(SEED + 2)
    lines = ["Område;År;Sjukfrånvaro"]
    for area, levels in engagement().items():
        own = 0.6 * rng.standard_normal()
        for year, level in zip(YEARS, levels, strict=True):
            leave = max(5.6 - 0.14 * (level - 67) + own + 0.4 * rng.standard_normal(), 1.0)
            lines.append(f"{area};{year};{leave:.1f}".replace(".", ","))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("medarbetare.xlsx").write_bytes(workbook())
    Path(__file__).with_name("sjukfranvaro.csv").write_text(sick_leave(), encoding="utf-8", newline="\n")
