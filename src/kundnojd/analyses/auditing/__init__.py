"""The audit: is the survey any good? Every rule of `questionnaire.audit_rules`, each checked or said why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kundnojd.analyses.auditing import answers, batteries, rows, scales, units, waves, wording
from kundnojd.analyses.auditing.batteries import moments_block
from kundnojd.analyses.auditing.given import Finding, Given, Outcome, severity_of
from kundnojd.questionnaire.audit_rules import rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "RULES", "Given", "audit", "moments_block", "outcomes"]

COLUMNS = (
    *("rule", "severity", "status", "question", "unit", "wave"),
    *("measure", "kind", "number", "limit", "n", "detail", "looked", "reason"),
)
STATUSES = ("found", "ok", "not-checked", "off")

RULES: Mapping[str, Callable[[Given], Outcome]] = {
    "A01": scales.balance,
    "A02": scales.mixed,
    "A03": wording.two_in_one,
    "A04": wording.several_marks,
    "A05": wording.leading,
    "A06": wording.negated,
    "A07": wording.too_long,
    "A08": scales.no_dont_know,
    "A09": scales.many_dont_know,
    "A10": scales.length,
    "A11": batteries.redundant,
    "A12": batteries.one_factor,
    "A13": answers.ceiling,
    "A14": answers.polarised,
    "A15": scales.bare_mean,
    "A16": rows.straight,
    "A17": rows.speeders,
    "A18": answers.position,
    "A19": batteries.turned,
    "A20": scales.gaps,
    "A21": waves.too_soon,
    "A22": rows.fatigue,
    "A23": waves.stale,
    "A24": units.response,
    "A25": rows.early_late,
    "A26": units.too_few,
    "A27": units.tiny,
    "A28": answers.weights,
    "A29": waves.reworded,
    "A30": scales.rescaled,
    "A31": waves.mode,
    "A32": waves.composition,
    "A33": wording.nps,
    "A34": units.uniform,
    "A35": rows.bursts,
    "A36": waves.jumps,
    "A37": wording.open_questions,
    "A38": wording.no_overall,
    "A39": wording.one_touch,
    "A40": wording.loyalty_as_satisfaction,
    "A41": units.staff,
    "A42": answers.base,
    "A43": wording.personal,
    "A44": wording.unlabelled,
}


def outcomes(given: Given) -> Mapping[str, Outcome]:
    """What became of every rule that is not switched off, in the order of the table."""
    off = given.settings.audit.off
    return {key: rule(given) for key, rule in RULES.items() if key not in off}


def audit(given: Given) -> pd.DataFrame:
    """The frame with the columns `COLUMNS`: a row for each finding, and one for each rule that found nothing.

    ``status`` is ``found``, ``ok`` (with the number that came nearest to its limit, where there is one),
    ``not-checked`` (``reason`` names why) or ``off`` (``reason`` is the user's). ``looked`` says on how many questions,
    units or waves the rule was checked. Findings stand in the order of their rules.
    """
    import pandas as pd

    found = outcomes(given)
    table = []
    for key in RULES:
        if key not in found:
            table.append(_row(key, "off", None, reason=given.settings.audit.off[key]))
        elif found[key].reason:
            table.append(_row(key, "not-checked", None, reason=found[key].reason))
        elif found[key].findings:
            table += [_row(key, "found", one, found[key].looked) for one in found[key].findings]
        else:
            table.append(_row(key, "ok", found[key].nearest, found[key].looked))
    return pd.DataFrame({name: [row[name] for row in table] for name in COLUMNS}, columns=list(COLUMNS))


def _row(key: str, status: str, finding: Finding | None, looked: int = 0, reason: str = "") -> dict[str, object]:
    rule, nan = rules()[key], float("nan")
    row: dict[str, object] = dict.fromkeys(("question", "unit", "wave", "measure", "detail"), "")
    row |= {"rule": key, "severity": rule.severity, "status": status, "reason": reason, "looked": looked}
    row |= {"kind": rule.kind, "number": nan, "limit": nan, "n": nan}
    if finding is not None:
        row |= {name: getattr(finding, name) for name in ("question", "unit", "wave", "measure", "detail")}
        row |= {"number": float(finding.number), "limit": float(finding.limit), "n": finding.n}
        row |= {"kind": finding.kind or rule.kind}
        if status == "found":
            row["severity"] = severity_of(key, finding)
    return row
