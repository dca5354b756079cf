"""Elements of a drawing as text, with everything in them escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *inside: Markup | str, **attributes: object) -> Markup:
    """An SVG element; ``_`` in a name of an attribute stands for ``-``, and ``None`` leaves it out.

    >>> element("text", "a < b", x=1.50, text_anchor="end", class_=None)
    Markup('<text x="1.5" text-anchor="end">a &lt; b</text>')
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = Markup("").join(inside)
    return Markup(f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>")  # noqa: S704 - escaped


def drawing(width: float, height: float, said: str, inside: Iterable[Markup], kind: str) -> Markup:
    """A whole drawing that grows with its place; ``said`` is its text alternative, empty for what is said elsewhere."""
    told = {"role": "img", "aria_label": said} if said else {"aria_hidden": "true"}
    box = f"0 0 {shown(width)} {shown(height)}"
    return element("svg", *inside, viewBox=box, width=width, height=height, class_=kind, **told)


def shown(value: object) -> str:
    """A number as short as it goes, to a tenth; anything else as its text."""
    if not isinstance(value, float):
        return str(value)
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
