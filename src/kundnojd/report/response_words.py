"""What the figures of ``response`` say, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kundnojd.locale import Locale
from kundnojd.report.headline import measure_label
from kundnojd.report.survey import SurveyInfo

Record = Mapping[str, object]
_GAPS = 3  # so many of the largest gaps are named
_GAP = 1.0  # points; smaller gaps are none


def shown(value: float, kind: str, locale: Locale, *, signed: bool = False) -> str:
    """A figure of a kind in words: a share in whole per cent, an index with one decimal, a net score with its sign.

    >>> from kundnojd.locale import load
    >>> [shown(66.05, kind, load("en")) for kind in ("share", "index", "net")]
    ['66%', '66.1', '+66']
    """
    if kind == "share" and not signed:
        return locale.share(value)
    return locale.number(value, 1 if kind == "index" else 0, signed=signed or kind == "net")


def whole_words(whole: Record, main: str, locale: Locale) -> Iterator[str]:
    """How many answered of how many, and whether that is few."""
    if "value" not in whole:
        return
    yield locale.text(
        "response.whole",
        rate=locale.text(f"response.{main}"),
        value=locale.share(_number(whole, "value"), 1),
        answers=round(_number(whole, "n")),
        customers=round(_number(whole, "customers")),
    )
    if whole.get("verdict") == "low":
        yield locale.text("response.low-whole")


def spread_words(spread: Record, locale: Locale) -> Iterator[str]:
    """Whether the units answered unevenly."""
    if spread:
        key = "uneven" if spread.get("verdict") == "uneven" else "even"
        yield locale.text(
            f"response.{key}",
            points=locale.number(_number(spread, "value"), 0),
            p=p_text(_number(spread, "p_value"), locale),
        )


def composition_words(column: str, records: Sequence[Record], level: float, locale: Locale) -> Iterator[str]:
    """Whether respondents are made up as the frame, the largest gaps, what weights do, and the R-indicator."""
    for measure in ("respondents", "weighted"):
        total = next((r for r in records if r["measure"] == measure and "statistic" in r), None)
        if total is None:
            continue
        key = "differs" if total.get("verdict") == "differs" else "alike"
        yield locale.text(
            f"response.{key}-{measure}",
            column=column,
            points=locale.number(_number(total, "value"), 1),
            statistic=locale.number(_number(total, "statistic"), 1),
            df=round(_number(total, "df")),
            p=p_text(_number(total, "p_value"), locale),
        )
        gaps = (
            [r for r in records if r["measure"] == measure and abs(_number(r, "difference")) >= _GAP]
            if key == "differs"
            else []
        )
        gaps.sort(key=lambda r: -abs(_number(r, "difference")))
        if gaps:
            named = [
                f"{r['category']} {locale.share(_number(r, 'value'))} ({locale.share(_number(r, 'against'))})"
                for r in gaps[:_GAPS]
            ]
            yield locale.text("response.gaps", gaps=", ".join(named))
    indicator = next((r for r in records if r["measure"] == "r-indicator"), None)
    if indicator is not None:
        yield locale.text("response.r-indicator", value=locale.number(_number(indicator, "value"), 2))


def early_late_words(late: Sequence[Record], info: SurveyInfo, locale: Locale) -> Iterator[str]:
    """The differences with their intervals, and what they may mean."""
    differences = [
        locale.text(
            "response.late-difference",
            measure=measure_label(str(r["measure"]), locale),
            difference=shown(_number(r, "difference"), str(r["kind"]), locale, signed=True),
            lower=shown(_number(r, "difference_lower"), str(r["kind"]), locale, signed=True),
            upper=shown(_number(r, "difference_upper"), str(r["kind"]), locale, signed=True),
        )
        for r in late
        if "difference_lower" in r
    ]
    if differences:
        level = locale.share(100 * info.level)
        yield locale.text("response.late-minus-early", level=level, differences="; ".join(differences))
    called = [r for r in late if r.get("verdict") in {"higher", "lower"}]
    for verdict in ("higher", "lower"):
        names = [measure_label(str(r["measure"]), locale) for r in called if r["verdict"] == verdict]
        if names:
            yield locale.text(f"response.late-{verdict}", measures=", ".join(names))
    if not called and any(r.get("verdict") == "no-clear-difference" for r in late):
        yield locale.text("response.late-alike")


def p_text(p: float, locale: Locale) -> str:
    """A p-value in words.

    >>> from kundnojd.locale import load
    >>> p_text(0.00004, load("sv")), p_text(0.0312, load("sv"))
    ('p < 0,001', 'p = 0,031')
    """
    least = 0.001
    return f"p < {locale.number(least, 3)}" if p < least else f"p = {locale.number(p, 3)}"


def _number(record: Record, name: str) -> float:
    value = record.get(name, 0.0)
    return float(value)  # type: ignore[arg-type]
