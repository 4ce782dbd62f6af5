"""The calculator's form: a month, a person, and lines as on a bill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField

from billing.asking.rules import place_of
from billing.rules.shapes.loyalty import FIRST as LOYALTY
from billing.rules.tariff import SHAPE, Tariff
from ltc.policy.lookup import Pack
from ltc.shared.errors import Faults, LtcError
from ltc.shared.money import yuan
from ltc.web import fields
from ltc.web.filters import named
from ltc.web.forms import Form
from ltc.web.language import current_language
from ltc.web.words import choices

FEWEST, MOST = 3, 40
_MOST_MONTHS = 1200
_MOST_MINUTES = 1440


class LineForm(Form):
    """One line of the bill; one without a word is no line.

    Where the area publishes prices or fixed amounts, the rules say whether a price is needed.
    """

    class Meta:
        """Part of a GET form."""

        csrf = False

    price_needed = True
    day = fields.Day(_("服务日期"), needed=False)
    item = fields.Choice(_("项目"), needed=False)
    unit = fields.Choice(_("计价单位"), needed=False)
    carer = fields.Choice(_("护理人员类别"), needed=False)
    price = fields.Money(_("单价"), needed=False)
    quantity = fields.Text(_("数量"), needed=False, longest=12)
    minutes = fields.Whole(_("实际分钟数"), most=_MOST_MINUTES, needed=False)
    planned_minutes = fields.Whole(_("标准分钟数"), most=_MOST_MINUTES, needed=False)

    def is_filled(self) -> bool:
        """Tell whether something was typed that makes a line of a bill."""
        return bool(self.day.raw_data and self.day.raw_data[0]) or bool(
            self.price.raw_data and self.price.raw_data[0]
        )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' signature
        """Ask for what a line that was begun must have."""
        sound = bool(super().validate(extra_validators))
        for field in (self.day, self.price) if self.price_needed else (self.day,):
            if self.is_filled() and field.data is None and not field.errors:
                field.errors = [field.missing()]
                sound = False
        return sound

    def question(self, number: int, pack: Pack) -> dict[str, Any]:
        """Return the line as a question has it."""
        told = {
            "id": str(number),
            "day": str(self.day.data),
            "item": self.item.data or pack.items[0].code,
            "unit": self.unit.data or "visit",
        }
        if self.price.data is not None:
            told["price"] = yuan(self.price.data)
        for name in ("quantity", "minutes", "planned_minutes", "carer"):
            value = self[name].data
            if value not in (None, ""):
                told[name] = value
        return told


class EventForm(Form):
    """Something that stops the benefit for some days."""

    class Meta:
        """Part of a GET form."""

        csrf = False

    kind = fields.Choice(_("情形"), needed=False)
    first_day = fields.Day(_("开始日期"), needed=False)
    last_day = fields.Day(_("结束日期"), needed=False)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' signature
        """Ask for the first day of what was chosen."""
        sound = bool(super().validate(extra_validators))
        if self.kind.data and self.first_day.data is None and not self.first_day.errors:
            self.first_day.errors = [self.first_day.missing()]
            return False
        return sound

    def question(self) -> list[dict[str, str]]:
        """Return the event as a question has it, if there is one."""
        if not self.kind.data:
            return []
        told = {"kind": self.kind.data, "from": str(self.first_day.data)}
        if self.last_day.data:
            told["to"] = str(self.last_day.data)
        return [told]


class AreaForm(Form):
    """Whose rules are asked."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    pack = fields.Choice(_("地区"), id="area-pack")


class CalculatorForm(Form):
    """A person's month."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    month = fields.MonthPick(_("月份"))
    insurance = fields.Choice(_("参保类别"))
    grade = fields.Choice(_("失能等级"))
    mode = fields.Choice(_("服务方式"))
    traits = fields.Ticks(_("人员情况"), needed=False)
    home_months = fields.Whole(_("连续居家照护月数"), most=_MOST_MONTHS, needed=False)
    incentive = fields.Choice(_("连续居家激励"), needed=False)
    lines = FieldList(FormField(LineForm), min_entries=FEWEST, max_entries=MOST)
    event = FormField(EventForm)

    def offer(self, pack: Pack) -> None:
        """Fill the lists with the pack's words."""
        self.insurance.choices = choices("ask_category")
        self.grade.choices = _words(pack.grades)
        self.mode.choices = _words(pack.modes)
        self.traits.choices = _words(pack.traits)
        self.incentive.choices = choices("ask_incentive") if LOYALTY in pack else []
        self.event.kind.choices = choices("ask_event")
        detailed = SHAPE in pack and Tariff(pack).detailed
        for line in self.lines:
            line.item.choices, line.unit.choices = _words(pack.items), _words(pack.units)
            line.carer.choices = _words(pack.carers)
            line.form.price_needed = not detailed

    def question(self, pack: Pack) -> dict[str, Any]:
        """Return what is asked, as ``ltc ask`` would be asked."""
        filled = [line.form for line in self.lines if line.form.is_filled()]
        return {
            "question": "benefit",
            "pack": pack.id,
            "month": str(self.month.data),
            "person": {"insurance": self.insurance.data, "grade": self.grade.data, **self._more()},
            "mode": self.mode.data,
            "lines": [line.question(number, pack) for number, line in enumerate(filled, start=1)],
            "events": self.event.form.question(),
        }

    def _more(self) -> dict[str, Any]:
        """Return what else is told of the person; empty boxes are left out."""
        boxes = (self.traits, self.home_months, self.incentive)
        return {box.name: box.data for box in boxes if box.data not in (None, "", [])}

    def show(self, error: LtcError) -> None:
        """Put what the question's reader refused beside the boxes it is about."""
        filled = [at for at, line in enumerate(self.lines) if line.form.is_filled()]
        for fault in error.faults if isinstance(error, Faults) else (error,):
            box = self._box(place_of(fault.field or ""), filled)
            message = fault.message(current_language())
            if box is None:
                self.form_errors.append(message)
            else:
                empty = box.data in (None, "", [])
                box.errors = [*box.errors, box.missing() if empty else message]

    def _box(self, place: tuple[int | None, str], filled: list[int]) -> Any:  # noqa: ANN401 - a field
        """Return the box of a field of the question, if the page has one."""
        number, name = place
        if number is not None and number < len(filled):
            return _field(self.lines[filled[number]].form, name)
        if name in _EVENT_BOXES:
            return self.event.form[_EVENT_BOXES[name]]
        return _field(self, name)


_EVENT_BOXES: Mapping[str, str] = {
    "events[0].kind": "kind",
    "events[0].from": "first_day",
    "events[0].to": "last_day",
}


def _field(form: Form, name: str) -> Any:  # noqa: ANN401 - a field
    known = name in form and name not in ("lines", "event")
    return form[name] if known else None


def _words(words: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a pack's words
    return [(word.code, named(word)) for word in words]
