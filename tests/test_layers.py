"""The order of the packages, the walls around libraries, the size and names of files."""

import ast
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kundnojd"
LAYERS = ("sources", "questionnaire", "tally", "measures", "analyses", "report", "renderers", "cli")
GROUND = ("__init__", "errors", "notices", "inference", "locale")
RANKS = dict.fromkeys(GROUND, 0) | {room: place for place, room in enumerate((*LAYERS, "__main__"), 1)}
# Library: where it may be imported; nowhere where the tuple is empty.
WALLS = {
    "typer": ("cli/",),
    "rich": ("cli/", "renderers/terminal"),
    "openpyxl": ("sources/", "renderers/"),
    "python_calamine": ("sources/", "renderers/"),
    "jinja2": ("renderers/",),
    "pptx": ("renderers/",),
    "scipy.stats": (),
    "statsmodels": (),
    "pyarrow": ("sources/parquet.py",),
    "pyreadstat": ("sources/spss.py",),
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "misc"}
MOST_LINES = 400

MODULES = sorted(SOURCE.rglob("*.py"))


def imports(code: str, path: PurePosixPath) -> Iterator[str]:
    """Every module that the code imports, anywhere in it; ``from a import b`` gives ``a.b``."""
    package = ("kundnojd", *path.parts[:-1])
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join((*start, *filter(None, [node.module])))
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (str(text.value) for text in node.args[:1] if isinstance(text, ast.Constant))


def faults(code: str, path: PurePosixPath) -> list[str]:
    """What the module at that path in the package imports and must not."""
    found = []
    here = RANKS[path.with_suffix("").parts[0]]
    for name in imports(code, path):
        package, _, rest = name.partition(".")
        if package == "kundnojd" and RANKS.get(rest.partition(".")[0], 0) > here:
            found.append(f"{path} imports {name}, which comes later")
        for library, allowed in WALLS.items():
            inside = any(str(path).startswith(room) for room in allowed)
            if f"{name}.".startswith(f"{library}.") and not inside:
                found.append(f"{path} imports {name}, allowed in {', '.join(allowed) or 'no module'}")
    return found


def ident(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=ident)
def test_module_keeps_order_and_walls(path: Path) -> None:
    assert faults(path.read_text("utf-8"), PurePosixPath(ident(path))) == []


@pytest.mark.parametrize("path", MODULES, ids=ident)
def test_module_is_small_and_named_after_its_duty(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= MOST_LINES
    assert path.stem not in FORBIDDEN_NAMES
    assert path.parent.name not in FORBIDDEN_NAMES


def test_every_room_has_a_place_in_the_order() -> None:
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert rooms <= RANKS.keys()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("sources/excel.py", "from kundnojd.tally import count"),
        ("sources/excel.py", "from kundnojd import tally"),
        ("sources/excel.py", "import kundnojd.report.model"),
        ("sources/excel.py", "from ..questionnaire import model"),
        ("sources/excel.py", "def f():\n    from kundnojd.cli.app import main"),
        ("sources/excel.py", "if TYPE_CHECKING:\n    from kundnojd.report.model import Report"),
        ("tally/count.py", "import importlib\nimportlib.import_module('kundnojd.measures')"),
        ("inference/variance.py", "from kundnojd.sources.reading import RawChunk"),
        ("errors.py", "from kundnojd.sources import reading"),
        ("__init__.py", "from kundnojd.cli import app"),
        ("analyses/estimates.py", "import typer"),
        ("renderers/terminal.py", "from typer import echo"),
        ("renderers/markdown.py", "from rich.table import Table"),
        ("analyses/estimates.py", "import rich"),
        ("questionnaire/labels.py", "def f():\n    import openpyxl"),
        ("tally/count.py", "from python_calamine import CalamineWorkbook"),
        ("cli/app.py", "from jinja2 import Template"),
        ("inference/intervals.py", "from scipy import stats"),
        ("inference/intervals.py", "import scipy.stats"),
        ("inference/intervals.py", "from scipy.stats import norm"),
        ("inference/intervals.py", "import statsmodels.api as sm"),
        ("sources/excel.py", "import pyarrow"),
    ],
)
def test_forbidden_import_is_found(path: str, code: str) -> None:
    assert faults(code, PurePosixPath(path))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("cli/app.py", "import typer\nimport rich\nfrom kundnojd.sources import open_source"),
        ("renderers/terminal.py", "from rich.table import Table\nfrom kundnojd.report.model import Report"),
        ("renderers/workbook.py", "import openpyxl"),
        ("sources/excel.py", "import python_calamine\nfrom . import reading\nfrom .reading import Source"),
        ("inference/intervals.py", "from scipy import special\nimport scipy.special"),
        ("report/model.py", "from kundnojd.locale.locale import Locale\nfrom kundnojd import __version__"),
        ("tally/count.py", "import richness\nimport statsmodelsx"),
        ("__main__.py", "from kundnojd.cli.app import main"),
    ],
)
def test_allowed_import_is_let_through(path: str, code: str) -> None:
    assert faults(code, PurePosixPath(path)) == []


def test_data_files_are_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    # The wheel takes the whole folder with its data files, and leaves nothing out.
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": ["src/kundnojd"]}
    tables = [ident(path) for path in SOURCE.rglob("*.toml")]
    assert {"locale/sv.toml", "locale/nb.toml", "locale/en.toml"} <= set(tables)
    for table in tables:
        assert tomllib.loads(resources.files("kundnojd").joinpath(table).read_text("utf-8"))
