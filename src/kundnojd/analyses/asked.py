"""What is compared only when it is asked for: columns that come after those of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kundnojd.analyses.comparisons import AnalysisOptions, Compared, Estimate, is_paired
from kundnojd.analyses.grid import Grid
from kundnojd.analyses.pairs import letters_of
from kundnojd.analyses.targets_met import Goal, against_goals
from kundnojd.measures.targets import Target
from kundnojd.tally.panel import Panel

Block = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Asked:
    """Comparisons beside those with the rest and with the wave before.

    ``targets`` and ``benchmarks`` are the values to hold figures against, ``leading`` the headline figures as (measure,
    question), for goals that name no question. ``letters`` are for pairs of units. ``panel`` are the respondents that
    are followed from wave to wave. Each gives columns of its own, none without it.
    """

    targets: tuple[Goal, ...] = ()
    benchmarks: tuple[Goal, ...] = ()
    leading: frozenset[tuple[str, str]] = frozenset()
    letters: bool = False
    panel: Panel | None = None


def more_columns(
    target: Target,
    estimate: Estimate,
    previous: Compared,
    frame: Grid,
    waves: Sequence[str],
    options: AnalysisOptions,
    asked: Asked,
) -> Block:
    """The columns asked for, one value for each cell: wave by wave, the units of each in order.

    ``target``, ``target_difference``, ``_lower``, ``_upper``, ``_p``, ``_p_adjusted`` and ``_verdict``; the same of
    ``benchmark``, with ``benchmark_name``; ``letters``; ``previous_common`` and ``previous_method``.
    """
    found: Block = {}
    for key, goals in (("target", asked.targets), ("benchmark", asked.benchmarks)):
        if goals:
            met = against_goals(target, estimate, goals, frame, waves, asked.leading, options)
            compared = met.compared
            found[key] = met.value
            if key == "benchmark":
                found["benchmark_name"] = met.name
            found |= {
                f"{key}_difference": compared.difference,
                f"{key}_lower": compared.lower,
                f"{key}_upper": compared.upper,
                f"{key}_p": compared.p_value,
                f"{key}_p_adjusted": compared.p_adjusted,
                f"{key}_verdict": compared.verdict,
            }
    if asked.letters:
        found["letters"] = letters_of(estimate, frame.levels, options)
    if asked.panel is not None:
        found |= _followed(estimate, previous, options)
    return {name: values.T.reshape(-1) for name, values in found.items()}


def _followed(estimate: Estimate, previous: Compared, options: AnalysisOptions) -> Block:
    """How many respondents the comparison with the wave before has in both, and by which test it was made."""
    there = previous.verdict != ""
    method = np.where(there, f"{estimate.test}-wave", "").astype(object)
    common = np.full(there.shape, np.nan)
    if estimate.overlap is not None:
        paired = there & is_paired(estimate.overlap, options.min_n)
        method[paired] = f"{estimate.test}-wave-paired"
        common[paired] = estimate.overlap.n[paired]
    method[previous.verdict == "too-few"] = ""
    return {"previous_common": common, "previous_method": method}
