"""Form fields: typed text in, checked values out, every refusal in plain words.

They parse with ``ltc.shared`` and know no rule of the law.  ``control`` draws any WTForms field,
Flask-AppBuilder's too, as a plain control of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar, TypeVar

from flask import Flask
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import fields, widgets
from wtforms.validators import Length, StopValidation, ValidationError

from ltc.shared import money
from ltc.shared.clock import SHANGHAI
from ltc.shared.dates import Month, parse_day
from ltc.shared.errors import BadInput, LtcError, shown
from ltc.shared.ids import parse_id_number
from ltc.web.language import current_language
from ltc.web.words import choices as words_of

Near = TypeVar("Near", date, datetime)
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_WHOLE = re.compile(r"-?\d{1,18}")  # as many digits as a database number surely holds
_LARGEST_WHOLE = 10**9
# Days further away are slips of the finger, and reckoning from them leaves the calendar.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Needed:
    """Refuse an empty answer, and say which one is missing."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: object, field: Any) -> None:  # noqa: ANN401 - a WTForms field
        """Stop further checks when there is nothing to check."""
        if field.errors:
            raise StopValidation
        # A typed 0 is an answer, though Python holds it equal to False.
        if field.data is None or field.data is False or field.data in ("", []):
            raise StopValidation(field.missing())


class House:
    """What all fields share: needed unless said otherwise, a hint, a sentence when missing."""

    verb_is_choose = False

    def __init__(
        self,
        label: object = "",
        *,
        needed: bool = True,
        hint: object = "",
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        checks = [Needed(), *validators] if needed else list(validators)
        super().__init__(label, checks, description=hint, **rest)  # type: ignore[call-arg]

    def missing(self) -> str:
        """Return the sentence for an empty answer."""
        label = str(self.label.text)  # type: ignore[attr-defined]
        if self.verb_is_choose:
            return gettext("请选择“%(label)s”", label=label)
        return gettext("请填写“%(label)s”", label=label)


class Text(House, fields.StringField):
    """One line of text, trimmed; longer than ``longest`` is refused, never cut."""

    def __init__(self, label: object = "", *, longest: int = 200, **rest: Any) -> None:
        rest["validators"] = [*rest.pop("validators", ()), too_long(longest)]
        super().__init__(label, **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Trim; rare characters stay as they are."""
        self.data = valuelist[0].strip() if valuelist else ""


class LongText(Text):
    """Several lines of text."""

    widget = widgets.TextArea()

    def __init__(self, label: object = "", *, longest: int = 2000, **rest: Any) -> None:
        super().__init__(label, longest=longest, **rest)


class Password(House, fields.PasswordField):
    """A secret; never sent back to the page."""


class Hidden(House, fields.HiddenField):
    """A value that the page carries along; it is read again through a scoped query."""


class Parsed(House, fields.StringField):
    """Text that stands for a value; what was typed is kept when it cannot be read."""

    def parse(self, text: str) -> Any:  # noqa: ANN401 - each kind its own
        """Turn typed text into the value or raise ``LtcError``."""
        return text

    def write(self, value: Any) -> str:  # noqa: ANN401 - the value of parse
        """Turn the value back into text for the control."""
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read full-width digits as digits; blank is no answer."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.parse(text)
        except LtcError as refusal:
            raise ValueError(refusal.message(current_language())) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)


class Day(Parsed):
    """A legal day."""

    widget = widgets.DateInput()

    def parse(self, text: str) -> date:
        """Read ``YYYY-MM-DD``."""
        return _near(parse_day(text, field=str(self.label.text)), self)

    def write(self, value: date) -> str:
        """Write ``YYYY-MM-DD``."""
        return value.isoformat()


class Moment(Parsed):
    """An instant typed as day and time in Shanghai."""

    widget = widgets.DateTimeLocalInput()

    def parse(self, text: str) -> datetime:
        """Read ``YYYY-MM-DDTHH:MM``; the value is UTC."""
        try:
            typed = datetime.fromisoformat(text)
        except ValueError:
            typed = None
        if typed is None or typed.tzinfo is not None:
            label, typed_text = self.label.text, shown(text)
            raise BadInput(
                f"{label}: {typed_text} is not a date and time",
                f"{label}：{typed_text} 不是日期和时间",
                field=self.name,
            )
        return _near(typed, self).replace(tzinfo=SHANGHAI).astimezone(UTC)

    def write(self, value: datetime) -> str:
        """Write the local minute."""
        return f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


class MonthPick(Parsed):
    """A calendar month."""

    widget = widgets.MonthInput()

    def parse(self, text: str) -> Month:
        """Read ``YYYY-MM``."""
        month = Month.parse(text, field=str(self.label.text))
        _near(month.first_day, self)
        return month


class Money(Parsed):
    """An amount typed in 元; the value is whole 分."""

    unit = "元"
    is_number = True

    def parse(self, text: str) -> int:
        """Read 元 with at most two decimals; thousands may be apart."""
        return money.fen(text.replace(",", ""), field=str(self.label.text))

    def write(self, value: int) -> str:
        """Write 元 with two decimals."""
        return money.yuan(value)


class Whole(Parsed):
    """A whole number between two bounds, both allowed."""

    is_number = True

    def __init__(
        self,
        label: object = "",
        *,
        least: int = 0,
        most: int = _LARGEST_WHOLE,
        unit: object = "",
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.least, self.most, self.unit = least, most, unit

    def parse(self, text: str) -> int:
        """Read digits only."""
        if _WHOLE.fullmatch(text) and self.least <= int(text) <= self.most:
            return int(text)
        label = self.label.text
        raise BadInput(
            f"{label}: a whole number from {self.least} to {self.most}",
            f"{label}：请填{self.least}到{self.most}之间的整数",
            field=self.name,
        )


class IdNumber(Parsed):
    """A resident ID number, with its check digit checked."""

    def parse(self, text: str) -> str:
        """Return the number in upper case."""
        return parse_id_number(text.replace(" ", ""), field=self.name)


class Phone(Parsed):
    """A mobile or fixed-line number in China."""

    widget = widgets.TelInput()

    def parse(self, text: str) -> str:
        """Return the digits."""
        digits = text.replace(" ", "")
        if not _PHONE.fullmatch(digits):
            raise BadInput("the phone number is not valid", "电话号码有误，请核对", field=self.name)
        return digits


class Listed(House):
    """What fields with a list share.  ``kind`` takes the words registered for it.

    ``choices`` are pairs of code and word; a view may also set them later, on the form it made.
    """

    verb_is_choose = True

    def __init__(
        self,
        label: object = "",
        *,
        kind: str = "",
        choices: Sequence[tuple[str, object]] = (),
        **rest: Any,
    ) -> None:
        pairs = words_of(kind) if kind else choices
        offered = [fields.choices.SelectChoice(code, text) for code, text in pairs]
        super().__init__(label, choices=offered, **rest)

    def pre_validate(self, form: object) -> None:
        """Refuse what is not on the list; nothing chosen is the business of ``Needed``."""
        chosen = self.data if isinstance(self.data, list) else [self.data]  # type: ignore[attr-defined]
        known = {str(code) for code, *_ in self.choices}  # type: ignore[attr-defined]
        if not {str(each) for each in chosen if each} <= known:
            raise ValidationError(gettext("请从列表中选择"))


class Choice(Listed, fields.SelectField):
    """One of a list that folds away."""

    def iter_choices(self) -> Any:  # noqa: ANN401 - WTForms' generator
        """Begin with an empty choice, so that nothing is chosen by accident."""
        yield fields.choices.Choice("", gettext("请选择"), not self.data, {})
        yield from super().iter_choices()


class Options(Listed, fields.RadioField):
    """One of a few, all of them in sight; ``hints`` explains each by its code."""

    def __init__(
        self, label: object = "", *, hints: Mapping[str, object] | None = None, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.hints = hints or {}


class Ticks(Listed, fields.SelectMultipleField):
    """Any number of a few, as boxes to tick."""

    option_widget = widgets.CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was ticked; a blank is no tick."""
        super().process_formdata([each for each in valuelist if each])


class Tick(House, fields.BooleanField):
    """A statement to agree to; needed means that it must be ticked."""

    def missing(self) -> str:
        """Say that it must be ticked."""
        return gettext("请勾选“%(label)s”", label=str(self.label.text))


class Upload(House, FileField):
    """A file; what it holds is checked by the service that keeps it."""

    verb_is_choose = True


def _near(day: Near, field: Parsed) -> Near:
    """Return a day or hour of our centuries."""
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    label = field.label.text
    raise BadInput(
        f"{label}: the year lies between {_FIRST_YEAR} and {_LAST_YEAR}",
        f"{label}：年份应在{_FIRST_YEAR}到{_LAST_YEAR}之间",
        field=field.name,
    )


def too_long(longest: int) -> Length:
    """Return the check on the length of a text."""
    return Length(max=longest, message=lazy_gettext("最多%(longest)s个字", longest=longest))


_PLAIN: tuple[tuple[type, Any], ...] = (
    (fields.BooleanField, widgets.CheckboxInput()),
    (fields.SelectMultipleField, widgets.Select(multiple=True)),
    (fields.SelectField, widgets.Select()),
    (fields.DateField, widgets.DateInput()),
    (fields.DateTimeField, widgets.DateTimeLocalInput()),
    (fields.TextAreaField, widgets.TextArea()),
    (fields.PasswordField, widgets.PasswordInput()),
    (fields.FileField, widgets.FileInput()),
)


def control(field: Any, **attributes: Any) -> Markup:  # noqa: ANN401 - any WTForms field
    """Draw the control of ``field`` without any other library's markup around it."""
    return Markup(_plain_widget(field)(field, **{"id": field.id, **attributes}))  # noqa: S704 - WTForms escapes


def _plain_widget(field: Any) -> Any:  # noqa: ANN401 - WTForms carries no types
    """Return WTForms' own widget in place of one made for another look."""
    given = field.widget
    if type(given).__module__.startswith("wtforms."):
        return given
    if type(field).__name__ == "QuerySelectMultipleField":
        return widgets.Select(multiple=True)
    if isinstance(field, fields.SelectFieldBase):
        return widgets.Select()
    for kind, plain in _PLAIN:
        if isinstance(field, kind):
            return plain
    return widgets.TextInput()


def install(app: Flask) -> None:
    """Give ``control`` to the templates of ``app``."""
    app.jinja_env.globals["control"] = control
