"""The HTML page without a browser: what it holds, what it escapes, how large it is."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from kundnojd.errors import InputError
from kundnojd.renderers import theme
from kundnojd.renderers.plots import diverging, tones
from kundnojd.report.model import Distribution
from tests.cli.running import HYRES, run

NASTY = (
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    '"><img src=x onerror=alert(1)>',
)


class Elements(HTMLParser):
    """Start tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page_of(*arguments: str, tmp_path: Path) -> str:
    file = tmp_path / "page.html"
    found = run("analyze", *arguments, "-q", "-o", str(file))
    assert found.exit_code == 0, found.stderr
    return file.read_text(encoding="utf-8")


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    return parser.found


def survey(tmp_path: Path, units: list[str], waves: int, each: int) -> Path:
    generator = np.random.default_rng(5)
    lines = ["Enhet;År;Hur nöjd är du totalt sett?;Skulle du rekommendera oss? (0-10)"]
    for wave in range(waves):
        for unit in units:
            quoted = '"' + unit.replace('"', '""') + '"'
            lines += [f"{quoted};{2020 + wave};{a};{b}" for a, b in generator.integers((1, 0), 11, (each, 2))]
    file = tmp_path / "data.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_text_from_the_data_makes_no_node(tmp_path: Path) -> None:
    file = survey(tmp_path, [*NASTY, "Norra", "Södra"], 2, 12)
    page = page_of(str(file), tmp_path=tmp_path)
    found = elements(page)
    assert [tag for tag, _ in found].count("script") == 1
    assert not [attributes for tag, attributes in found if tag in {"img", "iframe", "object", "embed", "base"}]
    assert all((attributes["href"] or "").startswith("#") for tag, attributes in found if tag == "a")
    assert not [name for _, attributes in found for name in attributes if name.startswith("on")]
    for name in NASTY:
        assert name not in page.replace("&#34;", '"') or "<" not in name


def test_nothing_comes_from_elsewhere(tmp_path: Path) -> None:
    page = page_of(str(HYRES), tmp_path=tmp_path)
    assert not re.search(r"""(?:src|href|url\()\s*=?\s*["']?(?:https?:)?//""", page)
    assert "default-src 'none'" in page


def test_forty_units_and_four_waves_are_under_300_kb(tmp_path: Path) -> None:
    file = survey(tmp_path, [f"Bostadsområde nummer {number}" for number in range(40)], 4, 30)
    page = page_of(str(file), "--detail", tmp_path=tmp_path)
    assert len(page.encode()) < 300_000


@pytest.mark.parametrize(("lang", "mark"), [("sv", "66,7"), ("nb", "66,7"), ("en", "66.7")])
def test_languages(tmp_path: Path, lang: str, mark: str) -> None:
    page = page_of(str(HYRES), "--lang", lang, tmp_path=tmp_path)
    assert f'<html lang="{lang}">' in page
    assert mark in page


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert page_of(str(HYRES), tmp_path=tmp_path) == page_of(str(HYRES), tmp_path=tmp_path)


def test_a_theme_colours_names_and_signs(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    look = tmp_path / "theme.toml"
    look.write_text('name = "Bo & Trivas"\nlogo = "logo.svg"\n[colours]\naccent = "#123456"\n', encoding="utf-8")
    page = page_of(str(HYRES), "--theme", str(look), tmp_path=tmp_path)
    assert "Bo &amp; Trivas" in page
    assert "--accent:#123456;" in page
    assert 'src="data:image/svg+xml;base64,' in page


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[colours]\naccent = "red"', "theme-colour"),
        ('colour = "#123456"', "theme-not-understood"),
        ('font = "x;} body{display:none"', "theme-not-understood"),
        ('logo = "logo.exe"', "theme-logo"),
        ('logo = "none.svg"', "theme-unreadable"),
        ("= = =", "theme-not-understood"),
    ],
)
def test_what_is_no_theme(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "theme.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        theme.load(file)
    assert caught.value.key == key


@pytest.mark.parametrize("colours", [theme.DEFAULT.colours, theme.DEFAULT.dark])
def test_contrast_of_the_usual_theme(colours: theme.Colours) -> None:
    # WCAG 2.1, success criterion 1.4.3: at least 4.5 to 1 for text.
    for name in ("accent", "better", "worse", "text", "quiet"):
        assert contrast(getattr(colours, name), colours.paper) >= 4.5


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def test_answers_lie_around_the_middle() -> None:
    assert diverging(Distribution((10, 20, 30, 40), ("a", "b", "c", "d"))).left == 30
    assert diverging(Distribution((10, 20, 30), ("a", "b", "c"))).left == 20
    assert tones(1) == (0.0,)
