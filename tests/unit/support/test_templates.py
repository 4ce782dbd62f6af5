"""Compiled templates are kept between sites, and never used for another source."""

from flask import Flask, render_template

from tests.support.templates import Kept


def page(folder, kept):
    site = Flask("page", template_folder=str(folder))
    site.jinja_options = {"bytecode_cache": kept}
    with site.app_context():
        return render_template("page.html")


def test_a_template_is_compiled_once_for_all_sites(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_text("{{ 1 + 1 }}", encoding="utf-8")
    kept = Kept()
    assert page(tmp_path, kept) == "2"
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert page(tmp_path, kept) == "2"


def test_a_changed_template_is_compiled_anew(tmp_path):
    kept = Kept()
    for word in ("first", "second"):
        (tmp_path / "page.html").write_text(word, encoding="utf-8")
        assert page(tmp_path, kept) == word
