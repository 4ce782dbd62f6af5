"""Words come from the PO files as they are; Flask-AppBuilder's own Chinese stays below them."""

import pytest
from flask_babel import force_locale, gettext

from ltc.web.language import PoDomain, catalogue_folders, read_catalogue

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "护理员"
msgstr "{word}"

#, fuzzy
msgid "评估员"
msgstr "a guess"
"""


@pytest.fixture
def folder(tmp_path):
    def write(name, word):
        path = tmp_path / name / "en" / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(PO.format(word=word), encoding="utf-8")
        return tmp_path / name

    return write


def test_a_catalogue_is_read_without_compiling(folder):
    path = folder("a", "carer") / "en" / "LC_MESSAGES" / "messages.po"
    assert read_catalogue(path).ugettext("护理员") == "carer"


def test_a_guessed_translation_is_not_shown(folder):
    path = folder("a", "carer") / "en" / "LC_MESSAGES" / "messages.po"
    assert read_catalogue(path).ugettext("评估员") == "评估员"


def test_a_later_folder_wins(kit_site, folder):
    domain = PoDomain([folder("a", "carer"), folder("b", "care worker")])
    with kit_site.test_request_context(), force_locale("en"):
        assert domain.gettext("护理员") == "care worker"


def test_a_word_without_translation_stays_as_it_is(kit_site):
    with kit_site.test_request_context(), force_locale("en"):
        assert gettext("没有译文的词") == "没有译文的词"


def test_the_base_has_its_catalogue(kit_site):
    assert any((each / "en").is_dir() for each in catalogue_folders())
    with kit_site.test_request_context(), force_locale("en"):
        assert gettext("回到首页") == "Front page"


def test_words_of_flask_appbuilder_are_chinese(list_site):
    with list_site.test_request_context():
        assert gettext("Not a valid choice") != ""
        assert gettext("Password") == "密码"
