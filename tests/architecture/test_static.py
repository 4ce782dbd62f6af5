"""What the site ships to browsers: libraries as they came, nothing inline, nothing from outside."""

import hashlib
import re
from pathlib import Path

import pytest

from ltc.web.kit import STATIC, TEMPLATES

VENDOR = STATIC / "vendor"
OUR_TEXTS = [
    *sorted((STATIC / "css").glob("*.css")),
    *sorted((STATIC / "js").glob("*.js")),
    *sorted(TEMPLATES.rglob("*.html")),
]
PAGES = [each for each in sorted(TEMPLATES.rglob("*.html")) if "pdf" not in each.parts]


def test_every_library_is_as_it_came():
    listed = dict(
        reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        each.relative_to(VENDOR).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in VENDOR.rglob("*")
        if each.is_file() and each.parent != VENDOR
    }
    assert found == listed


def test_every_library_comes_with_its_licence():
    for folder in VENDOR.iterdir():
        if folder.is_dir():
            assert list(folder.glob("LICENSE*")), folder.name


@pytest.mark.parametrize("path", OUR_TEXTS, ids=lambda path: path.name)
def test_nothing_is_asked_of_another_machine(path: Path):
    text = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"(src|href|url|import|fetch)[^\n]{0,20}(https?:)?//[a-z]", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "-".join(path.parts[-2:]))
def test_no_page_has_inline_script_or_style(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
