"""What a test asks of a paper: its words, its pages, its fonts."""

import io
import re
from datetime import UTC, datetime

from pypdf import PdfReader

from ltc.papers import services
from ltc.papers.services import Sheet, Typeset

AT = datetime(2023, 11, 6, 1, tzinfo=UTC)


def printed(sheet: Sheet) -> Typeset:
    """Set a sheet."""
    return services.typeset(sheet, at=AT)


def pages(ready: Typeset | bytes) -> list[str]:
    """Return the words of each page, without spaces."""
    content = ready if isinstance(ready, bytes) else ready.content
    reader = PdfReader(io.BytesIO(content))
    return [re.sub(r"\s+", "", page.extract_text()) for page in reader.pages]


def words(ready: Typeset | bytes) -> str:
    """Return all words of a paper, without spaces."""
    return "".join(pages(ready))


def fonts(ready: Typeset) -> set[str]:
    """Return the names of the fonts; one that is not embedded has no file and is marked so."""
    reader = PdfReader(io.BytesIO(ready.content))
    found = set()
    for page in reader.pages:
        for each in page["/Resources"]["/Font"].values():
            font = each.get_object()
            inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            embedded = {"/FontFile2", "/FontFile3"} & set(inner)
            found.add(str(font["/BaseFont"]) if embedded else f"{font['/BaseFont']} MISSING")
    return found


def size_mm(ready: Typeset) -> tuple[int, int]:
    """Return the width and height of the first page in millimetres."""
    box = PdfReader(io.BytesIO(ready.content)).pages[0].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)
