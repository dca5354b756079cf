"""From a survey that has been read to one that is weighted and knows its design, as the settings ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kundnojd.analyses.designs import SampleDesign
from kundnojd.analyses.making import Making
from kundnojd.inference.sums import N, W
from kundnojd.notices import Notice
from kundnojd.questionnaire.population import Customers
from kundnojd.questionnaire.settings import Settings
from kundnojd.tally.count import WAVE, unit_keys
from kundnojd.tally.populations import joined
from kundnojd.tally.reweighting import weighted
from kundnojd.tally.survey import HEAVY, Survey
from kundnojd.tally.tally import Tally
from kundnojd.tally.weighting import Weighting


@dataclass(frozen=True)
class Weighed:
    """The survey with its weights, its design (``None``: independent answers of a large population), and the making."""

    survey: Survey
    design: SampleDesign | None
    making: Making | None


def weighed(survey: Survey, settings: Settings, customers: Sequence[Customers]) -> Weighed:
    """The survey weighted and with its design, if it has one; unchanged where nothing is said of either.

    ``customers`` are the numbers of the population, if any. Raises `InputError` where they do not fit the answers.
    """
    questionnaire, asked = survey.questionnaire, settings.weighting
    stratum, cluster = (_key(name) for name in (questionnaire.stratum, questionnaire.cluster))
    population = joined(customers, survey.tally, stratum) if customers else None
    tally = survey.tally
    done: tuple[Weighting, ...] = ()
    if asked.post_stratify or settings.margin:
        result = weighted(tally, asked, settings.margin, population)
        tally, done = result.tally, result.waves
    if not (stratum or cluster or population or done):
        return Weighed(survey, None, None)
    heaviest = _heaviest(tally)
    # Margins have done their work; fewer cells are quicker.
    keys = (*unit_keys(questionnaire), WAVE, *dict.fromkeys(key for key in (stratum, cluster) if key))
    found = [*(population.notices if population else ()), *_blank(tally, stratum, cluster)]
    if done and heaviest > HEAVY:
        found.append(Notice("heavy-weights", {"times": heaviest}))
    given = replace(survey, tally=tally.rollup(keys), notices=(*survey.notices, *found))
    making = Making(
        strata=questionnaire.stratum,
        clusters=questionnaire.cluster,
        lonely=asked.lonely_psu if stratum else "",
        population=population is not None,
        by_stratum=bool(population and population.stratum),
        post_stratified=asked.post_stratify,
        margins=tuple(margin.column for margin in settings.margin),
        cap=asked.cap,
        waves=done,
        heaviest=heaviest,
    )
    design = SampleDesign(stratum, cluster, population, asked.lonely_psu)
    return Weighed(given, design if stratum or cluster or population else None, making)


def _key(column: str) -> str:
    return f"column:{column}" if column else ""


def _heaviest(tally: Tally) -> float:
    """The largest mean weight of a cell by the mean weight of its wave."""
    place = tally.keys.index(WAVE)
    most = 1.0
    for wave in tally.values_of(WAVE):
        inside = [k for k, cell in enumerate(tally.cells) if cell[place] == wave]
        n, w = tally.respondents[inside, N], tally.respondents[inside, W]
        if w.sum() > 0:
            most = max(most, float((w[n > 0] / n[n > 0]).max() / (w.sum() / n.sum())))
    return most


def _blank(tally: Tally, stratum: str, cluster: str) -> list[Notice]:
    """What is said of answers without a stratum or a cluster."""
    found = []
    for key, notice in ((stratum, "rows-without-stratum"), (cluster, "rows-without-cluster")):
        if key:
            place = tally.keys.index(key)
            count = sum(int(n) for n, cell in zip(tally.respondents[:, 0], tally.cells, strict=True) if not cell[place])
            if count:
                found.append(Notice(notice, {"count": count, "column": key.removeprefix("column:")}))
    return found
