"""Turn a template of ``templates/pdf`` into an A4 PDF.  Fetches nothing from outside the house.

A paper carries page numbers, an embedded Chinese font and a QR code that leads to the public page
where its hash is verified; a draft carries a watermark.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import ltc
from ltc.shared.errors import BadInput

TEMPLATES = Path(ltc.__file__).resolve().parents[1] / "templates"
STYLE = Path(ltc.__file__).resolve().parent / "static" / "css" / "paper.css"


@cache
def environment() -> Environment:
    """Return the templates of papers: escaping on, a missing value is a mistake."""
    from ltc.papers.filters import FILTERS

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def html(template: str, values: Mapping[str, Any]) -> str:
    """Render the paper's HTML: what is hashed for verification."""
    return environment().get_template(f"pdf/{template}.html").render(values)


def pdf(source: str) -> bytes:
    """Set the HTML as a PDF."""
    from weasyprint import CSS, HTML

    return bytes(
        HTML(string=source, base_url=str(TEMPLATES), url_fetcher=fetcher()).write_pdf(
            stylesheets=[CSS(string=style())]
        )
    )


@cache
def style() -> str:
    """Return the stylesheet of papers."""
    return STYLE.read_text(encoding="utf-8")


@cache
def fetcher() -> Any:  # noqa: ANN401 - WeasyPrint is imported only when something is set
    """Return what WeasyPrint asks for other files: it always refuses."""
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """Loads nothing."""

        def fetch(self, url: str, headers: object = None) -> None:
            """Refuse, whatever is asked for."""
            refuse_fetch(url)

    return Nothing()


def refuse_fetch(url: str) -> None:
    """Let a paper load nothing: no file, no network, whatever a name in it tries."""
    raise BadInput(f"a paper may not load {url[:60]}", "文书不能引用外部内容")


def qr(text: str) -> Markup:
    """Return a QR code of ``text`` as inline SVG."""
    buffer = BytesIO()
    segno.make(text, error="m").save(
        buffer, kind="svg", xmldecl=False, svgns=True, border=1, scale=2, dark="#000"
    )
    return Markup(buffer.getvalue().decode())  # noqa: S704 - made by the library from our own link
