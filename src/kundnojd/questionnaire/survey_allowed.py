"""What is allowed in a ``survey.toml``, by the key: a value of the wrong sort is answered with this.

The notation is that of the file, so that it needs no translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from kundnojd.questionnaire.boxes import MAX_STEPS
from kundnojd.questionnaire.settings import RoleName

SCALE = f'[low, high] (low < high <= low + {MAX_STEPS - 1}) | ["...", "..."] (2-{MAX_STEPS})'
LABELS = f'{{ 1 = "...", 2 = "...", 98 = "..." }} (2-{MAX_STEPS})'
_TEXT, _TEXTS, _WHOLE = '"..."', '["...", "..."]', "1, 2, 3, ..."

ALLOWED: Mapping[str, str] = {
    "title": _TEXT,
    "rename": '{ "..." = "..." }',
    "filter": '{ "..." = ["...", "..."] }',
    "units": '{ "..." = "..." }',
    "disposition": '{ "..." = "I" | "P" | "R" | "NC" | "O" | "U" | "NE" }',
    "population": '{ "..." = 1200 } | { file = "..." }',
    "margin.column": _TEXT,
    "margin.population": '{ "..." = 1200 } | { "..." = 0.48 }',
    "file.sheet": _TEXT,
    "file.encoding": _TEXT,
    "file.delimiter": _TEXT,
    "file.decimal": '"." | ","',
    "file.header-rows": _WHOLE,
    "file.shape": '"wide" | "long" | "counts"',
    "file.missing": _TEXTS,
    "file.keep": '["partials", "previews", "spam"]',
    "columns.unit": f"{_TEXT} | {_TEXTS}",
    "columns.wave": f'{_TEXT} | "file name" | "none"',
    "columns.weight": _TEXT,
    "columns.respondent": _TEXT,
    "columns.paired": "true | false",
    "columns.disposition": _TEXT,
    "columns.time": _TEXT,
    "columns.segment": _TEXTS,
    "columns.comment": _TEXTS,
    "columns.personal": _TEXTS,
    "columns.ignore": _TEXTS,
    "columns.others": '"infer" | "ignore"',
    "question.name": _TEXT,
    "question.column": _TEXT,
    "question.columns": '{ 2024 = "...", 2025 = "..." } | ["..."]',
    "question.text": f'{_TEXT} | {{ sv = "...", en = "..." }}',
    "question.role": " | ".join(f'"{role}"' for role in get_args(RoleName)),
    "question.scale": SCALE,
    "question.reversed": "true | false",
    "question.scales": "{ 2023 = [1, 5] }",
    "question.breaks": '["2024"]',
    "question.comparable": "true | false",
    "question.dont-know": _TEXTS,
    "question.missing": _TEXTS,
    "question.top-box": '[9, 10] | ["..."]',
    "question.satisfied": '[7, 8, 9, 10] | ["..."]',
    "question.theme": _TEXT,
    "question.answers": '{ "..." = "..." }',
    "question.labels": LABELS,
    "question.separator": '";" | ", " | " / " (role = "multi")',
    "question.options": f'{_TEXTS} (role = "multi")',
    "question.selected": '["1"] (role = "multi")',
    **{f"{table}.measure": '"nki" | "nps" | "top-box" | ...' for table in ("target", "benchmark")},
    **{f"{table}.value": "70 | 70.5" for table in ("target", "benchmark")},
    **{f"{table}.unit": _TEXT for table in ("target", "benchmark")},
    **{f"{table}.wave": f"{_TEXT} | 2025" for table in ("target", "benchmark")},
    **{f"{table}.question": _TEXT for table in ("target", "benchmark")},
    "benchmark.name": _TEXT,
    "benchmark.se": "1.2 (> 0)",
    "benchmark.margin": "2.5 (> 0)",
    "benchmark.n": "2, 3, 4, ...",
    "benchmark.sd": "20.5 (> 0)",
    "benchmark.year": "2024",
    "benchmark.source": _TEXT,
    "latent.name": _TEXT,
    "latent.items": '["...", "Q7*"]',
    "model.scheme": '"path" | "centroid" | "factor"',
    "model.paths": '[["from", "to"], ["from", "to"]] (each once)',
    "model.answered": "0.7 (0 < answered <= 1)",
    "preset.questions": _TEXTS,
    "preset.weights": "[0.5, 0.3, 0.2] (> 0)",
    "preset.stock": _WHOLE,
    "options.measures": _TEXTS,
    "options.bands": '"insikt" | ... (kundnojd methods)',
    "options.min-n": _WHOLE,
    "options.level": "0.95 (0 < level < 1)",
    "options.adjust": '"bh" | "holm" | "none"',
    "options.smallest": "3 | 2.5 (>= 0)",
    "options.drop": '["duplicates", "straight-liners", "speeders"]',
    "options.language": '"sv" | "nb" | "en"',
}
