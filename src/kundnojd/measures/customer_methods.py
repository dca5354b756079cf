"""What is said of customers who stay, leave or complain, each with its formula and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import attributable, simultaneous
from kundnojd.inference.method import Method
from kundnojd.measures import complaints, loyalty

CUSTOMERS: Mapping[str, Method[Callable[..., Any]]] = {
    "ambassadors": Method(
        loyalty.joint_shares,
        formula="share with the top answers on overall satisfaction, recommending (9–10 of 0–10), and coming back or "
        "choosing again, of those who answered all that are asked of the three",
        source="top answers on all three: Burke, Inc.; here under a name of our own",
        use="Who speaks well of you and stays. What was done goes before what somebody would do, and it is said which",
        limits="Made of two questions the share is larger than of three: compare only the same set of questions",
    ),
    "four-groups": Method(
        loyalty.joint_shares,
        formula="satisfied (two best answers; 8–10 of ten or eleven) by loyal (top box on coming back or choosing "
        "again, else 9–10 on recommending); strict: very satisfied by the best answer alone",
        source="Jones and Sasser (1995), Harvard Business Review 73(6), 88-99; there is no published cut",
        use="Who is satisfied but on the move, and who is dissatisfied but stays",
    ),
    "goodman": Method(
        simultaneous.goodman,
        formula="Wilson at 1 − (1 − level)/k for k shares of one whole",
        source="Goodman (1965), Technometrics 7, 247-254",
        use="The four groups held against each other: their intervals hold together",
        limits="At 95 % all four hold the true shares in 94.6 to 96.8 % of samples of 50 and more"
        " (tests/benchmarks/customers.md)",
    ),
    "problems-per-complaint": Method(
        complaints.joint_shares,
        formula="P/C, problems by complaints; its limits are those of C/P (Wilson) turned",
        source="Goodman (2009), Strategic Customer Service, AMACOM",
        use="How many problems stand behind each complaint that reaches you",
    ),
    "cost-of-problems": Method(
        attributable.loss,
        formula="(P/n)(L0 − L1) ± z · sqrt((P/n)²(L0(1 − L0)/n0 + L1(1 − L1)/P) + (L0 − L1)²(P/n)(1 − P/n)/n); its "
        "parts are (n_k/n)(L0 − L_k)",
        source="delta method; L0 − L is the population attributable difference: Rothman, Modern Epidemiology",
        use="Points that a share is lower than among those without a problem: arithmetic, not a forecast",
        limits="At 95 % it holds the true cost in 94 to 95 % of samples where 20 or more had a problem, in fewer with"
        " less (tests/benchmarks/customers.md)",
    ),
}
