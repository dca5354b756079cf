"""What checklists of visits are made of, each with its formula and source; apart, for most runs have no visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import rank_correlation, visits
from kundnojd.inference.method import Method

VISITS: Mapping[str, Method[Callable[..., Any]]] = {
    "visit-score": Method(
        visits.wilson,
        formula="mean of visit scores 100 Σwy/Σw over the conditions answered; Wilson with n = I m / (1 + (I − 1) ρ)",
        source="Wilson (1927), Journal of the American Statistical Association 22; Kish (1965), Survey Sampling, 5.4",
        use="A unit that was visited a few times: the visits are the sample, not the conditions in them",
        limits="At 95 % it holds the true share in 93 to 97 % of rounds with 2 to 8 visits, where all conditions "
        "together counted as independent hold it in 68 to 86 % (tests/benchmarks/checklist.md)",
    ),
    "within-visit-correlation": Method(
        visits.within_visit_correlation,
        formula="ρ = (v I / pq − 1)/(I − 1), v the variance of visit scores within units, pq = mean p(1 − p) + v/m",
        source="the design effect of Kish (1965), Survey Sampling, 5.4, turned round",
        use="How much the conditions of one visit hang together; 0.3 under 10 units with two visits",
    ),
    "never-failed": Method(
        visits.most_failures,
        formula="1 − (1 − level)^(1/m)",
        source="Hanley and Lippman-Hand (1983), Journal of the American Medical Association 249, 1743-1745",
        use="The share of failures that m visits without one still allow",
    ),
    "spearman": Method(
        rank_correlation.fisher_interval,
        formula="tanh(atanh r ± z sqrt((1 + r²/2)/(k − 3)))",
        source="Spearman (1904), American J. of Psychology 15; Bonett and Wright (2000), Psychometrika 65, 23-28",
        use="Whether units that do more of the list have customers who are more satisfied, from 8 units",
    ),
}
