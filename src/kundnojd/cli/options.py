"""The options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer


class Adjust(StrEnum):
    """Corrections for many comparisons, by the names in `kundnojd.inference.ADJUSTMENTS`."""

    BH = "bh"
    HOLM = "holm"
    NONE = "none"


class Drop(StrEnum):
    """What ``--drop`` can leave out, by the names in `kundnojd.tally.screening.DROPS`."""

    DUPLICATES = "duplicates"
    STRAIGHT_LINERS = "straight-liners"
    SPEEDERS = "speeders"


class TableShape(StrEnum):
    """Shapes of a table, by the names in `kundnojd.sources.shape.SHAPES`."""

    WIDE = "wide"
    LONG = "long"
    COUNTS = "counts"


class Flavour(StrEnum):
    """Languages of Excel for ``--excel-csv``."""

    SV = "sv"
    NB = "nb"
    EN = "en"


Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help="CSV, TSV, XLSX, XLS, XLSB, ODS, SAV or Parquet, also .gz .bz2 .xz .zip; - is standard input. Several "
        "files are several waves unless a wave column says otherwise.",
        show_default=False,
    ),
]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of the workbook.", show_default=False)]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding, such as utf-8, cp1252, mac-roman.", show_default=False)
]
Delimiter = Annotated[
    str | None,
    typer.Option(metavar="CHAR", help="Character between the fields; tab is written tab.", show_default=False),
]
Decimal = Annotated[str | None, typer.Option(metavar="MARK", help="Decimal mark: . or ,", show_default=False)]
HeaderRows = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, max=5, help="Rows that the header takes; 0 for none.", show_default=False),
]
Shape = Annotated[
    TableShape | None,
    typer.Option(
        help="What a row is: a respondent (wide), one answer of a respondent (long), or a count of answers (counts). "
        "[default: told by the headings]",
        show_default=False,
    ),
]
Missing = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="A text that means no answer; repeatable.", show_default=False)
]
Keep = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROWS",
        help="Count rows that the survey platform marks as no answers: partials, previews or spam; repeatable.",
        show_default=False,
    ),
]
Unit = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN", help="Column of the units; repeat for a hierarchy, widest first.", show_default=False
    ),
]
Segments = Annotated[
    list[str] | None,
    typer.Option(
        "--segment",
        metavar="COLUMN",
        help="Column whose texts are groups with results of their own, such as Gender; repeatable.",
        show_default=False,
    ),
]
Wave = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Column of the wave, or none for one wave.", show_default=False),
]
Weight = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Column of the weight, or none for no weights.", show_default=False),
]
Respondent = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column that identifies the respondent.", show_default=False)
]
Stratum = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column of the strata of the sample.", show_default=False)
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN", help="Column of the clusters that were sampled, such as flights.", show_default=False
    ),
]
Population = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="File with the number of customers of each unit, and stratum or wave.", show_default=False
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN=VALUE", help="Keep only these rows; repeatable.", show_default=False),
]
Drops = Annotated[
    list[Drop] | None,
    typer.Option(
        "--drop",
        metavar="WHAT",
        help="Leave out duplicates (copies of a row), straight-liners (one answer to all of five questions or more) or "
        "speeders (under a third of the median time); repeatable. They are counted and said in any case.",
        show_default=False,
    ),
]
Config = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="A survey.toml; one beside the data is used by itself.", show_default=False),
]
Measures = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="NAME",
        help="Compute this measure instead of the usual ones; repeatable. kundnojd methods lists them.",
        show_default=False,
    ),
]
LevelBands = Annotated[
    str | None,
    typer.Option(
        "--bands",
        metavar="NAME",
        help="Put the words of these level bands on every index, such as insikt. kundnojd methods lists them.",
        show_default=False,
    ),
]
MinN = Annotated[
    int | None,
    typer.Option(
        "--min-n", metavar="N", min=1, help="Least answers of a cell that is shown. [default: 5]", show_default=False
    ),
]
Level = Annotated[
    float | None,
    typer.Option(
        metavar="LEVEL",
        min=0.5,
        max=0.999,
        help="Confidence level of intervals and verdicts. [default: 0.95]",
        show_default=False,
    ),
]
Adjustment = Annotated[
    Adjust | None,
    typer.Option("--adjust", help="Correction for many comparisons. [default: bh]", show_default=False),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="MEASURE=VALUE",
        help="Hold this measure against a target, such as nki=70; repeatable. [[target]] and [[benchmark]] in "
        "survey.toml say more.",
        show_default=False,
    ),
]
Pairs = Annotated[
    bool, typer.Option("--pairs", help="Compare every pair of units; units that share a letter do not clearly differ.")
]
Smallest = Annotated[
    float | None,
    typer.Option(
        metavar="POINTS",
        min=0.0,
        help="The smallest difference of interest: one nearer to zero is not called. [default: 0]",
        show_default=False,
    ),
]
Paired = Annotated[
    bool,
    typer.Option(
        "--paired", help="The same respondent in two waves is the same person: test changes on those who return."
    ),
]
Detail = Annotated[bool, typer.Option("--detail", help="Every question for every unit too.")]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Write to a file, format by suffix; repeatable.", show_default=False
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="table, csv, tsv, json, md, html, xlsx or pptx. [default: table on a terminal, else csv]",
        show_default=False,
    ),
]
ExcelCsv = Annotated[
    Flavour | None,
    typer.Option(help="CSV that a double click opens rightly in the Excel of this language.", show_default=False),
]
Lang = Annotated[
    str | None,
    typer.Option(
        metavar="sv|nb|en", help="Language of reports and messages. [default: from the environment]", show_default=False
    ),
]
ThemeFile = Annotated[
    str | None,
    typer.Option(
        "--theme",
        metavar="FILE",
        help="A TOML file with the colours, font and logo of reports.",
        show_default=False,
    ),
]
MaskNames = Annotated[
    str | None,
    typer.Option(
        "--mask-names",
        metavar="FILE",
        help="Text file with the names of your staff, one a line, to mask in comments.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr but errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="More on stderr: what each column was taken for.")]


@dataclass(frozen=True)
class SurveyOptions:
    """The files, and what their columns are for."""

    files: Files
    unit: Unit = None
    wave: Wave = None
    weight: Weight = None
    respondent: Respondent = None
    stratum: Stratum = None
    cluster: Cluster = None
    where: Where = None
    drop: Drops = None
    config: Config = None


@dataclass(frozen=True)
class AnalysisChoices:
    """How figures are shown and compared; ``None`` leaves it to ``survey.toml`` or the default."""

    min_n: MinN = None
    level: Level = None
    adjust: Adjustment = None


@dataclass(frozen=True)
class ComparisonOptions:
    """What is compared beside units with the rest and waves with the one before, and how."""

    target: Targets = None
    pairs: Pairs = False
    smallest: Smallest = None
    paired: Paired = False


@dataclass(frozen=True)
class LayoutOptions:
    """How the files are laid out, where that is not found out rightly."""

    sheet: Sheet = None
    encoding: Encoding = None
    delimiter: Delimiter = None
    decimal: Decimal = None
    header_rows: HeaderRows = None
    shape: Shape = None
    missing: Missing = None
    keep: Keep = None


@dataclass(frozen=True)
class OutputOptions:
    """Where the report goes, as what, and in which language."""

    output: Output = None
    format_: Format = None
    excel_csv: ExcelCsv = None
    theme: ThemeFile = None
    lang: Lang = None


@dataclass(frozen=True)
class SayingOptions:
    """How much goes to stderr beside the report."""

    quiet: Quiet = False
    verbose: Verbose = False

    @property
    def said(self) -> str:
        """The same in a word: nothing, notices or everything."""
        return "nothing" if self.quiet else "everything" if self.verbose else "notices"
