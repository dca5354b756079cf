"""What the tables of measures and bands say of each, as lines for the page of methods; in English, as it is cited."""

from __future__ import annotations

from collections.abc import Mapping

from kundnojd.measures import Measure
from kundnojd.measures.bands import Bands

Facts = tuple[tuple[str, str], ...]  # (key in [methods], text)

_QUESTIONS: Mapping[str, str] = {
    "nki": "the three with the roles overall, expectation and ideal, or those that questions under [preset.{name}] in "
    "survey.toml names",
    "headline": "the overall question, else all items of the commonest scale; then question by question",
    "overall": "the one with the role overall, or the one that [preset.{name}] names",
    "recommend": "the first one with the role recommend",
    "question": "question by question",
    "items": "those that questions under [preset.{name}] in survey.toml names",
    "all-items": "all items of the commonest scale, or those that questions under [preset.{name}] in survey.toml names",
}
_BASES: Mapping[str, str] = {
    "respondents": "over several questions: the mean of each respondent's mean",
    "answers": "all answers pooled",
    "questions": "over several questions: the mean of the figures of the questions, each with its own base",
}
_KINDS: Mapping[str, str] = {
    "index": "index, 0 to 100",
    "share": "share in per cent",
    "net": "net score, -100 to 100",
    "mean": "mean on the scale of the question",
}


def of_measure(measure: Measure) -> Facts:
    """The facts of a measure that its formula, source and note do not say; what does not apply is left out.

    >>> from kundnojd.measures import presets
    >>> dict(of_measure(presets()["insikt"]))["min-n"]
    '7'
    """
    several = measure.of in {"nki", "items", "headline", "all-items"} and measure.items != 1
    questions = _QUESTIONS[measure.of].format(name=measure.name)
    if measure.themes:
        questions = f'those with theme = "{measure.themes[0]}" in survey.toml, or {questions}'
    count = f"{measure.items}: " if measure.items else ""
    facts = (
        ("kind", _KINDS[measure.kind]),
        ("questions", count + questions),
        ("scale", ", ".join(measure.scales) or ("0-10" if measure.of == "recommend" else "any")),
        ("base", _BASES[measure.base] if several else ""),
        ("weights", _weights(measure) if several and measure.base == "respondents" else ""),
        ("missing", _missing(measure) if several else ""),
        ("bands", measure.bands),
        ("min-n", str(measure.min_n) if measure.min_n else ""),
        ("tiers", "; ".join(f"{tier.n} ({tier.use})" for tier in measure.tiers)),
        ("years", _years(measure.since, measure.until)),
        ("breaks", "; ".join(f"{change.year}: {change.why}" for change in measure.breaks)),
        ("owner", _owner(measure)),
        ("caveats", " ".join(measure.caveats)),
    )
    return tuple((key, text) for key, text in facts if text)


def of_bands(bands: Bands) -> Facts:
    """The facts of level bands, but for the levels themselves.

    >>> from kundnojd.measures.bands import bands
    >>> dict(of_bands(bands()["nbi-2005"]))["years"]
    '2005 to 2005'
    """
    rounding = "the whole number, rounded half up" if bands.decimals == 0 else "the value as it is, ten digits"
    facts = (
        ("owner", bands.title),
        ("version", bands.version),
        ("years", _years(bands.since, bands.until)),
        ("read-off", rounding),
        ("on-a-limit", bands.limits),
    )
    return tuple((key, text) for key, text in facts if text)


def _weights(measure: Measure) -> str:
    if measure.weights == "equal":
        return f"equal, or weights under [preset.{measure.name}] in survey.toml"
    printed = ", ".join(f"{weight:.4f}" for weight in measure.example_weights)
    return f"given under [preset.{measure.name}] in survey.toml; printed somewhere and not used here: {printed}"


def _missing(measure: Measure) -> str:
    if measure.base != "respondents":
        return "every answered question counts"
    if measure.items:
        return f"a respondent counts with at least {measure.least(measure.items)} of {measure.items} answered"
    return f"a respondent counts with at least {100 * measure.minimum:.0f} % answered"


def _years(since: int | None, until: int | None) -> str:
    parts = (f"from {since}" if since and not until else str(since or ""), f"to {until}" if until else "")
    return " ".join(part for part in parts if part)


def _owner(measure: Measure) -> str:
    if not measure.owner:
        return ""
    owns = "the figure, so that this is one computed as it" if measure.owned == "figure" else "the name, a trade mark"
    return f"{measure.owner}: owns {owns}"
