"""Scales in words: which of the known verbal scales a column has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kundnojd.notices import Notice
from kundnojd.questionnaire.findings import ScaleFinding, oddities
from kundnojd.questionnaire.model import Answer, Scale
from kundnojd.questionnaire.proposals import Proposal
from kundnojd.questionnaire.verbal import VerbalScale, verbal_scales


def word_findings(
    proposals: Mapping[str, Proposal], siblings: Mapping[str, tuple[str, ...]]
) -> dict[str, ScaleFinding]:
    """The verbal scale of each column: the one with the fewest steps that holds its answers and its siblings'."""
    found = {}
    for name, proposal in proposals.items():
        mates = [proposals[mate] for mate in _mates(name, proposals, siblings)]
        texts = _pooled(mates)
        if len(texts) < 2:
            continue  # one and the same answer in all rows: a ticked box rather than a scale
        fitting = _fitting(texts, mates[0].candidates if len(mates) == 1 else tuple(verbal_scales()))
        if not fitting:
            texts, fitting = Counter(proposal.texts), _fitting(proposal.texts, proposal.candidates)
        if len(texts) < 2:
            continue
        chosen = fitting[0]
        unused = chosen.size - len({chosen.positions[text] for text in texts})
        found[name] = ScaleFinding(
            scale=_scale(chosen, proposal, texts),
            reason=Notice("scale-words", {"steps": chosen.size}),
            uncertain=unused > 0 and any(other.size != chosen.size for other in fitting),
            notices=tuple(oddities(name, proposal, proposal.impossible)),
        )
    return found


def _mates(name: str, proposals: Mapping[str, Proposal], siblings: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """The column, the columns of its stem, and its run of neighbours that share an answer with it."""
    names = list(proposals)
    mine, at = set(proposals[name].texts), names.index(name)
    mates = dict.fromkeys([name, *siblings[name]])
    for side in (reversed(names[:at]), names[at + 1 :]):
        for other in side:
            if not mine & set(proposals[other].texts):
                break
            mates[other] = None
    return mates


def _pooled(mates: Iterable[Proposal]) -> Counter[str]:
    pooled: Counter[str] = Counter()
    for mate in mates:
        pooled.update(mate.texts)
    return pooled


def _fitting(texts: Mapping[str, int], names: Iterable[str]) -> list[VerbalScale]:
    """The scales that hold all texts, those first that keep them apart, then the shortest, then the file's order."""
    holding = [scale for name in names if all(text in (scale := verbal_scales()[name]).positions for text in texts)]
    apart = [scale for scale in holding if _keeps_apart(texts, scale)]
    return sorted(apart or holding, key=lambda scale: scale.size)


def _keeps_apart(texts: Mapping[str, int], scale: VerbalScale) -> bool:
    # "Nöjd" and "Ganska nöjd" in one column are two answers; the same answer in Swedish and in English is one.
    seen = {(scale.positions[text], language) for text in texts for language in scale.languages[text]}
    return len(seen) == sum(len(scale.languages[text]) for text in texts)


def _scale(chosen: VerbalScale, proposal: Proposal, texts: Mapping[str, int]) -> Scale:
    language = _language(chosen, texts)
    answers = []
    for position, step in enumerate(chosen.steps):
        used = [text for text in proposal.texts if chosen.positions.get(text) == position]
        common = max(used, key=proposal.texts.__getitem__, default="")
        label = proposal.printed[common] if common else step[language][0]
        synonyms = tuple(text for text, place in chosen.positions.items() if place == position)
        answers.append(Answer(float(position + 1), label, synonyms))
    return Scale(chosen.kind, tuple(answers), tuple(proposal.dont_know), tuple(proposal.missing))


def _language(chosen: VerbalScale, texts: Mapping[str, int]) -> str:
    spoken: Counter[str] = Counter(dict.fromkeys(chosen.steps[0], 0))
    for text, count in texts.items():
        for language in chosen.languages.get(text, ()):
            spoken[language] += count
    return max(spoken, key=spoken.__getitem__)
