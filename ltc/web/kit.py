"""Puts the web base together: language, headers, errors, filters, parts of pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

import ltc
from ltc.web import errors, fields, filters, forms, headers, language, reader, signs, tables

STATIC = Path(ltc.__file__).resolve().parent / "static"
TEMPLATES = Path(ltc.__file__).resolve().parents[1] / "templates"


def install(app: Flask, *, translations: Iterable[Path] = ()) -> None:
    """Give ``app`` the look and manners of the house.

    ``app`` must serve ``STATIC`` and ``TEMPLATES``.  Flask-AppBuilder, where it is used, comes
    first: its Babel is taken over.  ``translations`` are the folders of add-ons from elsewhere.
    """
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.install(app, translations)
    headers.install(app)
    errors.install(app)
    filters.install(app)
    fields.install(app)
    forms.install(app)
    tables.install(app)
    reader.install(app)
    signs.install(app)
