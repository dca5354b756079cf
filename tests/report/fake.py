"""An invented survey for the tests of reports: 20 units in three waves, with everything that is hard to print."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kundnojd.questionnaire.model import Answer, Question, Role, Scale
from kundnojd.report.model import Provenance
from kundnojd.report.satisfaction import SurveyInfo

CONTRACT = (
    *("measure", "kind", "question", "answer", "unit", "wave", "n", "n_eff", "value", "se", "lower", "upper"),
    *("level", "method", "status"),
    *("rest_difference", "rest_lower", "rest_upper", "rest_p", "rest_p_adjusted", "rest_verdict"),
    *("previous_wave", "previous_difference", "previous_lower", "previous_upper"),
    *("previous_p", "previous_p_adjusted", "previous_verdict"),
)

SMALL = "Stationsområdet"
PROTECTING = "Hamnen"
EMPTY = "Nybygget"
LONG = "Bostadsrättsföreningen Sjöutsikten och Kvarteret Gamla Tändsticksfabriken i Norra Hamnområdet"
MARKUP = "[red]Åsen[/red] <b>A|B</b>"
WIDE = "東京支店 Ödeshög"
UNITS = {
    "Östra Höjden": (143, 74.2),
    "Ängsbacken": (201, 67.0),
    "Söderport": (98, 58.3),
    SMALL: (3, 60.0),
    PROTECTING: (12, 64.0),
    EMPTY: (0, 60.0),
    LONG: (88, 71.4),
    MARKUP: (45, 62.2),
    WIDE: (52, 66.9),
    "Lillgården": (19, 80.1),
    "Torget": (11, 49.3),
    "Kvarnen": (64, 65.0),
    "Björkhagen": (77, 68.8),
    "Ekbacken": (35, 63.1),
    "Hagaparken": (120, 66.6),
    "Vallmogatan": (41, 61.0),
    "Solrosen": (58, 69.9),
    "Tallåsen": (33, 57.5),
    "Klockarängen": (92, 66.2),
    "Norrmalm": (150, 65.4),
}
ITEMS = (
    "Hur nöjd är du sammanfattningsvis med oss som hyresvärd?",
    "Hur väl uppfyller vi dina förväntningar?",
    "Tänk dig en ideal hyresvärd. Hur nära eller långt ifrån detta ideal ligger vi?",
    "Hur tycker du att felanmälan fungerar?",
    "Hur tycker du att städningen av trapphuset fungerar?",
    "Hur tycker du att utemiljön sköts?",
)
RECOMMEND = "Hur sannolikt är det att du skulle rekommendera oss till en vän eller kollega?"
KINDS = {"nps": "net", "nki": "index", "index": "index"}
METHODS = {"index": "t", "share": "wilson", "net": "adjusted-wald"}


def digits(low: int, high: int) -> Scale:
    return Scale("numeric", tuple(Answer(float(k), str(k)) for k in range(low, high + 1)))


QUESTIONS = (
    *(
        Question(f"Q{k}", text, {"": f"Q{k}"}, Role.OVERALL if k == 1 else Role.ITEM, digits(1, 10))
        for k, text in enumerate(ITEMS, 1)
    ),
    Question("Q7", RECOMMEND, {"": "Q7"}, Role.RECOMMEND, digits(0, 10)),
)


def _row(measure: str, question: str, unit: str, wave: str, n: int, value: float, previous: str) -> dict:
    kind = KINDS.get(measure, "share")
    width = 1.96 * 22 / math.sqrt(max(n, 1)) * (3 if kind == "net" else 2 if kind == "share" else 1)
    floor = -100 if kind == "net" else 0
    row = dict.fromkeys(CONTRACT, math.nan) | {
        "measure": measure,
        "kind": kind,
        "question": question,
        "answer": "",
        "unit": unit,
        "wave": wave,
        "n": n,
        "n_eff": n * 0.9,
        "value": min(max(value, floor), 100),
        "se": width / 1.96,
        "lower": max(value - width, floor),
        "upper": min(value + width, 100),
        "level": 0.95,
        "method": METHODS[kind],
        "status": "ok" if n >= 30 else "low-base",
        "rest_verdict": "",
        "previous_wave": "",
        "previous_verdict": "",
    }
    if n < 5 or unit == PROTECTING:
        row |= dict.fromkeys(("n", "n_eff", "value", "se", "lower", "upper"), math.nan)
        row["status"] = "hidden" if n else "empty"
        return row
    for against, difference in (("rest", value - 66.1 if unit else None), ("previous", 1.2 if n % 2 else -6.0)):
        if difference is None or (against == "previous" and not previous):
            continue
        verdict = "too-few" if n < 30 else "no-clear-difference"
        if n >= 30 and abs(difference) > 5:
            verdict = "higher" if difference > 0 else "lower"
        row |= {f"{against}_difference": difference, f"{against}_lower": difference - width}
        row |= {f"{against}_upper": difference + width, f"{against}_p": 0.01, f"{against}_p_adjusted": 0.02}
        row |= {f"{against}_verdict": verdict}
        row["previous_wave"] = previous
    return row


def _as(measure: str, value: float) -> float:
    """A satisfaction as another measure would have it."""
    return {"nps": (value - 62) * 3, "top-box": (value - 55) * 1.8, "satisfied": value + 5}.get(measure, value)


def frame(
    waves: tuple[str, ...] = ("2023", "2024", "2025"),
    units: dict[str, tuple[int, float]] = UNITS,
    headline: str = "nki",
    measures: tuple[str, ...] = ("nps", "top-box", "satisfied"),
    detail: bool = False,
) -> pd.DataFrame:
    rows = []
    total = sum(n for n, _ in units.values()) or 1012
    for measure in (headline, *measures):
        question = {"nki": "", "nps": "Q7"}.get(measure, "Q1")
        for k, wave in enumerate(waves):
            previous = waves[k - 1] if k else ""
            rows.append(_row(measure, question, "", wave, total, _as(measure, 64 + 1.1 * k), previous))
            for j, (unit, (n, value)) in enumerate(units.items()):
                drift = (k - len(waves) + 1) * (j % 5 - 1)
                rows.append(_row(measure, question, unit, wave, n, _as(measure, value + drift), previous))
        if measure == "nps":
            for part, share in (("promoters", 35.0), ("passives", 37.6), ("detractors", 27.4)):
                rows += [_row(part, "Q7", "", wave, total, share, "") for wave in waves]
    for k in range(1, len(ITEMS) + 1):
        for measure, value in (("index", 60), ("top-box", 18), ("satisfied", 66), ("bottom-box", 6), ("dont-know", 3)):
            done = measure in (headline, *measures) and k == 1
            rows += [_row(measure, f"Q{k}", "", w, total - 17 * k, value + 2.3 * k, "") for w in waves if not done]
            if detail and measure == "index":
                rows += [
                    _row(measure, f"Q{k}", unit, w, n, value + 2.3 * k, "")
                    for w in waves
                    for unit, (n, value) in units.items()
                ]
    return pd.DataFrame(rows, columns=CONTRACT)


INFO = SurveyInfo(
    provenance=Provenance("0.1.0", (("hyresgäster.xlsx", "ab" * 32),), {"lang": "sv"}, "2025-11-03T09:00:00Z"),
    title="Hyresgästenkät",
    files=("hyresgäster.xlsx",),
    rows_used=2512,
    rows_read=2530,
    left_out={"weight": 12, "blank-row": 6},
    unit_columns=("Område",),
    waves=("2023", "2024", "2025"),
    wave_source="År",
    weight="Vikt",
    questions=QUESTIONS,
    distributions={
        f"Q{k}": tuple(np.linspace(1, 4 + k, 10) / np.linspace(1, 4 + k, 10).sum() * 100) for k in range(1, 7)
    },
    headline_measure="nki",
    headline_questions=("Q1", "Q2", "Q3"),
    cuts={"top-box": "9–10", "satisfied": "7–10", "bottom-box": "1–2"},
    unrecognised=("Fält 12", "=cmd|' /C calc'!A0"),
)
