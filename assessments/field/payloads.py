"""From what a tablet sent to typed values; what is not asked for is refused by name.

A tablet states answers.  It may say which grade it showed, so that a difference is noticed; no
total, band or grade of its own ever counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.acts.visit import FormContent, SiteStart
from assessments.field.moment import Heard
from ltc.devices.items import (
    LARGEST_NUMBER,
    as_object,
    instant,
    only,
    read_id,
    text,
    whole,
)
from ltc.shared.errors import BadInput
from ltc.shared.geo import number

KINDS = ("start", "form")
UNREAD = "?"
_LARGEST_ID = 2**63 - 1
_NAME, _REFERENCE, _NOTE, _HASH = 60, 120, 500, 64
_MOST_NOTES, _MOST_SIGNATURES, _MOST_STROKES, _MOST_POINTS = 60, 6, 200, 2000
_WAYS = ("strokes", "thumb", "spoken", "refused")
_CODES = ("unconscious", "absent", "refused", "not_observed")
_START = {"assessment", "guardian", "identity_checked", "video_reference", "place", "consent"}
_FORM = {
    "assessment",
    "form",
    "scale",
    "scale_hash",
    "signature",
    "answers",
    "notes",
    "not_answered",
    "signatures",
    "shown_grade",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form as it was sealed on a tablet."""

    content: FormContent
    scale: str
    scale_hash: str
    signature: str
    not_answered: Mapping[str, str]
    shown_grade: int | None


def assessment_of(payload: Mapping[str, Any]) -> int:
    """Return the assessment that a payload speaks of."""
    return whole(payload.get("assessment"), "assessment", _LARGEST_ID)


def named_by(raw: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return the kind and the assessment that an item names, before anything of it is trusted."""
    kind, payload = raw.get("kind"), raw.get("payload")
    try:
        named = assessment_of(payload) if isinstance(payload, dict) else None
    except BadInput:
        named = None
    return (kind if isinstance(kind, str) and kind in KINDS else UNREAD), named


def read_start(payload: Mapping[str, Any]) -> SiteStart:
    """Return how a visit began; without the person's or the guardian's consent it did not."""
    only(payload, _START, "payload")
    if not isinstance(payload.get("identity_checked"), bool):
        raise BadInput("must be true or false", "应为 true 或 false", field="identity_checked")
    _consented(payload.get("consent"))
    place = payload.get("place")
    return SiteStart(
        guardian=text(payload.get("guardian"), "guardian", _NAME),
        identity_checked=payload["identity_checked"],
        video_reference=text(payload.get("video_reference") or "", "video_reference", _REFERENCE),
        place=None if place is None else _place(as_object(place, "place")),
    )


def read_form(payload: Mapping[str, Any]) -> SentForm:
    """Return a sealed form; whether its answers make a grade is asked of the scale."""
    only(payload, _FORM, "payload")
    notes = as_object(payload.get("notes") or {}, "notes")
    codes = as_object(payload.get("not_answered") or {}, "not_answered")
    if max(len(notes), len(codes)) > _MOST_NOTES:
        raise BadInput("too many notes", "备注过多", field="notes")
    for item, code in codes.items():
        if code not in _CODES:
            raise BadInput(f"{item}: unknown code", f"{item}：未作答原因代码未知", field=item)
    signatures = payload.get("signatures")
    if not isinstance(signatures, list) or not 0 < len(signatures) <= _MOST_SIGNATURES:
        raise BadInput("the form is not signed", "评分表没有签名", field="signatures")
    for each in signatures:
        _signed(each, "signatures")
    shown = payload.get("shown_grade")
    if shown is not None and type(shown) is not int:
        raise BadInput("a whole number is needed", "应为整数", field="shown_grade")
    return SentForm(
        content=FormContent(
            answers=as_object(payload.get("answers"), "answers"),
            notes={name: text(each, "notes", _NOTE) for name, each in notes.items()},
            id=read_id(payload.get("form")),
        ),
        scale=text(payload.get("scale"), "scale", _NAME),
        scale_hash=text(payload.get("scale_hash"), "scale_hash", _HASH),
        signature=text(payload.get("signature"), "signature", _HASH),
        not_answered=codes,
        shown_grade=shown,
    )


def read_heard(raw: object) -> Heard | None:
    """Return the tablet's anchor to the server's time."""
    if raw is None:
        return None
    clock = as_object(raw, "clock")
    only(clock, {"last_server_time", "then_s", "now_s"}, "clock")
    heard = instant(clock.get("last_server_time"), "clock.last_server_time")
    if heard is None:
        return None
    then_s, now_s = (
        number(clock.get(name), field=f"clock.{name}", low=0.0, high=float(LARGEST_NUMBER))
        for name in ("then_s", "now_s")
    )
    return Heard(heard, then_s, now_s)


def _place(place: Mapping[str, Any]) -> dict[str, Any]:
    only(place, {"lat", "lon", "crs", "accuracy_m", "taken_at"}, "place")
    instant(place.get("taken_at"), "place.taken_at")
    if place.get("accuracy_m") is not None:
        number(place["accuracy_m"], field="place.accuracy_m", low=0.0, high=float(LARGEST_NUMBER))
    return dict(place)


def _consented(raw: object) -> None:
    """Refuse a beginning without consent; whoever refuses to sign has not given it."""
    _signed(raw, "consent")
    if as_object(raw, "consent").get("how") == "refused":
        raise BadInput(
            "consent was refused; the visit does not begin",
            "未取得评估对象或其监护人同意，不能开始评估",
            field="consent",
        )


def _signed(raw: object, field: str) -> None:
    """Refuse a signature that is none: strokes, or another way with a witness's name."""
    signed = as_object(raw, field)
    only(signed, {"who", "name", "how", "strokes", "witness"}, field)
    text(signed.get("who"), field, _NAME)
    name = text(signed.get("name"), field, _NAME).strip()
    witness = text(signed.get("witness") or "", field, _NAME).strip()
    how, strokes = signed.get("how"), signed.get("strokes") or []
    if how not in _WAYS or not name:
        raise BadInput("say who signed and how", "请写明签名人和签名方式", field=field)
    if how == "strokes" and not _is_drawing(strokes):
        raise BadInput("the signature is empty", "签名为空，请重新签名", field=field)
    if how != "strokes" and not witness:
        raise BadInput("name a witness", "不便签名的，请写明见证人", field=field)


def _is_drawing(strokes: object) -> bool:
    return (
        isinstance(strokes, list)
        and 0 < len(strokes) <= _MOST_STROKES
        and all(isinstance(each, list) and 0 < len(each) <= _MOST_POINTS for each in strokes)
    )
