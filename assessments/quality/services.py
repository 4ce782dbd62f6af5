"""Acts of looking at quality: draw and score again blind, gold cases, reviews of signals."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessments.quality import kept, queries
from assessments.quality.models import BlindSample, BlindScore, GoldCase, QualityReview
from assessments.rules.answers import check_points
from assessments.rules.scoring import score
from assessments.scales.load import load_points_scale
from ltc.audit.services import record
from ltc.db import session
from ltc.directory.models import Staff
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.drawing import commitment, draw, population_hash
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound, Unknown
from ltc.shared.ids import canonical_json, sha256

OUTCOMES = ("explained", "training", "again")
_SEED_BYTES = 32
_MOST = 200
_DRAW = "blind"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """Which conclusions may be drawn, and how many are."""

    area_code: str
    first_day: date
    last_day: date
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGold:
    """An invented person and the answers that were agreed on."""

    area_code: str
    title: str
    story: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A signal that a review is to be opened about."""

    kind: str
    first_day: date
    last_day: date
    agency_id: int | None = None
    staff_id: int | None = None


def plan_sample(new: NewSample, *, scope: Scope, at: datetime) -> BlindSample:
    """Plan a draw: the seed is made and sealed now, its hash is known from now on."""
    _own_area(new.area_code, scope)
    if not 1 <= new.size <= _MOST:
        raise BadInput(f"draw 1 to {_MOST}", f"抽取数量应在1到{_MOST}之间", field="size")
    if not new.first_day <= new.last_day <= legal_day(at):
        raise BadInput(
            "the period ends before it begins, or later than today",
            "起止日期不对：终止日期不能早于起始日期，也不能晚于今天",
            field="last_day",
        )
    seed = secrets.token_hex(_SEED_BYTES)
    made = BlindSample(
        area_code=new.area_code,
        first_day=new.first_day,
        last_day=new.last_day,
        size=new.size,
        seed_hash=commitment(seed),
        sealed_seed=seed,
        planned_at=at,
        planned_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    after = {"seed_hash": made.seed_hash, "size": made.size}
    record(act="blind_sample.plan", about=made, actor=scope.actor, at=at, after=after)
    return made


def draw_sample(sample_id: int, *, scope: Scope, at: datetime) -> BlindSample:
    """Draw the conclusions and, for each, an expert who had no part in it; publish the seed."""
    found = queries.sample(sample_id, scope=scope, lock=True)
    if found.state != "planned":
        raise Conflict("it was drawn already; a draw is not repeated", "已经抽取过，不能重抽")
    if is_same_person(scope.actor, found.planned_by):
        raise Forbidden("who planned it does not draw", "制定计划的人不能执行抽取，请另一人办理")
    ids = queries.population(found.area_code, found.first_day, found.last_day)
    if not ids:
        raise Conflict("nothing was concluded in these days", "所选期间没有评估结论，无可抽取")
    found.population, found.population_hash = ids, population_hash(ids)
    fixed = found.population_hash
    drawn = draw(found.sealed_seed, _DRAW, ids, found.size, fixed=fixed)
    _give_out(found, drawn, legal_day(at))
    found.seed, found.state = found.sealed_seed, "drawn"
    found.drawn_at, found.drawn_by = at, scope.actor.user_id
    after = {"seed": found.seed, "population": fixed, "drawn": list(drawn)}
    record(act="blind_sample.draw", about=found, actor=scope.actor, at=at, after=after)
    return found


def seal_blind(
    score_id: int, answers: Mapping[str, int], *, scope: Scope, at: datetime
) -> BlindScore:
    """Give one's answers to a drawn conclusion, once."""
    found = queries.task(score_id, scope=scope, lock=True)
    if found.sealed_at is not None:
        raise Conflict("a sealed form cannot be changed", "评分表已封存，不能再改")
    _seal(found, answers, at)
    after = {"hash": found.content_hash}
    record(act="blind_score.seal", about=found, actor=scope.actor, at=at, after=after)
    return found


def add_gold(new: NewGold, *, scope: Scope, at: datetime) -> GoldCase:
    """Add an invented person with the agreed answers, on the scale of the area."""
    _own_area(new.area_code, scope)
    if not new.title.strip() or not new.story.strip():
        raise BadInput("tell the case", "请写明标准案例的名称和情况", field="story")
    scale_id = pack_for_area(new.area_code, legal_day(at))["assessment.scale"].on(legal_day(at))
    scale = load_points_scale(scale_id)
    answers = check_points(scale, dict(new.answers))
    made = GoldCase(
        area_code=new.area_code,
        title=new.title.strip(),
        story=new.story.strip(),
        scale=scale_id,
        answers=dict(answers),
        grade=score(scale, dict(answers)).grade,
        made_by=scope.actor.user_id,
        made_at=at,
    )
    session().add(made)
    session().flush()
    record(act="gold_case.add", about=made, actor=scope.actor, at=at, after={"grade": made.grade})
    return made


def answer_gold(
    gold_id: int, answers: Mapping[str, int], *, scope: Scope, at: datetime
) -> BlindScore:
    """Score a gold case as one sees it, once; how it compares is shown afterwards."""
    staff_id, agency_id = scope.actor.staff_id, scope.actor.organisation_id
    case = queries.gold(gold_id, scope.area)
    if staff_id is None or agency_id is None:
        raise Forbidden("only assessors score gold cases", "标准案例由评估人员评分")
    if any(each.gold_id == gold_id for each in queries.tasks(scope=scope)):
        raise Conflict("you have scored this case already", "您已经评过这个标准案例")
    made = BlindScore(
        area_code=case.area_code,
        agency_id=agency_id,
        staff_id=staff_id,
        gold_id=case.id,
        scale=case.scale,
    )
    _seal(made, answers, at)
    session().add(made)
    session().flush()
    after = {"hash": made.content_hash}
    record(act="blind_score.seal", about=made, actor=scope.actor, at=at, after=after)
    return made


def open_review(named: Named, *, scope: Scope, at: datetime) -> QualityReview:
    """Open a review about a signal; its figures are reckoned here, never taken from the page."""
    signal = _signal(named, scope)
    agency_id = named.agency_id
    if named.staff_id is not None:
        agency_id = queries.names([named.staff_id])[named.staff_id][1]
    if agency_id is None:
        raise NotFound("there is no such signal", "没有该提示")
    _refuse_second(named, agency_id, scope)
    made = QualityReview(
        area_code=scope.area,
        kind=named.kind,
        agency_id=agency_id,
        staff_id=named.staff_id,
        first_day=named.first_day,
        last_day=named.last_day,
        facts=signal,
        opened_by=scope.actor.user_id,
        opened_at=at,
    )
    session().add(made)
    session().flush()
    after = {"kind": made.kind, "staff_id": made.staff_id, "facts": signal}
    record(act="quality_review.open", about=made, actor=scope.actor, at=at, after=after)
    _tell_agency(made, at)
    return made


def answer_review(review_id: int, text: str, *, scope: Scope, at: datetime) -> QualityReview:
    """Answer as whoever is named: the scorer, or the desk of the agency."""
    found = queries.review(review_id, scope=scope, lock=True)
    if found.staff_id != scope.actor.staff_id or found.agency_id != scope.actor.organisation_id:
        raise Forbidden("whoever is named answers", "由被提示的人员或机构说明")
    if found.state == "closed":
        raise Conflict("the review is closed", "该核查已经结束")
    if not text.strip():
        raise BadInput("the answer is empty", "请写明情况说明", field="text")
    found.answer, found.state = text.strip(), "answered"
    found.answered_by, found.answered_at = scope.actor.user_id, at
    record(act="quality_review.answer", about=found, actor=scope.actor, at=at)
    return found


def close_review(
    review_id: int, outcome: str, text: str, *, scope: Scope, at: datetime
) -> QualityReview:
    """Close a review with its outcome; none of them takes anything from anybody."""
    found = queries.review(review_id, scope=scope, lock=True)
    if found.state != "answered":
        raise Conflict("whoever is named is heard first", "须先听取被提示人员的说明")
    if outcome not in OUTCOMES:
        raise Unknown.word("outcome", outcome, OUTCOMES, field="outcome", zh="核查结果")
    if not text.strip():
        raise BadInput("say why", "请写明核查结论", field="text")
    found.outcome, found.conclusion, found.state = outcome, text.strip(), "closed"
    found.closed_by, found.closed_at = scope.actor.user_id, at
    after = {"outcome": outcome}
    record(act="quality_review.close", about=found, actor=scope.actor, at=at, after=after)
    return found


def _give_out(found: BlindSample, drawn: tuple[int, ...], on: date) -> None:
    """Give each drawn conclusion to an expert: of another agency where there is one."""
    assessments = queries.drawn_assessments(drawn)
    experts = queries.experts(pack_for_area(found.area_code, on).area_code or "", on)
    for each in drawn:
        assessment = assessments[each]
        apart = queries.standing_back(assessment)
        able = [who for who in experts if who not in apart]
        others = [who for who in able if experts[who].organisation_id != assessment.agency_id]
        who = _expert(found, each, others or able, experts)
        session().add(
            BlindScore(
                area_code=assessment.area_code,
                agency_id=who.organisation_id,
                staff_id=who.id,
                sample_id=found.id,
                assessment_id=each,
                scale=assessment.scale,
            )
        )
    session().flush()


def _expert(
    found: BlindSample, assessment_id: int, able: list[int], experts: Mapping[int, Staff]
) -> Staff:
    if not able:
        raise Conflict(
            "there is no expert who had no part in it",
            "没有可派的评估专家：须为在岗且未参加过该次评估、无须回避的人员",
        )
    kind = f"{_DRAW}:{assessment_id}"
    (chosen,) = draw(found.sealed_seed, kind, able, 1, fixed=found.population_hash)
    return experts[chosen]


def _seal(made: BlindScore, answers: Mapping[str, int], at: datetime) -> None:
    scale = load_points_scale(made.scale)
    found = score(scale, dict(answers))
    made.answers, made.grade, made.sealed_at = dict(answers), found.grade, at
    content = [made.staff_id, made.assessment_id, made.gold_id, scale.fingerprint, made.answers]
    made.content_hash = sha256(canonical_json(content))


def _signal(named: Named, scope: Scope) -> dict[str, int | float]:
    """Return the figures of a signal that is really there."""
    for each in kept.signals(named.first_day, named.last_day, scope=scope):
        if each.kind == named.kind and (each.staff_id, each.agency_id) == (
            named.staff_id,
            named.agency_id,
        ):
            return dict(each.facts)
    raise NotFound("there is no such signal", "没有该提示")


def _refuse_second(named: Named, agency_id: int, scope: Scope) -> None:
    for each in queries.reviews(scope=scope):
        if each.state != "closed" and (each.kind, each.agency_id, each.staff_id) == (
            named.kind,
            agency_id,
            named.staff_id,
        ):
            raise Conflict("a review of this is open already", "该提示已在核查中")


def _tell_agency(made: QualityReview, at: datetime) -> None:
    post(
        Addressee(area_code=made.area_code, organisation_id=made.agency_id),
        key=f"quality_review:{made.id}:open",
        channel="notice",
        subject="评估质量核查",
        body="医保局对贵机构的一项评估质量提示开展核查，请在“评估质量”中说明情况。核查不是处罚。",
        at=at,
    )


def _own_area(area_code: str, scope: Scope) -> None:
    if not area_code.startswith(scope.area):
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area_code")
