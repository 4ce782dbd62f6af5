"""Chinese first, English by one switch.

The reader's choice is a cookie, so that it needs no account and no session.  Words come from the
PO files themselves, one per add-on; there is nothing to compile and nothing that can be stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale

DEFAULT = "zh"
LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "ltc_language"


class PoDomain(Domain):
    """Reads ``FOLDER/LANGUAGE/LC_MESSAGES/messages.po`` of every folder; later folders win.

    The compiled catalogues that Flask-Babel knew before (Flask-AppBuilder's own) stay below.
    """

    def __init__(self, folders: Iterable[Path], compiled: Iterable[str] = ()) -> None:
        super().__init__(translation_directories=list(compiled))
        self.folders = tuple(folders)
        self._known: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Return the words of the reader's language, read once."""
        language = str(get_locale() or DEFAULT)
        if language not in self._known:
            self._known[language] = self._read(language)
        return self._known[language]

    def _read(self, language: str) -> NullTranslations:
        """Lay the catalogues over one another."""
        words = Translations()
        for folder in self.translation_directories:
            found = Translations.load(folder, [language])
            if isinstance(found, Translations):
                words.merge(found)
        for folder in self.folders:
            path = folder / language / "LC_MESSAGES" / "messages.po"
            if path.exists():
                words.merge(read_catalogue(path))
        return words


def read_catalogue(path: Path) -> Translations:
    """Read one PO file."""
    with path.open("rb") as source:
        catalogue = read_po(source)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def catalogue_folders() -> list[Path]:
    """Return the ``translations`` folders of the base and of the rooms beside it."""
    root = Path(__file__).resolve().parents[2]
    rooms = ("ltc", "assessments", "providers", "billing")
    return [folder for room in rooms for folder in sorted((root / room).rglob("translations"))]


def select_language() -> str:
    """Return what the reader chose, else Chinese."""
    chosen = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else DEFAULT


def current_language() -> str:
    """Return ``zh`` or ``en``."""
    return "en" if str(get_locale() or DEFAULT).startswith("en") else DEFAULT


def install(app: Flask, folders: Iterable[Path] = ()) -> None:
    """Let ``app`` speak both languages; call it after Flask-AppBuilder has made its own Babel."""
    if "babel" not in app.extensions:
        Babel(app, default_locale=DEFAULT)
    settings = app.extensions["babel"]
    settings.default_locale = DEFAULT
    settings.locale_selector = select_language
    settings.instance.domain_instance = PoDomain(
        [*catalogue_folders(), *folders], settings.translation_directories
    )
