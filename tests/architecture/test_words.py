"""Every word that a page shows goes through the catalogue, and has its English there."""

import re

import pytest

from tests.support import words

MARK = re.compile(r"%\((\w+)\)[sd]")


def lines(found: list[words.Word]) -> str:
    return "\n".join(f"{word.place}: {word.text}" for word in sorted(found))


def test_every_word_has_its_english():
    found = words.missing()
    assert not found, f"see `python -m tests.support.words`:\n{lines(found)}"


def test_no_template_shows_chinese_past_the_catalogue():
    found = list(words.unsaid_in_templates())
    assert not found, lines(found)


def test_no_view_shows_chinese_past_the_catalogue():
    found = list(words.unsaid_in_views())
    assert not found, lines(found)


def test_no_two_catalogues_say_a_word_differently():
    assert words.said_twice() == {}


def test_english_keeps_the_places_for_facts():
    pairs = words.english().items()
    assert not [zh for zh, en in pairs if set(MARK.findall(zh)) != set(MARK.findall(en))]


def test_english_is_english():
    odd = [en for en in words.english().values() if words.CHINESE.search(en)]
    assert not odd


def test_a_percent_sign_in_a_template_s_word_is_doubled():
    """Jinja formats every word it says, so that a lone % would break the page."""
    odd = [each for each in words.said_in_templates() if re.search(r"%(?![(%])", each.text)]
    assert not odd, lines(odd)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("待受理", ["待受理"]),
        ('{{ ui.fact("姓名", name) }}', ["姓名"]),
        ('{{ _("姓名") }}', []),
        ("{# 只是注释 #}", []),
        ("<a>中文</a>", []),
        ('<p title="说明">', ['<p title="说明">']),
    ],
)
def test_the_search_finds_what_goes_past_the_catalogue(tmp_path, monkeypatch, template, shown):
    path = tmp_path / "page.html"
    path.write_text(template, encoding="utf-8")
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "templates", lambda: (path,))
    assert [word.text for word in words.unsaid_in_templates()] == shown


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("services.py", 'flash(_("已保存"))', ["已保存"]),
        ("services.py", 'raise Conflict("gone", "已变化")', []),
        ("services.py", 'register_words("x", {"a": ("待受理", "todo")})', ["待受理"]),
        ("addon.py", 'MENU = MenuEntry("受理", "/")', ["受理"]),
        ("addon.py", '"""说明。"""', []),
    ],
)
def test_the_search_finds_what_python_says(tmp_path, monkeypatch, name, code, said):
    path = tmp_path / name
    path.write_text(code, encoding="utf-8")
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "modules", lambda: (path,))
    assert [word.text for word in words.said_in_python()] == said
