"""申报: a provider drafts, tries and submits a month's claim; two offices review its lines."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.claims import filed, reviews, services
from billing.claims.checked import Checked, asked, check, pays, to_person, unpaid
from billing.claims.filed import Reviewed
from billing.claims.forms import ClaimFileForm, JudgeForm
from billing.claims.models import Claim
from billing.claims.reviews import Effect, Judgement
from billing.claims.rules.states import (
    APPROVED,
    DRAFT,
    FIRST,
    OUTCOMES,
    REJECTED,
    REVIEWED,
    SECOND,
    SUBMITTED,
)
from billing.views.words import happened, word_or_code
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import legal_day, now, today
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Faults
from ltc.shared.tabular import read_csv
from ltc.web.paging import number_key
from ltc.web.views import Page
from ltc.web.words import choices

_INDEX, _SHOW = "ClaimBook.index", "ClaimBook.show"
_MOST_SHOWN = 50
_STEPS = {SUBMITTED: FIRST, REVIEWED: SECOND}


class ClaimBook(Page):
    """``/desk/claim-book``."""

    route_base = "/desk/claim-book"

    @expose("/")
    @allowed("claim.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List claims, the newest first; a provider sees its own, an office those submitted."""
        scope = current_scope()
        before = number_key(request.args.get("before", ""))
        with read_only():
            found = filed.claims(scope=scope, before=before, most=_MOST_SHOWN + 1)
            rows = found[:_MOST_SHOWN]
            return self.render(
                "billing/claim_book.html",
                rows=rows,
                older=rows[-1].id if len(found) > len(rows) else None,
                names=directory.organisation_names(),
                sums=filed.sums([each.id for each in rows], scope=scope),
                on=today(),
            )

    @expose("/draft", methods=["POST"])
    @allowed("claim.write")
    def draft(self) -> Any:  # noqa: ANN401 - a redirect
        """Draft a month from its verified visits."""
        month = Month.parse(request.form.get("month", ""))
        with unit_of_work():
            made = services.draft(month, scope=current_scope(), at=now())
            first = made[0].id
        return self.done(_("申报草稿已生成"), _SHOW, claim_id=first)

    @expose("/file", methods=["GET", "POST"])
    @allowed("claim.write")
    def file_in(self) -> Any:  # noqa: ANN401 - a page
        """Take a claim's file as a draft."""
        form, scope = ClaimFileForm(), current_scope()
        if form.sent():
            with form.catching():
                made = _taken(form.file.data.read(), scope, form)
                if made is not None:
                    return self.done(_("文件已收作草稿"), _SHOW, claim_id=made)
        environment = services.environment()
        return self.render("billing/claim_file.html", form=form, environment=environment)

    @expose("/<int:claim_id>")
    @allowed("claim.read")
    def show(self, claim_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one claim: a draft with its dry run, or its lines with what was decided."""
        scope = current_scope()
        with read_only():
            found = filed.claim(claim_id, scope=scope)
            if found.state == DRAFT:
                return self.render("billing/claim_draft.html", **_dry_run(found))
            about = _filed(found, scope)
            return self.render("billing/claim.html", form=_judging(), **about)

    @expose("/<int:claim_id>/leave-out", methods=["POST"])
    @allowed("claim.write")
    def leave_out(self, claim_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Take lines out of a draft."""
        with unit_of_work():
            services.leave_out(claim_id, _picked(), scope=current_scope(), at=now())
        return self.done(_("已从草稿中去掉"), _SHOW, claim_id=claim_id)

    @expose("/<int:claim_id>/submit", methods=["POST"])
    @allowed("claim.write", step_up=True)
    def submit(self, claim_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Submit a draft."""
        insist = request.form.get("insist") == "yes"
        with unit_of_work():
            services.submit(claim_id, insist=insist, scope=current_scope(), at=now())
        return self.done(_("已提交，等待初审"), _SHOW, claim_id=claim_id)

    @expose("/<int:claim_id>/drop", methods=["POST"])
    @allowed("claim.write")
    def drop(self, claim_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Give a draft up."""
        with unit_of_work():
            services.drop(claim_id, scope=current_scope(), at=now())
        return self.done(_("草稿已放弃，其中的服务可以重新申报"), _INDEX)

    @expose("/lines/<int:claim_line_id>/answer", methods=["POST"])
    @allowed("claim.write")
    def answer(self, claim_line_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Answer a decided line: claim it again, or take it back."""
        kind = request.form.get("kind", "")
        with unit_of_work():
            made = services.answer(claim_line_id, kind, scope=current_scope(), at=now()).id
        return self.done(_("已放入草稿，核对后提交"), _SHOW, claim_id=made)

    @expose("/<int:claim_id>/first", methods=["POST"])
    @allowed("claim.review")
    def first(self, claim_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
        """Review lines for the first time: first show the effect, then do it."""
        return self._review(claim_id, FIRST)

    @expose("/<int:claim_id>/second", methods=["POST"])
    @allowed("claim.decide")
    def second(self, claim_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
        """Decide lines: first show the effect, then do it."""
        return self._review(claim_id, SECOND)

    def _review(self, claim_id: int, step: str) -> Any:  # noqa: ANN401 - a page or a redirect
        form, scope, lines = _judging(), current_scope(), _picked()
        if form.sent() and request.form.get("sure") == "yes":
            with form.catching():
                with unit_of_work():
                    judged = Judgement(**form.values())
                    reviews.decide(claim_id, lines, judged, step, scope=scope, at=now())
                return self.done(_("%(count)s行已审核", count=len(lines)), _SHOW, claim_id=claim_id)
        with read_only():
            found = filed.claim(claim_id, scope=scope)
            effect = reviews.preview(claim_id, lines, step, scope=scope, at=now())
            about = {"claim": found, "effect": effect, "step": step, **_said(effect, form)}
            return self.render("billing/claim_effect.html", form=form, **about)


_MOST_BYTES = 1024 * 1024


def _taken(content: bytes, scope: Scope, form: ClaimFileForm) -> int | None:
    """Take a file as a draft; all faults of its stage are shown at once."""
    rows = list(read_csv(BytesIO(_small(content))))
    try:
        with unit_of_work():
            area = directory.organisation(scope.organisation_id or 0, scope=scope).area_code
            return services.take_file(rows, area, scope=scope, at=now()).id
    except Faults as found:
        for each in found.faults:
            form.refuse(each)
        return None


def _small(content: bytes) -> bytes:
    if len(content) > _MOST_BYTES:
        raise BadInput("a file has at most 1 MB", "文件最大 1 MB，请分几次申报", field="file")
    return content


def _picked() -> list[int]:
    """Return what was ticked; what is no number is not a line of this claim."""
    return [number_key(each) or 0 for each in request.form.getlist("pick")]


def _judging() -> JudgeForm:
    form = JudgeForm()
    form.outcome.choices = choices("claim_outcome")
    rules = [("", _("按规则（由系统给出规则、依据和证据）"))]
    judged = [each for each in choices("claim_rejection") if not each[0].startswith("claim.")]
    form.code.choices = [*rules, *judged]
    if form.outcome.data not in OUTCOMES:
        form.outcome.data = APPROVED
    return form


def _dry_run(found: Claim) -> dict[str, Any]:
    """Return what the page of a draft shows."""
    tried = check(found, at=now())
    return {
        "claim": found,
        "tried": tried,
        "lines": _draft_lines(tried),
        "over": today() > Month.parse(found.month).last_day,
        "fix": lambda code: word_or_code(code, "line_fix"),
    }


def _draft_lines(tried: Checked) -> list[dict[str, Any]]:
    faults: dict[int | None, list[str]] = {}
    for fault in tried.faults:
        faults.setdefault(fault.row, []).append(f"{fault.family} {fault.zh}")
    return [
        {
            "kind": line.kind,
            "visit_id": line.visit_id,
            "prior_id": line.prior_id,
            "tried": tried.tried.get(line.visit_id),
            "asked_fen": asked(line, tried.tried),
            "fund_fen": pays(line, tried.tried),
            "to_person_fen": to_person(line, tried.tried),
            "own_fen": unpaid(line, tried.tried),
            "faults": faults.get(at, []),
        }
        for at, line in enumerate(tried.wanted, start=1)
    ]


def _filed(found: Claim, scope: Scope) -> dict[str, Any]:
    """Return what the page of a submitted claim shows."""
    rows, step = filed.lines(found.id, scope=scope), _STEPS.get(found.state, "")
    waits = [each for each in rows if step and getattr(each, step) is None]
    refused = reviews.ruled(found, waits, at=now()) if waits and not scope.organisation_id else {}
    return {
        "claim": found,
        "rows": rows,
        "waits": waits,
        "refused": refused,
        "step": step,
        "sums": filed.sums([found.id], scope=scope).get(found.id, {}),
        "provider": directory.organisation_names().get(found.provider_id, ""),
        "on": today(),
        "late": _is_late(found),
        "entries": happened(("claim", found.id), scope=scope),
        "answerable": [each.line.id for each in rows if _may_answer(each)],
        "fix": answer_to,
    }


def _is_late(found: Claim) -> bool:
    sent, due = found.submitted_at, found.submit_due
    return sent is not None and due is not None and legal_day(sent) > due


def _may_answer(row: Reviewed) -> bool:
    return row.second is not None and row.answer is None


def answer_to(code: str) -> str:
    """Return what can be done about a rejection."""
    found = word_or_code(code, "claim_answer")
    return word_or_code(code, "line_fix") if found == code else found


def _said(effect: Effect, form: JudgeForm) -> dict[str, Any]:
    """Return which of the chosen lines the judgement does not fit."""
    by_rule = form.outcome.data == REJECTED and not form.code.data
    unfit: Sequence[Reviewed] = [
        each
        for each in effect.lines
        if (each.line.id in effect.refused) != by_rule
        and (form.outcome.data == APPROVED or by_rule)
    ]
    return {"unfit": unfit, "fix": answer_to}
