"""From what the user says of latents and paths, or the themes of the questions, to the structure of a path model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from kundnojd.errors import ConfigError, InputError
from kundnojd.measures.named_questions import fits
from kundnojd.measures.paths import Structure
from kundnojd.measures.score import SCORES
from kundnojd.notices import Notice
from kundnojd.questionnaire.model import Block, Questionnaire, Role
from kundnojd.questionnaire.settings import LatentSettings, ModelSettings

BLOCK = "paths"  # the name of the model's block of moments
GROUPS = 50  # of respondents, for standard errors
LEAST = 100  # respondents that a model is fitted to
LEAST_FOR_A_PATH = 10
LEAST_FOR_A_PAIR = (
    30  # of them that answered both of any two items: else a correlation is chance, and the mean a person's
)

Pair = tuple[str, str]

_ROLES = {
    "satisfaction": (Role.OVERALL, Role.EXPECTATION, Role.IDEAL),
    "loyalty": (Role.RECOMMEND, Role.LOYALTY, Role.REPURCHASE),
}


@dataclass(frozen=True)
class PathModel:
    """A model to be fitted: ``items`` are the names of its questions, in the order of ``structure.member``.

    ``answered`` is the least share of them that a respondent has to have answered. ``notices`` say what was decided
    beyond what the user said.
    """

    structure: Structure
    items: tuple[str, ...]
    scheme: str = "path"
    answered: float = 0.7
    notices: tuple[Notice, ...] = ()

    @property
    def needed(self) -> int:
        """The least number of respondents: 100, or 10 for each path."""
        return max(LEAST, LEAST_FOR_A_PATH * int(self.structure.drives.sum()))


def path_model(questionnaire: Questionnaire, latents: Sequence[LatentSettings], said: ModelSettings) -> PathModel:
    """The model of a survey.

    Without ``latents``, questions whose theme has one of the names of ``structure.toml`` make them. Without paths they
    are those of the European customer satisfaction index, between the latents that are there.

    Raises `ConfigError` where a latent has no such question, two share one, or the paths name no latent, run in a
    circle or leave a latent out; `InputError` where there are no latents, or nothing says which drives which.
    """
    if questionnaire.rows_are == "answers":
        raise InputError("paths-needs-respondents")
    notices: list[Notice] = []
    if latents:
        blocks = {latent.name: _items(latent, questionnaire) for latent in latents}
    else:
        blocks = _by_theme(questionnaire)
        found = tuple(f"{latent} ({len(items)})" for latent, items in blocks.items())
        notices.append(Notice("paths-latents-by-theme", {"latents": found}))
    _check_apart(blocks)
    pairs = said.paths
    if not pairs:
        pairs = _usual_paths(tuple(blocks))
        notices.append(Notice("paths-usual-structure", {"paths": tuple(f"{a} → {b}" for a, b in pairs)}))
    return PathModel(
        structure_of({latent: len(items) for latent, items in blocks.items()}, pairs),
        tuple(item for items in blocks.values() for item in items),
        said.scheme,
        said.answered,
        tuple(notices),
    )


def model_block(model: PathModel, questionnaire: Questionnaire) -> Block:
    """The moments that the tally has to gather for a model: its items' indices, from 0 to 100, by wave."""
    questions = [questionnaire.question(name) for name in model.items]
    # 0.7 * 10 is a little more than 7 in binary.
    least = int(np.ceil(model.answered * len(questions) - 1e-9))
    return Block(BLOCK, model.items, tuple(SCORES["index"](one) for one in questions), least, groups=GROUPS)


def structure_of(sizes: Mapping[str, int], pairs: Sequence[Pair]) -> Structure:
    """The structure of latents with so many items each; `ConfigError` where the paths do not fit them.

    >>> structure_of({"Quality": 3, "Loyalty": 1}, [("Quality", "Loyalty")]).member.tolist()
    [0, 0, 0, 1]
    """
    names = tuple(sizes)
    for name in (name for pair in pairs for name in pair):
        if name not in names:
            raise ConfigError("paths-latent-unknown", latent=name, allowed=names)
    alone = [name for name in names if all(name not in pair for pair in pairs)]
    if alone:
        raise ConfigError("paths-latent-alone", latent=alone[0])
    if circle := _circle(names, pairs):
        raise ConfigError("paths-circle", circle=" → ".join(circle))
    drives = np.zeros((len(names), len(names)), dtype=bool)
    for driver, driven in pairs:
        drives[names.index(driver), names.index(driven)] = True
    return Structure(names, np.repeat(np.arange(len(names)), tuple(sizes.values())), drives)


def known_latent(name: str) -> str:
    """The latent of the European index that a name means, empty where it is none.

    >>> known_latent("Upplevt värde"), known_latent("Service-kvalitet"), known_latent("Cleaning")
    ('value', 'service-quality', '')
    """
    return _names().get(_folded(name), "")


@cache
def _names() -> Mapping[str, str]:
    return {_folded(name): latent for latent, names in _table()["names"].items() for name in (latent, *names)}


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    import tomllib

    return tomllib.loads(resources.files(__package__).joinpath("structure.toml").read_text(encoding="utf-8"))


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.casefold())


def _items(latent: LatentSettings, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The questions that the names and patterns of a latent stand for, each once, in the order of the file."""
    found: set[str] = set()
    for item in latent.items:
        fitting = [question.name for question in questionnaire.questions if fits(item, question)]
        if not fitting:
            names = tuple(question.name for question in questionnaire.questions)
            raise ConfigError("paths-item-unknown", latent=latent.name, item=item, questions=names)
        found.update(fitting)
    return tuple(question.name for question in questionnaire.questions if question.name in found)


def _by_theme(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """Latents from the themes of the questions, and from the roles of those without one; called as the first theme."""
    names: dict[str, str] = {}
    blocks: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        if latent := known_latent(question.theme):
            names.setdefault(latent, question.theme)
            blocks.setdefault(latent, []).append(question.name)
    if not blocks:
        raise InputError("paths-without-latents")
    for latent, roles in _ROLES.items():
        if latent not in blocks:
            own = [one.name for one in questionnaire.questions if one.role in roles and not one.theme]
            if own:
                names[latent] = latent.capitalize()
                blocks[latent] = own
    return {names[latent]: tuple(blocks[latent]) for latent in _table()["names"] if latent in blocks}


def _check_apart(blocks: Mapping[str, Sequence[str]]) -> None:
    owner: dict[str, str] = {}
    for latent, items in blocks.items():
        for item in items:
            if item in owner:
                raise ConfigError("paths-item-twice", item=item, first=owner[item], second=latent)
            owner[item] = latent


def _usual_paths(latents: Sequence[str]) -> tuple[Pair, ...]:
    """The paths of the European index between these latents."""
    known = {latent: known_latent(latent) for latent in latents}
    strange = tuple(latent for latent, found in known.items() if not found)
    own = {found: latent for latent, found in known.items()}
    if strange or len(own) < len(known):
        raise InputError("paths-without-paths", latents=strange or tuple(latents))
    drives = _table()["drives"]
    return tuple((own[a], own[b]) for a in drives if a in own for b in drives[a] if b in own)


def _circle(names: Sequence[str], pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The names along a circle of paths, the first one again at the end; none where there is no circle."""
    left = {name: [driven for driver, driven in pairs if driver == name] for name in names}
    while ends := [name for name, driven in left.items() if not any(one in left for one in driven)]:
        for name in ends:
            del left[name]
    if not left:
        return ()
    way = [next(iter(left))]
    while way[-1] not in way[:-1]:
        way.append(next(one for one in left[way[-1]] if one in left))
    return tuple(way[way.index(way[-1]) :])
