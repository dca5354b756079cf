"""What planning is made of, each with its formula and source; apart, for most runs plan nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kundnojd.inference import planning
from kundnojd.inference.method import Method

# How two waves of a kind of measure are compared, when they are still to be asked.
COMPARING: Mapping[str, Method[planning.Comparing]] = {
    "power-mean": Method(
        planning.Comparing(planning.mean_power, planning.mean_needed),
        formula="power = 1 − F(t; 2(n − 1), sqrt(n/2) · d/sd), F the noncentral t distribution",
        source="R stats, power.t.test",
        use="Answers needed per wave to see a difference of an index",
    ),
    "power-share": Method(
        planning.Comparing(planning.share_power, planning.share_needed),
        formula="n = (z · sqrt(2p(1 − p)) + z_power · sqrt(p₁(1 − p₁) + p₂(1 − p₂)))² / (p₁ − p₂)², p their mean",
        source="R stats, power.prop.test",
        use="Answers needed per wave to see a difference of a share, taken towards 50 %",
    ),
    "power-net": Method(
        planning.Comparing(planning.normal_power, planning.normal_needed),
        formula="n = (sd_a² + sd_b² − 2 · overlap · ρ · sd_a · sd_b) · (z + z_power)² / d²",
        source="Cohen (1988), Statistical Power Analysis; R PracTools, nProp2sam",
        use="Answers needed per wave for a net score, and for any measure where respondents answer in both waves",
    ),
}

PLANNING: Mapping[str, Method[Callable[..., Any]]] = {
    "margin-of-error": Method(
        planning.margin,
        formula="z · sd · sqrt(deff · (1 − n/N) / n)",
        source="Cochran (1977), Sampling Techniques, 2.6",
        use="Half the width of an interval; sd is 100 · sqrt(p(1 − p)) for a share, 100 · sqrt(variance) for NPS",
    ),
    "answers-needed": Method(
        planning.answers_for_margin,
        formula="n₀ = deff · z² · sd² / e²; n = n₀ / (1 + (n₀ − 1)/N), rounded up",
        source="Cochran (1977), Sampling Techniques, 4.4",
        use="Answers for a margin of ±e",
    ),
    "detectable-difference": Method(
        planning.detectable,
        formula="(z + z_power) · sd · sqrt(1/n_a + 1/n_b − 2mρ/(n_a n_b)), m who answer both times",
        source="Cohen (1988), Statistical Power Analysis; Kish (1965), Survey Sampling, 12.4",
        use="The smallest true difference that is likely to be called, before correction for many comparisons",
    ),
}
