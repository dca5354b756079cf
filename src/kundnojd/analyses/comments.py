"""What one group writes and another does not: a tidy frame of who writes, of words and of quotes.

Comments have been masked before they come here. A word counts once for each comment. It is tested where it stands in
`LEAST_HOLDING` comments of both groups together, and shown where at least `LEAST_RESPONDENTS` of the group that it is
commoner in wrote it: a rarer word is a name or a story. Given names that masking has left are never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kundnojd.analyses.comment_groups import Group, Writers
from kundnojd.inference import ADJUSTMENTS, estimates
from kundnojd.inference.intervals import wilson
from kundnojd.inference.words import log_odds, prior_strength, shares
from kundnojd.questionnaire.comment_words import commonest, count_words, words
from kundnojd.questionnaire.masking_names import is_only_a_name
from kundnojd.tally.comments import Comment
from kundnojd.tally.tally import Cell

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("part", "question", "group", "against", "wave", "language", "word", "respondents", "comments"),
    *("comments_against", "with_word", "with_word_against", "share", "share_against", "difference", "lower", "upper"),
    *("level", "log_odds", "log_odds_se", "z", "p_value", "p_adjusted", "method", "verdict", "text"),
)
WRITERS, WORDS, QUOTES = "writers", "words", "quotes"  # the parts of the frame
LEAST_COMMENTS = 30  # of a group whose words are compared
LEAST_HOLDING = 10  # comments of both groups with a word that is tested
LEAST_RESPONDENTS = 5  # of the group, who wrote a word that is shown
LONGEST_QUOTE, SHORTEST_QUOTE = 280, 15  # characters
_MANY_MASKED = 3  # a quote with so many maskings tells little


@dataclass(frozen=True)
class Spoken:
    """What two groups write: the words of each of their comments by stem, and what was found of each word.

    ``rows`` are those of the words that may be shown, in falling order of ``z``: those of ``group`` come first.
    """

    group: Group
    against: Group
    comments: tuple[tuple[Comment, ...], tuple[Comment, ...]]
    words: tuple[tuple[Mapping[str, str], ...], tuple[Mapping[str, str], ...]]
    stems: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    tested: int
    rare: int  # tested words that too few wrote to be shown, or that are names


@dataclass(frozen=True)
class WordOptions:
    """What the user chose; ``tokens`` are those of masking, which are no words."""

    language: str
    tokens: Collection[str]
    level: float = 0.95
    adjust: str = "bh"


def part(kept: Iterable[Comment], of: Group, here: Callable[[Cell], bool]) -> tuple[Comment, ...]:
    """The comments of a group in the cells that ``here`` holds for."""
    return tuple(comment for comment in kept if here(comment.cell) and of.holds(comment.cell, comment.answers))


def compare(
    group: Group, against: Group, comments: tuple[tuple[Comment, ...], tuple[Comment, ...]], options: WordOptions
) -> Spoken:
    """The words that tell the comments of two groups apart; none where either has fewer than `LEAST_COMMENTS`."""
    said = tuple(tuple(words(one.text, options.language, options.tokens) for one in part) for part in comments)
    found = Spoken(group, against, comments, (said[0], said[1]), (), (), 0, 0)
    if min(map(len, comments)) < LEAST_COMMENTS:
        return found
    (here, forms), (there, other_forms) = count_words(said[0]), count_words(said[1])
    stems = sorted({*here, *there})
    printed = commonest({stem: forms.get(stem, Counter()) + other_forms.get(stem, Counter()) for stem in stems})
    a, b = (np.array([counted[stem] for stem in stems], dtype=np.float64) for counted in (here, there))
    tested = np.flatnonzero(a + b >= LEAST_HOLDING)
    if not len(tested):
        return found
    odds = log_odds(a, b, prior_strength(float(a.sum() + b.sum())))
    apart = shares(a[tested], len(comments[0]), b[tested], len(comments[1]), options.level)
    adjusted = ADJUSTMENTS[options.adjust].function(apart.p_value)
    rows = []
    for place, at in enumerate(tested):
        difference = float(apart.difference[place])
        if (a[at] if difference >= 0 else b[at]) < LEAST_RESPONDENTS or is_only_a_name(printed[stems[at]]):
            continue
        verdict = "no-clear-difference"
        if adjusted[place] < 1 - options.level:
            verdict = "higher" if difference > 0 else "lower"
        rows.append(
            {
                "part": WORDS,
                "word": printed[stems[at]],
                "stem": stems[at],
                "comments": len(comments[0]),
                "comments_against": len(comments[1]),
                "with_word": int(a[at]),
                "with_word_against": int(b[at]),
                "share": apart.a[place],
                "share_against": apart.b[place],
                "difference": difference,
                "lower": apart.lower[place],
                "upper": apart.upper[place],
                "log_odds": odds.value[at],
                "log_odds_se": odds.se[at],
                "z": odds.z[at],
                "p_value": apart.p_value[place],
                "p_adjusted": adjusted[place],
                "method": "word-shares",
                "verdict": verdict,
            }
        )
    rows.sort(key=lambda row: (-row["z"], row["word"]))
    ordered = tuple(row["stem"] for row in rows)
    return Spoken(
        group, against, comments, (said[0], said[1]), ordered, tuple(rows), len(tested), len(tested) - len(rows)
    )


def quotes(spoken: Spoken, side: int, count: int, shown: Callable[[Cell], bool]) -> list[dict[str, Any]]:
    """Up to ``count`` comments of the group (``side`` 0) or of the other (1), as unlike each other as may be.

    Each is to show another word that is commoner in its group; those whose difference is clear go first, then comments
    in the order of their keys, as good as at random. A comment is taken from a cell that ``shown`` holds for, and
    preferred where it has few maskings and a readable length.
    """
    sign = 1 if side == 0 else -1
    own = [row for row in spoken.rows if sign * row["difference"] > 0]
    own.sort(key=lambda row: (row["verdict"] == "no-clear-difference", -sign * row["z"], row["word"]))
    pool = [
        (comment, said)
        for comment, said in zip(spoken.comments[side], spoken.words[side], strict=True)
        if shown(comment.cell)
    ]
    pool.sort(key=lambda pair: (_awkward(pair[0]), pair[0].key, pair[0].text))
    chosen: list[dict[str, Any]] = []
    used: set[str] = set()
    covered: set[str] = set()
    for row in [*own, *({"stem": None, "word": ""} for _ in range(count))]:
        if len(chosen) == count:
            break
        if row["stem"] in covered:
            continue
        best = max(
            (pair for pair in pool if _plain(pair[0].text) not in used and (not row["stem"] or row["stem"] in pair[1])),
            key=lambda pair: (-_awkward(pair[0]), sum(other["stem"] in pair[1] for other in own[:10])),
            default=None,
        )
        if best is not None:
            used.add(_plain(best[0].text))
            covered |= best[1].keys()
            chosen.append({"part": QUOTES, "word": row["word"], "text": shortened(best[0].text)})
    return chosen


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    r"""A comment in one line, cut between words where it is long.

    >>> shortened("ett\ntvå tre", 8)
    'ett två …'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most + 1].rpartition(" ")[0] + " …"


def writing(found: Writers, options: WordOptions) -> dict[str, Any]:
    """The row of those who wrote in a group, with the Wilson interval of their share."""
    n = float(found.respondents)
    row = {"part": WRITERS, "group": found.group.name, "respondents": found.respondents, "comments": found.comments}
    if not n:
        return row
    hits = 100.0 * found.comments
    cell = estimates.of(np.array([n, n, n, hits, 100 * hits, hits, 100 * hits]))
    lower, upper = wilson(cell, options.level, 0.0, 100.0)
    return {**row, "share": hits / n, "lower": float(lower), "upper": float(upper), "method": "wilson"}


def frame(rows: Sequence[Mapping[str, Any]], facts: Mapping[str, object]) -> pd.DataFrame:
    """The rows under `COLUMNS`; ``facts`` are what all have in common, where a row does not say otherwise."""
    import pandas as pd

    texts = {"part", "question", "group", "against", "wave", "language", "word", "method", "verdict", "text"}
    filled = [{**facts, **row} for row in rows]
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name, "" if name in texts else np.nan) for row in filled],
                dtype=object if name in texts else np.float64,
            )
            for name in COLUMNS
        }
    )


def _awkward(comment: Comment) -> int:
    """0 for a comment that reads well as a quote, more the worse it does."""
    length = len(comment.text)
    return (length < SHORTEST_QUOTE) + (length > LONGEST_QUOTE) + (sum(comment.masked.counts.values()) >= _MANY_MASKED)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!")
