"""Small surveys for the tests: columns of texts as a profile, and the questionnaire that follows."""

from collections.abc import Mapping, Sequence

import numpy as np

from kundnojd.questionnaire.infer import infer
from kundnojd.questionnaire.model import Questionnaire, Role
from kundnojd.questionnaire.profile import Profile
from kundnojd.questionnaire.settings import Settings
from kundnojd.questionnaire.survey_toml import read
from kundnojd.sources.reading import Column, RawChunk, RawColumn

TEN = ["1 - Inte alls nöjd", "3", "5", "7", "8", "8", "9", "9", "10 - Mycket nöjd", "6"]
DIGITS_1_10 = ["1", "3", "5", "7", "8", "8", "9", "9", "10", "6"]
DIGITS_0_10 = ["0", "3", "5", "7", "8", "8", "9", "9", "10", "6"]
DIGITS_1_5 = ["1", "2", "3", "4", "5", "5", "4", "4", "3", "5"]
GOOD = ["Mycket bra", "Ganska bra", "Inte så bra", "Dåligt", "Vet ej"] * 2
SATISFIED = "Hur nöjd är du totalt sett med oss?"


def chunk(columns: Mapping[str, Sequence[str]]) -> RawChunk:
    raw = {}
    for name, cells in columns.items():
        texts, codes = np.unique(np.array(cells, dtype=object), return_inverse=True)
        raw[name] = RawColumn(codes.astype(np.intp), tuple(texts))
    return RawChunk(len(next(iter(columns.values()))), raw)


def profile_of(columns: Mapping[str, Sequence[str]], texts: Mapping[str, str] | None = None) -> Profile:
    """The profile of one file; columns shorter than the longest are repeated to its length."""
    profile = Profile()
    longest = max(map(len, columns.values()))
    full = {name: (list(cells) * longest)[:longest] for name, cells in columns.items()}
    profile.add("a.csv", chunk(full), [Column(name, (texts or {}).get(name, name)) for name in full])
    return profile


def understood(
    columns: Mapping[str, Sequence[str]],
    toml: str = "",
    *,
    texts: Mapping[str, str] | None = None,
    files: Sequence[str] = ("a.csv",),
    **more: object,
) -> Questionnaire:
    settings = read(toml) if toml else Settings()
    return infer(profile_of(columns, texts), settings, files, ".", **more)  # type: ignore[arg-type]


def role_of(questionnaire: Questionnaire, name: str) -> Role:
    return next(finding.role for finding in questionnaire.findings if finding.name == name)


def keys(questionnaire: Questionnaire) -> list[str]:
    return [notice.key for notice in questionnaire.notices]
