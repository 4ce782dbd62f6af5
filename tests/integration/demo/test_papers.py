"""Papers that are set while the story goes on say what is so when it ends."""

import io
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from ltc.demo.chapters.papers import _as_it_stands
from ltc.papers import render
from ltc.papers.services import Sheet, Subject, compose

AT = datetime(2023, 11, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sample(tmp_path, monkeypatch, sqlite_database):
    """Papers with one word on them."""
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "word.html").write_text("<p>{{ word }} {{ code }}</p>", encoding="utf-8")
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    render.environment.cache_clear()
    yield
    render.environment.cache_clear()


def sheet(word: str) -> Sheet:
    return Sheet("word", "一词", Subject("person", 1, "2111"), {"word": word})


def set_elsewhere() -> Future[bytes]:
    done: Future[bytes] = Future()
    done.set_result(b"set on the other core")
    return done


def test_a_paper_of_which_nothing_has_changed_is_the_one_that_was_set():
    ready = _as_it_stands(lambda: sheet("first"), compose(sheet("first"), at=AT), set_elsewhere())
    assert ready.content == b"set on the other core"
    assert ready.code in ready.source


def test_a_paper_of_which_something_has_changed_is_set_anew_under_its_code():
    begun = compose(sheet("first"), at=AT)
    ready = _as_it_stands(lambda: sheet("second"), begun, set_elsewhere())
    words = PdfReader(io.BytesIO(ready.content)).pages[0].extract_text()
    assert (ready.code, ready.at) == (begun.code, AT)
    assert "second" in words
    assert begun.code in words
