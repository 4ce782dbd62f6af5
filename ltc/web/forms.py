"""The base of forms: untrusted text becomes a typed command.

Afterwards nobody touches the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from ltc.shared.errors import LtcError
from ltc.web.language import current_language

T = TypeVar("T")
_NOT_ANSWERS = ("csrf_token",)


class Form(FlaskForm):
    """A form of ours: fields from ``ltc.web.fields``, answers by ``values()`` or ``command()``."""

    def sent(self) -> bool:
        """Tell whether the form was sent and every answer can be used."""
        return bool(self.validate_on_submit())

    def values(self) -> dict[str, Any]:
        """Return the answers by name."""
        return {
            name: field.data for name, field in self._fields.items() if name not in _NOT_ANSWERS
        }

    def command(self, make: Callable[..., T], **more: Any) -> T:
        """Build the typed command from the answers and what the view knows besides."""
        return make(**{**self.values(), **more})

    def refuse(self, error: LtcError) -> None:
        """Show what a service refused beside the field it is about, or on top."""
        message = error.message(current_language())
        if error.field and error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Turn a service's refusal into errors of this form; the unit of work has rolled back."""
        try:
            yield
        except LtcError as error:
            self.refuse(error)


def faults(form: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any WTForms form
    """Return ``(id of the control, message)`` of all that is wrong, in the form's order."""
    found = [("", str(message)) for message in form.form_errors]
    return [*found, *(fault for field in form for fault in _faults_of(field))]


def _faults_of(field: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any WTForms field
    """Return what is wrong with one field; a form or a list of forms in it is gone through."""
    if isinstance(field, FormField):
        return faults(field.form)
    if isinstance(field, FieldList):
        return [fault for entry in field for fault in _faults_of(entry)]
    return [(field.id, str(message)) for message in field.errors]


def install(app: Flask) -> None:
    """Give ``faults`` to the templates of ``app``."""
    app.jinja_env.globals["faults"] = faults
