"""Chapter six: complaints, spot checks, a drawn inspection, a finding that suspends a provider."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from ltc.db import read_only, unit_of_work
from ltc.demo.cast import House, Player
from ltc.demo.chapters.planning import cared_for
from ltc.demo.incidents import Incidents
from ltc.demo.story import Resident, Story, at
from ltc.oversight.queries import counting, records
from ltc.oversight.rules.scoring import ALL, Indicator
from ltc.oversight.services import (
    Decision,
    NewCheck,
    NewComplaint,
    NewContract,
    NewFinding,
    NewInspection,
    accept_complaint,
    answer_complaint,
    approve_contract,
    approve_scorecard,
    close_inspection,
    decide_finding,
    draw_inspection,
    find,
    hear,
    investigate_complaint,
    make_complaint,
    make_contract,
    make_scorecard,
    plan_inspection,
    record_check,
    record_item,
)
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from providers.assignment.services import accept, transfer
from providers.visits.services import plan_month

_LAW = "定点护理服务协议（范本）考勤与人员管理条款"
_DRAWN = 12
_CHECKS = 8
_SUSPENDED_FROM = 21
_INDICATORS = (
    Indicator("intake_time", ALL, 25),
    Indicator("delivery_time", ALL, 25),
    Indicator("complaints_in_time", ALL, 15),
    Indicator("complaint_rate", 500, 10),
    Indicator("call_backs", 9000, 15),
    Indicator("spot_checks", ALL, 10, 100),
)


def sign_contract(story: Story) -> None:
    """Enter the operator's contract; another officer puts it into force."""
    cast, first_day = story.cast, story.before(1)
    new = NewContract(
        operator_id=cast.operator_id,
        area_code=story.area.pool,
        number=f"JB-{first_day.year}-01",
        first_day=first_day,
        last_day=Month(first_day.year + 1, 12).last_day,
        indicators=_INDICATORS,
        document="经办服务合同（演示）",
    )
    with unit_of_work():
        made = make_contract(new, scope=cast.officer.scope, at=at(first_day, 11))
    with unit_of_work():
        approve_contract(made.id, scope=cast.lead.scope, at=at(first_day, 14))


def watch(story: Story, incidents: Incidents) -> None:
    """Put what the supervisors do into the story's diary."""
    culprit = _culprit(story)
    incidents.on_evening(story.during(10), lambda: _complain(story))
    incidents.on_evening(story.during(14), lambda: _check(story))
    incidents.on_evening(story.during(15), lambda: _inspect(story, culprit))
    incidents.on_evening(story.during(20), lambda: _move_people(story, culprit))


def _culprit(story: Story) -> House:
    """Return the provider that will be suspended: the one with the fewest people, but some."""
    served = Counter(each.provider_id for each in cared_for(story))
    parts = {each.provider_id for each in cared_for(story) if each.part == "died"}
    fewest = min((served[i], i) for i in served if i not in parts or len(served) == 1)
    return story.cast.provider(fewest[1])


def _complain(story: Story) -> None:
    """A family complains about a late carer; the operator looks into it and answers."""
    resident = next(each for each in cared_for(story) if not each.part or each.part == "family")
    operator = story.cast.operator.scope
    day = story.during(10)
    with unit_of_work():
        new = NewComplaint(
            area_code=resident.village.code,
            text="护理员这周两次迟到半个多小时，老人饭凉了才来，请处理。",
            channel="phone",
            provider_id=resident.provider_id,
            person_id=resident.person_id,
            made_by_name=resident.relative,
        )
        made, _ = make_complaint(new, scope=operator, at=at(day, 16))
    with unit_of_work():
        accept_complaint(made.id, scope=operator, at=at(day + timedelta(days=1), 9))
        found = "调取签到记录：两次分别晚 34、41 分钟，机构承认排班过密。"
        when = at(day + timedelta(days=3), 10)
        investigate_complaint(made.id, found, "upheld", scope=operator, at=when)
        text = "投诉属实。机构已调整排班并向家属致歉，今后迟到按协议扣分。"
        answer_complaint(made.id, text, scope=operator, at=when + timedelta(hours=4))
    story.tell.say(
        f"投诉：{resident.shown}家属反映护理员迟到，查实并三日内答复（投诉 #{made.id}）",
        f"complaint #{made.id} about {resident.shown}: a late carer; upheld and answered",
    )


def _check(story: Story) -> None:
    """Call some homes back and review some decisions."""
    operator, day = story.cast.operators[1].scope, story.during(14)
    with read_only():
        visits = [each.id for each in counting.to_check(date.max, scope=operator, limit=_CHECKS)]
    with unit_of_work():
        for number, visit_id in enumerate(visits):
            result = "no_answer" if number == 3 else "confirmed"  # noqa: PLR2004 - one of them
            check = NewCheck(about_kind="visit", about_id=visit_id, how="call_back", result=result)
            record_check(check, scope=operator, at=at(day, 15, number))
        for resident in story.residents[:3]:
            if resident.application_id:
                check = NewCheck(
                    about_kind="application",
                    about_id=resident.application_id,
                    how="review",
                    result="upheld",
                )
                record_check(check, scope=story.cast.officer.scope, at=at(day, 16))
    story.tell.say(
        f"抽查：电话回访 {len(visits)} 次服务，复核 3 件受理决定",
        f"spot checks: {len(visits)} visits called back, 3 decisions reviewed",
    )


def _inspect(story: Story, culprit: House) -> None:
    """Plan under a sealed seed, draw by another officer, look, find, hear, decide."""
    cast, day = story.cast, story.during(15)
    new = NewInspection(
        title=f"{story.month} 双随机检查",
        area_code=story.area.pool,
        month=story.month,
        population="visits",
        size=_DRAWN,
    )
    with unit_of_work():
        made = plan_inspection(new, scope=cast.officer.scope, at=at(day - timedelta(days=2), 9))
    with unit_of_work():
        drawn = draw_inspection(made.id, scope=cast.lead.scope, at=at(day, 9))
    _look(story, drawn.id, drawn.inspectors, day)
    story.tell.say(
        f"双随机检查：{drawn.population_size} 次服务中抽取 {_DRAWN} 次（种子事先封存，哈希 "
        f"{drawn.seed_hash[:12]}…，抽后公开，可复算）",
        f"random inspection #{drawn.id}: {_DRAWN} of {drawn.population_size} visits, "
        "seed committed beforehand",
    )
    _sanction(story, culprit, drawn.id, day)


def _look(story: Story, inspection_id: int, inspectors: list[int], day: date) -> None:
    """Let a drawn inspector look at every drawn visit."""
    cast = story.cast
    office = (cast.officer, cast.second_officer, cast.lead, cast.auditor)
    inspector: Player = next(each for each in office if each.staff_id in inspectors)
    with unit_of_work():
        for item in records.items_of(inspection_id, scope=inspector.scope):
            text = "签到记录、家属回访与护理记录一致"
            record_item(item.id, "sound", text, scope=inspector.scope, at=at(day, 14, item.rank))
        close_inspection(inspection_id, scope=inspector.scope, at=at(day, 17))


def _sanction(story: Story, culprit: House, inspection_id: int, day: date) -> None:
    """Write a finding on site, hear the provider, and suspend it by another officer."""
    cast, first_day = story.cast, story.during(_SUSPENDED_FROM)
    last_day = first_day + timedelta(days=89)
    text = "现场核查：两名护理员当日未按排班在岗，机构无交接记录，考勤由他人代填。"
    new = NewFinding(
        provider_id=culprit.id,
        text=text,
        law=_LAW,
        inspection_id=inspection_id,
        points=8,
        suspend_from=first_day,
        suspend_to=last_day,
    )
    with unit_of_work():
        found = find(new, scope=cast.officer.scope, at=at(day, 17, 30))
    with unit_of_work():
        said = "情况属实，当日人员调配失误，愿意整改，请求从轻。"
        hear(found.id, said, scope=culprit.desk.scope, at=at(day + timedelta(days=1), 10))
    decision = Decision(
        outcome="upheld",
        text="事实清楚，按协议扣 8 分，暂停新增和在服业务 90 日，整改合格后恢复。",
        points=8,
        suspend_from=first_day,
        suspend_to=last_day,
    )
    with unit_of_work():
        when = at(day + timedelta(days=3), 15)
        decide_finding(found.id, decision, scope=cast.lead.scope, at=when)
    story.tell.say(
        f"机构暂停：{culprit.name}（机构 #{culprit.id}）自 {first_day} 起暂停 90 日，"
        f"检查发现 #{found.id}，先听取申辩、另一人决定",
        f"provider #{culprit.id} suspended from {first_day} after finding #{found.id}",
    )


def _move_people(story: Story, culprit: House) -> None:
    """Give the suspended provider's people to others from the day after on."""
    moving = [each for each in cared_for(story) if each.provider_id == culprit.id]
    others = [house for house in story.cast.providers if house.id != culprit.id]
    moved = 0
    for number, resident in enumerate(moving):
        order = others[number % len(others) :] + others[: number % len(others)]
        moved += _move(story, resident, order)
    story.tell.say(
        f"{culprit.name}服务的 {len(moving)} 人中 {moved} 人转由其他机构继续服务",
        f"{moved} of its {len(moving)} people moved to other providers",
    )


def _move(story: Story, resident: Resident, houses: list[House]) -> bool:
    """Transfer to the first provider that can take the plan."""
    day = story.during(_SUSPENDED_FROM - 1)
    operator = story.cast.operator.scope
    for house in houses:
        try:
            with unit_of_work():
                made = transfer(
                    resident.assignment_id,
                    house.id,
                    "原机构暂停服务",
                    scope=operator,
                    at=at(day, 15),
                )
        except Conflict:
            continue
        carer = house.people[-1].staff_id
        with unit_of_work():
            accept(
                made.id,
                carer_id=carer,
                first_day=day + timedelta(days=1),
                scope=house.desk.scope,
                at=at(day, 16),
            )
            plan_month(story.month, scope=operator, at=at(day, 17), assignment_ids=[made.id])
        resident.assignment_id, resident.provider_id = made.id, house.id
        resident.carer_id = carer
        return True
    return False


def score_operator(story: Story) -> None:
    """Count the operator's month from the records; another officer accepts it."""
    cast = story.cast
    with read_only():
        contract = records.contracts(scope=cast.officer.scope)[0].id
    with unit_of_work():
        card = make_scorecard(
            contract, story.month, scope=cast.officer.scope, at=at(story.after(3), 10)
        )
    with unit_of_work():
        approve_scorecard(card.id, scope=cast.lead.scope, at=at(story.after(3), 15))
    story.tell.say(
        f"经办考核：{story.month} 得分 {card.points / 100:.2f}（逐项可点到原始记录）",
        f"operator's scorecard: {card.points / 100:.2f} points from real rows",
    )
