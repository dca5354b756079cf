"""The formulas of key figures by name: to add one, write its function in ``key_figures`` and add a row here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kundnojd.inference import key_figures as of
from kundnojd.inference.method import Method


@dataclass(frozen=True)
class Formula(Method[of.Function]):
    """A formula with what it needs.

    ``inputs`` are the inputs of its function in their order, each a column or a number in ``survey.toml``; those in
    ``optional`` may be left out, those in ``defaults`` have a number of their own. ``before`` is an input that is
    another one a year earlier, where it is not given. ``kind`` is share or number. ``test`` says how differences are
    tested: share as those of a survey, interval from the intervals of both. With ``adds`` the rows of several units,
    each already a sum, can be laid together.
    """

    inputs: tuple[str, ...] = ("value",)
    optional: tuple[str, ...] = ()
    defaults: Mapping[str, float] | None = None
    before: tuple[str, str] | None = None
    kind: str = "number"
    test: str = "interval"
    adds: bool = False


_BOOKS = "bookkeeping"
_WILSON = "Wilson (1927), Journal of the American Statistical Association 22"
_CLV = "Gupta and Lehmann (2003), Journal of Interactive Marketing 17, 9-24"
_COUNTED = "Counted: no interval; the books may still be wrong"


def _share(formula: str, use: str, *inputs: str, function: of.Function = of.share) -> Formula:
    return Formula(function, formula, _WILSON, use, inputs=inputs, kind="share", test="share", adds=True)


def _rate(function: of.Function, formula: str, use: str, *inputs: str) -> Formula:
    return Formula(function, formula, _BOOKS, use, _COUNTED, inputs=inputs, kind="share", adds=True)


FORMULAS: Mapping[str, Formula] = {
    "value": Formula(of.single, "the value as it stands", _BOOKS, "A figure that others have worked out", _COUNTED),
    "sum": Formula(of.total, "Σ value", _BOOKS, "Revenue, customer equity", _COUNTED, adds=True),
    "count": Formula(
        of.number,
        "Σ value; χ² limits of a Poisson count",
        "Garwood (1936), Biometrika 28, 437-442",
        "How many happened: complaints, accidents",
        adds=True,
    ),
    "mean": Formula(
        of.mean,
        "mean ± t(n − 1) · sd/√n over the rows",
        "Student (1908), Biometrika 6",
        "A row for each customer or case; a single row is taken as counted",
    ),
    "mean-of-means": Formula(
        of.mean_of_means,
        "Σn m / Σn, se = sqrt(Σ(n se)²) / Σn",
        "sums of independent means; Student (1908), Biometrika 6",
        "A mean with its standard error for each unit and period",
        inputs=("value", "se", "n"),
        optional=("n",),
        adds=True,
    ),
    "median": Formula(
        of.median,
        "R type 7; ends are order statistics of a binomial count",
        "Thompson (1936), Annals of Mathematical Statistics 7",
        "Waiting times, a row for each case",
    ),
    "p90": Formula(
        of.ninth_decile,
        "as median, for nine of ten",
        "Thompson (1936), Annals of Mathematical Statistics 7",
        "What nine of ten did not have to wait longer than",
    ),
    "share": _share("numerator / denominator", "Any share of people or cases", "numerator", "denominator"),
    "churn": _share(
        "lost in the period / customers at its start",
        "Never (start − end) / start: new customers hide the losses",
        *("lost", "start"),
    ),
    "retention": _share("1 − lost / start", "Customers that stay", "lost", "start", function=of.kept),
    "new-customers": _share("new / customers at the end", "Customers won", "new", "end"),
    "returning": _share("come back / lost earlier", "Customers won back", "returned", "lost"),
    "repurchase": _share("bought again within the time / buyers", "Loyalty as it is behaved", "again", "buyers"),
    "profitable-share": Formula(
        of.positive_share,
        "rows with contribution > 0 / rows",
        _WILSON,
        "A row for each customer: how many pay their way",
        inputs=("contribution",),
        kind="share",
        test="share",
    ),
    "stay": Formula(
        of.stay,
        "start / lost = 1/(1 − r)",
        _WILSON,
        "Mean stay in periods (years, where a period is a year)",
        "Only where as many leave in every period",
        inputs=("lost", "start"),
        adds=True,
    ),
    "growth": Formula(
        of.growth,
        "(R now − R a year ago) / R a year ago",
        _BOOKS,
        "Revenue of the same months",
        _COUNTED,
        inputs=("revenue", "before"),
        before=("before", "revenue"),
        kind="share",
        adds=True,
    ),
    "margin": _rate(of.margin, "(R − variable cost) / R", "What sales leave", "revenue", "cost"),
    "profitability": _rate(of.ratio, "operating result / revenue", "Say where it is on capital", "result", "revenue"),
    "ratio": _rate(of.ratio, "Σ numerator / Σ denominator", "Rent lost of rent due, hours", "numerator", "denominator"),
    "sick-leave": _rate(of.ratio, "hours absent / hours scheduled", "Employees", "absent", "scheduled"),
    "turnover": _rate(of.ratio, "leavers / mean headcount", "Employees", "leavers", "headcount"),
    "clv": Formula(
        of.lifetime_value,
        "m r/(1 + d − r) − acquisition: the first margin comes after a year",
        _CLV,
        "Life-time value with a constant yearly margin m, retention r and discount d",
        "Say r and when the first margin comes beside it",
        inputs=("margin", "retention", "discount", "acquisition"),
        optional=("acquisition",),
    ),
    "clv-now": Formula(
        of.lifetime_value_now,
        "m (1 + d)/(1 + d − r) − acquisition: the first margin comes now",
        _CLV,
        "Life-time value with a constant yearly margin m, retention r and discount d",
        "Say r and when the first margin comes beside it",
        inputs=("margin", "retention", "discount", "acquisition"),
        optional=("acquisition",),
    ),
    "contribution": Formula(
        of.contribution,
        "sales − direct cost − contacts · cost per contact − complaint hours · rate, mean over customers",
        "activity-based costing; interval: Student (1908), Biometrika 6",
        "A row for each customer: what each leaves",
        inputs=("sales", "direct-cost", "contacts", "contact-cost", "complaint-hours", "hour-rate"),
    ),
    "top-share": Formula(
        of.top_share,
        "sum of the largest part of the customers / sum of all; part 0.2 unless said",
        _BOOKS,
        "A row for each customer: how much rests on few",
        _COUNTED,
        inputs=("value", "part"),
        defaults={"part": 0.2},
        kind="share",
    ),
    "herfindahl": Formula(
        of.herfindahl,
        "Σ (value / Σ value)²",
        "Herfindahl (1950); Hirschman (1945)",
        "A row for each customer: 1 where one has all, 1/n where all have alike",
        _COUNTED,
    ),
}
