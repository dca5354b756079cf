"""Invented maps for the tests of renderers: a priority map and a map of many units."""

from __future__ import annotations

import numpy as np

from kundnojd.report.model import Point, Provenance, Report, Scatter, Section

RISKY = '=HYPERLINK("http://x","y")'
MARKUP = "<script>alert(1)</script>"


def priorities() -> Scatter:
    """A map cut in four, with long names, a hollow point and text that means harm."""
    rows = (
        ("Hur tycker du att felanmälan fungerar?", 71.2, 1.9, 0.3, True),
        ("Hur tycker du att bemötandet från vår personal är?", 80.4, 2.6, 0.4, True),
        ("Hur tycker du att städningen av trapphuset är?", 61.8, 2.4, 0.5, True),
        ("Hur tycker du att utemiljön sköts?", 69.0, 1.2, 0.3, False),
        ("Hur tycker du att tvättstugan fungerar?", 66.1, 0.4, 0.3, True),
        (RISKY, 75.0, 0.6, 0.4, True),
        (MARKUP, 58.9, 0.9, 0.4, False),
    )
    points = tuple(Point(name, x, y, None, None, y - 2 * se, y + 2 * se, firm) for name, x, y, se, firm in rows)
    corners = ("Prioritera!", "Förbättra om möjligt", "Lägre prioritet", "Bevara")
    said = "Städningen av trapphuset har lågt betyg och stor betydelse."
    return Scatter(
        "priorities",
        "Prioriteringskarta",
        "Betyg (index)",
        "Effekt av +5 på helheten",
        "index",
        "mean",
        points,
        69.0,
        1.5,
        corners,
        None,
        said,
        numbered=True,
    )


def units() -> Scatter:
    """Twenty units with intervals both ways and a line through them."""
    rng = np.random.default_rng(7)
    points = []
    for k in range(20):
        x, y = 62 + 9 * rng.standard_normal(), 66 + 6 * rng.standard_normal()
        points.append(Point(f"Område {k + 1}", x, y, x - 6, x + 6, y - 3, y + 3))
    return Scatter(
        "linked", "Engagemang och nöjdhet", "Engagemang", "NKI", "index", "index", tuple(points), slope=(48.0, 0.3)
    )


def report_of(*blocks: Scatter) -> Report:
    """A report with a section for each map."""
    sections = tuple(Section(block.key, block.title, (block,)) for block in blocks)
    return Report("Kartor", "sv", (), sections, Provenance("0", (), {}, "2025-01-01T00:00:00+00:00"))
