"""Blind re-scoring 盲评 and gold cases 标准案例: the bureau draws and sets, the scorer scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments.forms import NewSampleForm, gold_form, score_form, scored
from assessments.quality import queries, services
from assessments.quality.figures import scale_of_area
from assessments.quality.models import BlindScore, GoldCase
from assessments.quality.services import NewGold, NewSample
from assessments.rules.scale import Scale
from assessments.scales.load import load_points_scale
from assessments.views.shown import dimensions
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import legal_day, now, today
from ltc.shared.errors import Conflict
from ltc.web.forms import Form
from ltc.web.views import Page

_SAMPLE, _TASKS = "BlindSamples.show", "BlindTasks.index"


class BlindSamples(Page):
    """``/desk/quality/samples``."""

    route_base = "/desk/quality/samples"

    @expose("/")
    @allowed("quality_sample.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the samples, and what came of the gold cases."""
        scope = current_scope()
        with read_only():
            return self.render(
                "assessments/samples.html",
                rows=queries.samples(scope=scope),
                golds=queries.gold_results(scope=scope),
            )

    @expose("/new", methods=["GET", "POST"])
    @allowed("quality.open")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Plan a sample."""
        form, scope = NewSampleForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = services.plan_sample(_planned(form, scope), scope=scope, at=now())
                return self.done(_("抽样计划已制定，请另一人执行抽取"), _SAMPLE, sample_id=made.id)
        return self.render("assessments/sample_new.html", form=form)

    @expose("/<int:sample_id>")
    @allowed("quality_sample.read")
    def show(self, sample_id: int) -> Any:  # noqa: ANN401 - a page
        """Show a sample: its seed or the hash of it, what was drawn and what came of it."""
        with read_only():
            found = queries.sample(sample_id, scope=current_scope())
            rows = queries.rescored(found)
            return self.render("assessments/sample.html", found=found, rows=rows)

    @expose("/<int:sample_id>/draw", methods=["POST"])
    @allowed("quality.open")
    def draw(self, sample_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Draw what was planned."""
        with unit_of_work():
            services.draw_sample(sample_id, scope=current_scope(), at=now())
        return self.done(_("已抽取，并已派给评估专家"), _SAMPLE, sample_id=sample_id)

    @expose("/gold/new", methods=["GET", "POST"])
    @allowed("quality.open")
    def gold(self) -> Any:  # noqa: ANN401 - a page
        """Set a gold case."""
        scope = current_scope()
        scale = scale_of_area(scope.area, today())
        form = gold_form(scale)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.add_gold(_new_gold(form, scale, scope), scope=scope, at=now())
                return self.done(_("标准案例已设定"), "BlindSamples.index")
        return self.render("assessments/gold_new.html", form=form, dimensions=dimensions(scale))


class BlindTasks(Page):
    """``/desk/quality/tasks``: what an assessor scores again, and the gold cases."""

    route_base = "/desk/quality/tasks"

    @expose("/")
    @allowed("quality.score")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List one's own tasks, gold cases and reviews."""
        scope = current_scope()
        with read_only():
            mine = queries.tasks(scope=scope)
            done = {each.gold_id: each for each in mine if each.gold_id}
            return self.render(
                "assessments/blind_tasks.html",
                rows=[each for each in mine if each.sample_id],
                golds=[(each, done.get(each.id)) for each in queries.golds(scope.area)],
                reviews=queries.reviews(scope=scope),
            )

    @expose("/<int:score_id>", methods=["GET", "POST"])
    @allowed("quality.score")
    def task(self, score_id: int) -> Any:  # noqa: ANN401 - a page
        """Score a drawn conclusion from its recording, seeing nobody's answers."""
        with read_only():
            found = queries.task(score_id, scope=current_scope())
            told = queries.subject(found)
        if found.sealed_at is not None:
            raise Conflict("a sealed form cannot be changed", "评分表已封存，不能再改")

        def seal(answers: Mapping[str, int]) -> None:
            services.seal_blind(score_id, answers, scope=current_scope(), at=now())

        seen = legal_day(told.on_site_at) if told.on_site_at else today()
        scale, age = load_points_scale(found.scale), _age(told.born_on, seen)
        return self._score(scale, seal, subject=told, age=age)

    @expose("/gold/<int:gold_id>", methods=["GET", "POST"])
    @allowed("quality.score")
    def gold(self, gold_id: int) -> Any:  # noqa: ANN401 - a page
        """Score a gold case, or see how one's answers compare."""
        with read_only():
            case, mine = _gold(gold_id, current_scope())
        if mine is not None:
            return self.render("assessments/gold_result.html", **_beside(case, mine))

        def seal(answers: Mapping[str, int]) -> None:
            services.answer_gold(gold_id, answers, scope=current_scope(), at=now())

        return self._score(load_points_scale(case.scale), seal, case=case)

    def _score(self, scale: Scale, seal: Callable[[Mapping[str, int]], None], **told: Any) -> Any:  # noqa: ANN401 - as Page
        form = score_form(scale, {}, {})
        if form.sent():
            with form.catching():
                with unit_of_work():
                    seal(scored(form, scale))
                return self.done(_("评分已封存"), _TASKS)
        return self.render(
            "assessments/blind_score.html", form=form, dimensions=dimensions(scale), **told
        )


def _gold(gold_id: int, scope: Scope) -> tuple[GoldCase, BlindScore | None]:
    """Return a gold case and one's own answers to it, if they are given."""
    case = queries.gold(gold_id, scope.area)
    mine = [each for each in queries.tasks(scope=scope) if each.gold_id == gold_id]
    return case, mine[0] if mine else None


def _new_gold(form: Form, scale: Scale, scope: Scope) -> NewGold:
    return NewGold(
        area_code=scope.area,
        title=form["title"].data or "",
        story=form["story"].data or "",
        answers=scored(form, scale),
    )


def _planned(form: NewSampleForm, scope: Scope) -> NewSample:
    first: Any = form.first_day.data
    last: Any = form.last_day.data
    size: Any = form.size.data
    return NewSample(area_code=scope.area, first_day=first, last_day=last, size=size)


def _beside(case: GoldCase, mine: BlindScore) -> dict[str, Any]:
    """Return a gold case with the agreed answers and one's own, item by item."""
    scale, given = load_points_scale(case.scale), mine.answers or {}
    rows = [
        {
            "item": item,
            "agreed": case.answers[key],
            "mine": given[key],
            "same": case.answers[key] == given[key],
        }
        for key, item in scale.items.items()
    ]
    return {"case": case, "mine": mine, "rows": rows, "scale": scale}


def _age(born_on: date, on: date) -> int:
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (0 if had_birthday else 1)
