"""The form of a what-if: months, another pack or day, and values that are other than now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField

from billing.whatif.question import Question, months_between
from billing.whatif.rules.places import Place, values_text
from ltc.policy.load import load_pack
from ltc.shared.dates import Month
from ltc.shared.errors import Faults, LtcError
from ltc.web import fields
from ltc.web.forms import Form
from ltc.web.language import current_language

_MOST_PLACES = 400


class ChangeForm(Form):
    """One value: where it stands, and what it is to be."""

    class Meta:
        """Part of a form that has its token."""

        csrf = False

    place = fields.Hidden()
    to = fields.Text(_("改为"), needed=False, longest=20)
    word = fields.Choice(_("改为"), needed=False)
    box: Any = None

    def about(self, place: Place | None) -> None:
        """Give the place its box: a list where it takes one of a few words."""
        self.word.choices = list(place.options.items()) if place else []
        if place is None:
            return
        self.box = self.word if place.options else self.to
        self.box.label.text = " · ".join(filter(None, (place.meaning, place.label)))
        now = place.options.get(place.now, place.now)
        self.box.description = gettext("现为 %(now)s", now=now)


class WhatIfForm(Form):
    """What is supposed."""

    first_month = fields.MonthPick(_("从"))
    last_month = fields.MonthPick(_("到"))
    pack = fields.Choice(
        _("按哪个政策包"), needed=False, hint=_("不选则为本统筹区的政策包；草案也可以测算")
    )
    rules_of = fields.Day(
        _("取哪一天的规定"),
        needed=False,
        hint=_("不填则取服务当日的规定；填写后，各月都按这一天的规定计算"),
    )
    changed = FieldList(FormField(ChangeForm), max_entries=_MOST_PLACES)

    def offer(self, packs: Sequence[tuple[str, str]], places: Sequence[Place]) -> None:
        """Fill the list of packs, and give each value of the pack its box."""
        self.pack.choices = list(packs)
        if not self.is_submitted():
            for place in places:
                self.changed.append_entry({"place": place.code})
        known = {place.code: place for place in places}
        for row in self.changed:
            row.form.about(known.get(row.form.place.data))

    def refuse(self, error: LtcError) -> None:
        """Show what is wrong with a value beside its box, and the rest as every form does."""
        boxes = {row.form.place.data: row.form.box for row in self.changed if row.form.box}
        for fault in error.faults if isinstance(error, Faults) else (error,):
            if fault.field in boxes:
                box = boxes[fault.field]
                box.errors = [*box.errors, fault.message(current_language())]
            else:
                super().refuse(fault)

    def question(self, area: str, places: Sequence[Place]) -> Question:
        """Return what was asked."""
        typed = {
            row.form.place.data: (row.form.box or row.form.to).data or "" for row in self.changed
        }
        return Question(
            area=area,
            months=months_between(self._month("first_month"), self._month("last_month")),
            pack=load_pack(self.pack.data) if self.pack.data else None,
            rules_of=self.rules_of.data,
            values=values_text(typed, {place.code: place for place in places}),
        )

    def _month(self, name: str) -> Month:
        """Return a month that was chosen; both are needed, so neither is missing here."""
        return Month.parse(str(self[name].data), field=name)
