"""``/api/v1/claims``: a provider's own software tries, submits, answers and reads claims."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_appbuilder import expose

from billing.claims import filed, schemas, sending, services, told
from billing.claims.models import Claim
from billing.claims.rules.sent import FIELDS
from billing.claims.sending import Handled
from billing.claims.told import Voice
from billing.claims.trial import try_month
from billing.views.claim_book import answer_to
from billing.views.words import word_or_code
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import iso, now
from ltc.shared.dates import Month
from ltc.web.filters import spoken
from ltc.web.headers import request_id
from ltc.web.json_body import read_object
from ltc.web.language import current_language
from ltc.web.openapi import described
from ltc.web.paging import number_key
from ltc.web.views import Page

_AT_ONCE = 50
_OK, _UNPROCESSABLE = 200, 422


class ClaimApi(Page):
    """``/api/v1/claims``."""

    route_base = "/api/v1/claims"
    default_view = "claims"

    @expose("/")
    @allowed("claim.read", by_token=True)
    @described(answer=schemas.LIST_ANSWER)
    def claims(self) -> Response:
        """List claims, the newest first (``?before=`` the ``older`` of the last answer)."""
        scope, before = current_scope(), number_key(request.args.get("before", ""))
        with read_only():
            found = filed.claims(scope=scope, before=before, most=_AT_ONCE + 1)
            rows = found[:_AT_ONCE]
            sums = filed.sums([each.id for each in rows], scope=scope)
            heads = [told.claim_told(each, sums.get(each.id, {})) for each in rows]
        older = rows[-1].id if len(found) > len(rows) else None
        about = {"environment": services.environment(), "server_time": iso(now())}
        return jsonify(claims=heads, older=older, **about)

    @expose("/<int:claim_id>")
    @allowed("claim.read", by_token=True)
    @described(answer=schemas.CLAIM_ANSWER)
    def claim(self, claim_id: int) -> Response:
        """Return one claim with its lines and what each review decided of them."""
        scope = current_scope()
        with read_only():
            return jsonify(_whole(filed.claim(claim_id, scope=scope), scope))

    @expose("/month")
    @allowed("claim.try", by_token=True)
    @described(answer=schemas.MONTH_ANSWER)
    def month(self) -> Response:
        """Return a month's visits (``?month=YYYY-MM``): what each would be paid, and its claim."""
        scope, at, month = current_scope(), now(), Month.parse(request.args.get("month"))
        with read_only():
            own, voice = services.own(scope), _voice()
            pools = [
                told.month_told(each, filed.known(own, each.area, month, scope=scope), voice)
                for each in try_month(own, month, scope=scope, at=at)
            ]
        return jsonify(pools=pools, server_time=iso(at))

    @expose("/try", methods=["POST"])
    @allowed("claim.try", by_token=True)
    @described(body=schemas.TRY_BODY, answer=schemas.TRY_ANSWER)
    def try_lines(self) -> Response:
        """Check a claim as it would be submitted; nothing is written."""
        body, at = read_object(*FIELDS), now()
        with read_only():
            found = sending.tried(body, scope=current_scope(), at=at)
            passes = not found.faults
            return jsonify(passes=passes, server_time=iso(at), **_faults(found))

    @expose("/", methods=["POST"])
    @allowed("claim.write", step_up=True, by_token=True)
    @described(body=schemas.SUBMIT_BODY, answer=schemas.CLAIM_ANSWER)
    def submit(self) -> tuple[Response, int]:
        """Submit new, replacing and cancelling lines, all or none; the same key counts once."""
        body, scope = read_object(*FIELDS), current_scope()
        with unit_of_work():
            found = sending.hand_in(body, scope=scope, at=now())
            if found.claim is not None:
                return jsonify(_whole(found.claim, scope)), _OK
            return jsonify(_refused(found)), _UNPROCESSABLE


def _voice() -> Voice:
    return Voice(current_language(), lambda code: spoken(answer_to(code)), _name)


def _name(code: str) -> str:
    """Return the words for why a line was rejected: a rule, or a payer's judgement."""
    found = word_or_code(code, "claim_rejection")
    return spoken(word_or_code(code, "line_reason") if found == code else found)


def _whole(found: Claim, scope: Scope) -> dict[str, Any]:
    sums = filed.sums([found.id], scope=scope).get(found.id, {})
    lines = [told.line_told(each, _voice()) for each in filed.lines(found.id, scope=scope)]
    return {"claim": told.claim_told(found, sums), "lines": lines}


def _faults(found: Handled) -> dict[str, Any]:
    voice, tried = _voice(), found.checked
    return {
        "faults": [told.fault_told(each, tried, voice) for each in found.faults],
        "dry_run": told.dry_run_told(tried, voice) if tried is not None else None,
    }


def _refused(found: Handled) -> dict[str, Any]:
    """Return the shape of an error with every fault of the stage, and the dry run beside it."""
    about = _faults(found)
    message = about["faults"][0]["message"]
    refusal = {"code": "claim_refused", "field": "lines", "message": message}
    error = {**refusal, "faults": about["faults"]}
    return {"error": error, "dry_run": about["dry_run"], "request_id": request_id()}
