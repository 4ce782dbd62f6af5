"""Papers: a real PDF with an embedded Chinese font, a QR, and nothing fetched from anywhere."""

import io
from datetime import UTC, datetime

import pytest
from jinja2 import DictLoader, Environment
from pypdf import PdfReader

from ltc.db import read_only, unit_of_work
from ltc.papers import queries, render, services
from ltc.scope import Scope
from ltc.shared.errors import BadInput, NotFound

AT = datetime(2023, 11, 6, 1, tzinfo=UTC)
EVERYTHING = Scope.everything("test")
BODY = '{% extends "pdf/_paper.html" %}{% block content %}<p>{{ name }}（㛃）℃</p>{% endblock %}'


@pytest.fixture(autouse=True)
def template(monkeypatch):
    """Add one small paper of the test's own beside the house's."""
    made = render.environment()
    both = Environment(
        loader=DictLoader(
            {
                "pdf/sample.html": BODY,
                "pdf/_paper.html": (render.TEMPLATES / "pdf/_paper.html").read_text(),
            }
        ),
        autoescape=True,
        undefined=made.undefined,
    )
    both.filters.update(made.filters)
    monkeypatch.setattr(render, "environment", lambda: both)


def issue(name: str, *, about=1, person_id=1, **more):
    subject = services.Subject("person", about, "2111", person_id=person_id)
    with unit_of_work():
        return services.issue(
            "sample", "失能评估报告", subject, {"name": name}, scope=EVERYTHING, at=AT, **more
        )


def test_the_pdf_holds_the_words_in_an_embedded_chinese_font(database):
    paper = issue("王䶮")
    reader = PdfReader(io.BytesIO(services.content(paper)))
    text = reader.pages[0].extract_text()
    assert "失能评估报告" in text
    assert paper.code in text
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert any("Noto" in name and "SC" in name for name in names), names


def test_markup_in_a_name_stays_words(sqlite_database):
    paper = issue("<img src=file:///etc/passwd>")
    text = PdfReader(io.BytesIO(services.content(paper))).pages[0].extract_text()
    assert "<img" in text


def test_nothing_is_ever_fetched():
    with pytest.raises(BadInput, match="may not load"):
        render.refuse_fetch("file:///etc/passwd")
    assert b"passwd" not in render.pdf('<img src="file:///etc/passwd">')


def test_a_changed_file_is_not_handed_out(sqlite_database):
    paper = issue("王")
    path = services.folder() / paper.file_name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(NotFound):
        services.content(paper)


def test_a_paper_is_seen_in_scope_only(sqlite_database):
    paper = issue("王")
    other = Scope(EVERYTHING.actor, area="6107")
    with read_only():
        assert queries.paper(paper.id, scope=EVERYTHING).code == paper.code
        with pytest.raises(NotFound):
            queries.paper(paper.id, scope=other)


def test_anyone_can_verify_a_code(site):
    paper = issue("王")
    assert paper.file_sha256 in site.client().get(f"/verify/{paper.code}").text
    assert site.client().get("/verify/NOSUCH").status_code == 404


def test_a_letter_that_a_later_one_replaced_is_genuine_and_says_so(site, monkeypatch):
    monkeypatch.setattr(queries, "_NEWEST_STANDS", ("sample",))
    first, again, other = issue("王"), issue("王", about=2), issue("李", about=3, person_id=2)
    said = [site.client().get(f"/verify/{each.code}").text for each in (first, again, other)]
    assert ["以新的为准" in text for text in said] == [True, False, False]
    assert all("由本系统出具" in text for text in said)


def test_the_code_to_scan_leads_to_the_address_that_is_printed(sqlite_database):
    sheet = services.Sheet(
        "sample", "失能评估报告", services.Subject("person", 1, "2111"), {"name": "王"}
    )
    ready = services.typeset(sheet, at=AT)
    link = f"http://127.0.0.1:8000/verify/{ready.code}"
    assert str(render.qr(link)) in ready.source
    words = PdfReader(io.BytesIO(ready.content)).pages[0].extract_text()
    assert f"/verify/{ready.code}" in words.replace("\n", "")


def test_a_final_paper_is_issued_once_and_a_draft_anew(sqlite_database):
    subject = services.Subject("person", 1, "2111", person_id=1)
    final = services.Sheet("sample", "失能评估报告", subject, {"name": "王"})
    draft = services.Sheet("sample", "失能评估报告", subject, {"name": "王"}, is_draft=True)
    made = issue("王")
    with read_only():
        assert services.issued(final).id == made.id
        assert services.issued(draft) is None
        elsewhere = services.Subject("person", 2, "2111")
        assert services.issued(services.Sheet("sample", "…", elsewhere, {})) is None
