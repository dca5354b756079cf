"""A questionnaire written as a commented ``survey.toml``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from kundnojd.locale.locale import Locale
from kundnojd.notices import Notice
from kundnojd.questionnaire.drafts import SAID
from kundnojd.questionnaire.model import ColumnFinding, Question, Questionnaire, Role, Scale
from kundnojd.questionnaire.multiple import OTHER, MultiQuestion
from kundnojd.questionnaire.naming import numbered
from kundnojd.questionnaire.settings import AuditSettings, ModelSettings, QuestionSettings, Settings, WeightingSettings

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_LISTS = (
    (Role.SEGMENT, "segment"),
    (Role.COMMENT, "comment"),
    (Role.PERSONAL, "personal"),
    (Role.IGNORE, "ignore"),
)
_FILE_KEYS = ("sheet", "encoding", "delimiter", "decimal", "header_rows", "shape", "missing", "keep")
_USUAL = WeightingSettings()
_USUAL_AUDIT = AuditSettings()
_OPTION_KEYS = ("measures", "bands", "min_n", "level", "adjust", "smallest", "language", "drop")


def written(questionnaire: Questionnaire, settings: Settings, locale: Locale) -> str:
    """The text of a ``survey.toml`` that says what the questionnaire says, in the order of the file.

    Each question has its column, wording, role, scale and don't-know answers, with the reason as a comment; what is
    uncertain is marked. What the user had said goes in unchanged. Read again, it gives the same questions.
    """
    import tomlkit

    questionnaire = _with_numbers(questionnaire)
    document = tomlkit.document()
    for line in locale.text("inspect.survey-toml").splitlines():
        document.add(tomlkit.comment(line))
    if settings.title:
        document.add("title", tomlkit.string(settings.title))
    _add_settings(document, "file", settings.file, _FILE_KEYS)
    document.add("columns", _columns(questionnaire, settings, locale))
    for name in ("rename", "filter"):
        if said_so := getattr(settings, name):
            table = tomlkit.table()
            for key, value in said_so.items():
                table.add(key, list(value) if isinstance(value, tuple) else value)
            document.add(name, table)
    if questionnaire.unit_labels:
        units = tomlkit.table()
        for text, name in questionnaire.unit_labels.items():
            units.add(text, name)
        document.add("units", units)
    _add_weighting(document, settings)
    _add_audit(document, settings)
    _add_settings(document, "options", settings.options, _OPTION_KEYS)
    _add_goals(document, settings)
    _add_presets(document, settings)
    _add_frame(document, settings)
    findings = {finding.name: finding for finding in questionnaire.findings}
    said = {question.label: question for question in settings.question}
    questions = tomlkit.aot()
    for question in questionnaire.asked:
        questions.append(_question(question, said.pop(question.name, None), findings, locale))
    for multi in questionnaire.multis:
        questions.append(_multi(multi, findings, locale))
        said = {label: rest for label, rest in said.items() if label not in {multi.name, *multi.columns}}
    for rest in said.values():  # questions of other waves, and columns that are no ratings
        questions.append(tomlkit.item(_as_said(rest)))
    document.add("question", questions)
    if settings.latent:
        document.add("latent", tomlkit.item([_as_said(latent) for latent in settings.latent]))
    if settings.model != ModelSettings():
        document.add("model", tomlkit.item(_as_said(settings.model)))
    return tomlkit.dumps(document)


def _add_presets(document: TOMLDocument, settings: Settings) -> None:
    import tomlkit

    if settings.preset:
        presets = tomlkit.table(is_super_table=True)
        for name, said in settings.preset.items():
            presets.add(name, tomlkit.item(_as_said(said)))
        document.add("preset", presets)


def _add_settings(document: TOMLDocument, name: str, settings: object, keys: tuple[str, ...]) -> None:
    import tomlkit

    table = tomlkit.table()
    for key in keys:
        value = getattr(settings, key)
        if value not in (None, ()):
            table.add(key.replace("_", "-"), list(value) if isinstance(value, tuple) else value)
    if len(table):
        document.add(name, table)


def _add_goals(document: TOMLDocument, settings: Settings) -> None:
    import tomlkit

    for name in ("target", "benchmark", "key_figure"):
        if goals := getattr(settings, name):
            tables = tomlkit.aot()
            for goal in goals:
                tables.append(tomlkit.item(_as_said(goal)))
            document.add(name.replace("_", "-"), tables)
    if settings.periods:
        document.add("periods", tomlkit.item(dict(settings.periods)))


def _add_frame(document: TOMLDocument, settings: Settings) -> None:
    """What was said of everybody who was asked: dispositions."""
    import tomlkit

    if settings.disposition:
        document.add("disposition", tomlkit.item(settings.disposition))


def _add_audit(document: TOMLDocument, settings: Settings) -> None:
    """What was said for the audit."""
    import tomlkit

    own, usual = (msgspec.to_builtins(one, builtin_types=(datetime.date,)) for one in (settings.audit, _USUAL_AUDIT))
    changed = {key: value for key, value in own.items() if value not in (usual[key], None)}
    if changed:
        document.add("audit", tomlkit.item(changed))


def _add_weighting(document: TOMLDocument, settings: Settings) -> None:
    """The population and the margins as they were said."""
    import tomlkit

    if settings.population:
        document.add("population", tomlkit.item(dict(settings.population)))
    weighting = msgspec.to_builtins(settings.weighting)
    changed = {key: value for key, value in weighting.items() if value != msgspec.to_builtins(_USUAL).get(key)}
    if changed:
        document.add("weighting", tomlkit.item(changed))
    if settings.margin:
        margins = tomlkit.aot()
        for margin in settings.margin:
            margins.append(tomlkit.item(_as_said(margin)))
        document.add("margin", margins)


def _with_numbers(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with columns called what they have to be called in the settings."""
    names = {finding.name for finding in questionnaire.findings}
    called = {name: numbered(name, names) for name in names}
    if all(name == new for name, new in called.items()):
        return questionnaire
    waves, people = questionnaire.waves, questionnaire.dispositions
    return replace(
        questionnaire,
        findings=tuple(replace(finding, name=called[finding.name]) for finding in questionnaire.findings),
        questions=tuple(_renamed(question, called) for question in questionnaire.questions),
        facts=tuple(_renamed(question, called) for question in questionnaire.facts),
        multis=tuple(
            replace(
                multi,
                packed=called.get(multi.packed, multi.packed),
                options=tuple(
                    replace(option, column=called.get(option.column, option.column)) for option in multi.options
                ),
            )
            for multi in questionnaire.multis
        ),
        unit=tuple(called.get(name, name) for name in questionnaire.unit),
        waves=replace(waves, column=called.get(waves.column, waves.column)),
        dispositions=replace(people, column=called.get(people.column, people.column)),
        weight=called.get(questionnaire.weight, questionnaire.weight),
        respondent=called.get(questionnaire.respondent, questionnaire.respondent),
        stratum=called.get(questionnaire.stratum, questionnaire.stratum),
        cluster=called.get(questionnaire.cluster, questionnaire.cluster),
        tenure=called.get(questionnaire.tenure, questionnaire.tenure),
    )


def _renamed(question: Question, called: Mapping[str, str]) -> Question:
    return replace(question, columns={wave: called.get(column, column) for wave, column in question.columns.items()})


def _columns(questionnaire: Questionnaire, settings: Settings, locale: Locale) -> Table:
    import tomlkit

    findings = {finding.name: finding for finding in questionnaire.findings}
    table = tomlkit.table()

    def add(key: str, value: Any, column: str) -> None:
        table.add(key, value)
        if column in findings:
            table[key].comment(_why(findings[column], locale))

    unit = questionnaire.unit
    if unit:
        add("unit", unit[0] if len(unit) == 1 else list(unit), unit[-1])
    elif settings.columns.unit:
        table.add("unit", settings.columns.unit)
    waves = questionnaire.waves
    if settings.columns.wave or waves.kind == "file":
        table.add("wave", settings.columns.wave or "file name")
    elif waves.column:
        add("wave", waves.column, waves.column)
    people = questionnaire.dispositions.column or settings.columns.disposition
    singles = (
        *(("weight", questionnaire.weight), ("respondent", questionnaire.respondent)),
        *(("stratum", questionnaire.stratum), ("cluster", questionnaire.cluster)),
        *(("disposition", people), ("time", settings.columns.time), ("tenure", questionnaire.tenure)),
    )
    for key, column in singles:
        if column:
            add(key, column, column)
    if settings.columns.paired is not None:
        table.add("paired", tomlkit.item(settings.columns.paired))
    _add_lists(table, questionnaire, settings, findings, locale)
    if settings.columns.others != "infer":
        table.add("others", settings.columns.others)
    return table


def _add_lists(
    table: Table,
    questionnaire: Questionnaire,
    settings: Settings,
    findings: Mapping[str, ColumnFinding],
    locale: Locale,
) -> None:
    import tomlkit

    for role, key in _LISTS:
        names = [finding.name for finding in questionnaire.findings if finding.role is role]
        if settings.columns.others == "ignore" and role is Role.IGNORE:
            names = list(settings.columns.ignore)
        if role is Role.SEGMENT:
            of_margins = set(questionnaire.split) - set(questionnaire.segments)
            names = _asked_for([name for name in names if name not in of_margins], findings, table, locale)
        if names:
            array = tomlkit.array()
            for name in names:
                array.add_line(name, comment=_why(findings[name], locale) if name in findings else "")
            array.add_line(indent="")
            table.add(key, array)


def _asked_for(names: Sequence[str], findings: Mapping[str, ColumnFinding], table: Table, locale: Locale) -> list[str]:
    """The segments that the user named; the others go in as a comment, for a segment that is named gets results."""
    import tomlkit

    guessed = [name for name in names if name in findings and findings[name].reason != SAID]
    if guessed:
        quoted = ", ".join(tomlkit.string(" ".join(name.splitlines())).as_string() for name in guessed)
        table.add(tomlkit.comment(locale.text("inspect.segments-ask")))
        table.add(tomlkit.comment(f"segment = [{quoted}]"))
    return [name for name in names if name not in guessed]


def _as_said(said: msgspec.Struct) -> Any:
    table = msgspec.to_builtins(said, builtin_types=(datetime.date,))
    return {key: value for key, value in table.items() if value not in (None, "", {}, [], ())}


def _question(
    question: Question, said: QuestionSettings | None, findings: Mapping[str, ColumnFinding], locale: Locale
) -> Table:
    import tomlkit

    table = tomlkit.table()
    finding = findings[next(iter(question.columns.values()))]
    table.add(tomlkit.comment(_why(finding, locale)))
    columns = dict((said and said.by_wave) or question.columns)
    if set(columns) == {""}:
        if question.name != columns[""]:
            table.add("name", question.name)
        table.add("column", columns[""])
    else:
        table.add("name", question.name)
        waves = tomlkit.inline_table()
        for wave, column in columns.items():
            waves.add(wave, column)
        table.add("columns", waves)
    if question.text and question.text not in columns.values():
        table.add("text", question.text)
    table.add("role", question.role.value)
    table.add("scale", _scale(question.scale))
    if finding.scale_reason.key and finding.scale_reason != SAID:
        table["scale"].comment(_text(finding.scale_reason, locale))
    if question.scale.reversed:
        table.add("reversed", tomlkit.item(True))  # noqa: FBT003
    _add_waves(table, question, said)
    for key, texts in (("dont-know", question.scale.dont_know), ("missing", question.scale.missing)):
        if texts:
            table.add(key, list(texts))
    _add_maps(table, said)
    if question.theme:
        table.add("theme", question.theme)
    for key, places in (("top-box", question.top_box), ("satisfied", question.satisfied)):
        if places is not None:
            table.add(key, _answers(question.scale, places))
    return table


def _add_maps(table: Table, said: QuestionSettings | None) -> None:
    import tomlkit

    for key in ("answers", "labels"):
        if given := getattr(said, key, None):
            inline = tomlkit.inline_table()
            inline.update(given)
            table.add(key, inline)


def _multi(question: MultiQuestion, findings: Mapping[str, ColumnFinding], locale: Locale) -> Table:
    import tomlkit

    table = tomlkit.table()
    first = findings.get(question.columns[0])
    if first is not None:
        table.add(tomlkit.comment(_why(first, locale)))
    table.add("name", question.name)
    if question.text != question.name:
        table.add("text", question.text)
    table.add("role", Role.MULTI.value)
    labels = [option.label for option in question.options]
    if question.packed:
        table.add("column", question.packed)
        table.add("separator", question.separator)
        labels = [label for label in labels if label != OTHER]
    else:
        table.add("columns", list(question.columns))
    table.add("options", labels)
    if question.selected:
        table.add("selected", list(question.selected))
    return table


def _add_waves(table: Table, question: Question, said: QuestionSettings | None) -> None:
    """The scales of waves that had another one, and what the user said of breaks."""
    import tomlkit

    if question.earlier:
        scales = tomlkit.inline_table()
        for stretch in question.earlier:
            for wave in stretch.waves:
                scales.add(wave, _steps(stretch.scale))
        table.add("scales", scales)
    if said is not None and said.breaks:
        table.add("breaks", list(said.breaks))
    if said is not None and said.comparable:
        table.add("comparable", tomlkit.item(True))  # noqa: FBT003


def _scale(scale: Scale) -> Any:
    import tomlkit

    steps = [int(scale.low), int(scale.high)] if _in_numbers(scale) else [answer.label for answer in scale.answers]
    return tomlkit.item(steps)


def _steps(scale: Scale) -> list[int | str]:
    """The ends of a number scale or all its answers, from the worst to the best."""
    if _in_numbers(scale):
        return [int(scale.answers[0].value), int(scale.answers[-1].value)]
    return [answer.label for answer in scale.answers]


def _answers(scale: Scale, places: tuple[int, ...]) -> list[int | str]:
    chosen = [scale.answers[place] for place in places]
    return [int(answer.value) if _in_numbers(scale) else answer.label for answer in chosen]


def _in_numbers(scale: Scale) -> bool:
    return scale.kind == "numeric" or any(char.isdecimal() for char in scale.answers[0].label)


def _why(finding: ColumnFinding, locale: Locale) -> str:
    reason = _text(finding.reason, locale)
    return locale.text("reasons.uncertain", reason=reason) if finding.uncertain else reason


def _text(reason: Notice, locale: Locale) -> str:
    return " ".join(locale.text(f"reasons.{reason.key}", **reason.fields).split())
