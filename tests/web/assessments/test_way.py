"""The whole way on the pages, from the application to the decision."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from assessments.models import Assessment, ScoreForm
from ltc.case.models import Application, Determination
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base, case
from tests.support.web import Site, post

SELF = {**make.SELF, "disabled_since": "2022-01-01", "mode_wish": "home"}


@dataclass
class Desk:
    """A site with everybody who takes part."""

    site: Site
    agency: make.Agency
    person_id: int

    def __post_init__(self):
        team = self.agency
        of = {"organisation_id": team.organisation.id}
        self.site.account("family", "family", person_id=self.person_id)
        self.site.account("operator", "operator")
        self.site.account("officer", "bureau_officer")
        self.site.account("desk", "assessment_desk", **of)
        for name, member, role in (
            ("assessor", team.assessor, "assessor"),
            ("expert", team.expert, "assessment_expert"),
            ("confirmer", team.confirmer, "assessment_expert"),
        ):
            self.site.account(name, role, staff_id=member.id, **of)

    def get(self, who: str, path: str):
        return self.site.signed_in(who).get(path)

    def post(self, who: str, path: str, data=None):
        return post(self.site.signed_in(who), path, data)

    def done(self, who: str, path: str, data=None) -> str:
        """Post, be sent on, and return the address."""
        answer = self.post(who, path, data)
        assert answer.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", answer.text)
        return answer.location


@pytest.fixture
def desk(site: Site) -> Desk:
    """Give the site on 9 October 2023."""
    clock.start_at(base.AT)
    with unit_of_work():
        base.areas()
        agency, person_id = make.Agency(), case.person().id
    return Desk(site, agency, person_id)


def seats(agency: make.Agency) -> dict:
    return {
        "visit_at": "2023-10-12T09:00",
        "assessors": agency.assessor.id,
        "experts": agency.expert.id,
        "confirmers": agency.confirmer.id,
    }


def form(answers: dict[str, int]) -> dict[str, str]:
    return {key: str(value) for key, value in answers.items()}


def test_from_the_sofa_to_the_decision(desk):
    desk.done("family", "/my/case/apply", SELF)
    assert "待受理" in desk.get("family", "/my/case/").text
    application = base.stored(Application)[0].id
    page = desk.get("operator", f"/desk/applications/{application}").text
    assert "符合受理条件" in page
    desk.done("operator", f"/desk/applications/{application}/accept", {"version": "1"})
    agency = {"agency_id": str(desk.agency.organisation.id)}
    desk.done("operator", f"/desk/applications/{application}/dispatch", agency)
    one = base.stored(Assessment)[0].id
    desk.done("desk", f"/desk/assessments/{one}/schedule", seats(desk.agency))
    assert "约定2023年10月12日上门" in desk.get("family", "/my/case/").text
    clock.start_at(make.VISIT_AT)
    started = {"identity_checked": "y", "guardian": "李建国", "video_reference": "V1"}
    desk.done("expert", f"/desk/visit/{one}/start", started)
    score(desk, one)
    settle(desk, one)
    clock.start_at(base.at(date(2023, 10, 20)))
    desk.done("operator", f"/desk/publications/{one}/deliver")
    family = desk.get("family", "/my/case/").text
    assert "重度失能一级" in family
    assert "2023年11月3日前申请复评" in family
    assert base.stored(Determination)[0].entitled


def score(desk: Desk, one: int) -> None:
    """Have two people score, forty minutes apart, each on a page of his own."""
    for who, answers in (("expert", make.answers()), ("assessor", make.answers(eating=5))):
        path = f"/desk/visit/{one}/form"
        desk.done(who, path, form(answers))
        assert "为什么是这个等级" in desk.get(who, path).text
        clock.start_at(make.VISIT_AT + timedelta(minutes=40))
        desk.done(who, f"/desk/visit/{one}/seal")


def settle(desk: Desk, one: int) -> None:
    """Settle the one difference, confirm twice, publish."""
    page = desk.get("expert", f"/desk/visit/{one}/compare").text
    assert page.count("不一致</span>") == 1
    agreed = {"eating": "0", "discussion": "看了进食过程"}
    desk.done("expert", f"/desk/visit/{one}/compare", agreed)
    for who in ("expert", "confirmer"):
        desk.done(who, f"/desk/visit/{one}/confirm", {"seen_grade": "5"})
    desk.done("officer", f"/desk/publications/{one}/publish")
    public = desk.site.client().get("/published/").text
    assert "张**" in public
    assert "张秀英" not in public


@pytest.fixture
def visiting(desk) -> Desk:
    """Give a visit that has begun."""
    with unit_of_work():
        from ltc.case import queries

        person = queries.person(desk.person_id, scope=base.desk())
        made = make.dispatched(desk.agency, make.accepted(person))
        make.reach("start", made, desk.agency)
        desk.one = made.id
    clock.start_at(make.VISIT_AT)
    return desk


def test_a_sent_total_or_grade_is_not_even_read(visiting):
    path = f"/desk/visit/{visiting.one}/form"
    answers = {**form(make.answers()), "grade": "0", "total": "100", "adl": "100"}
    visiting.done("assessor", path, answers)
    (stored,) = base.stored(ScoreForm)
    assert stored.answers == make.answers()
    assert stored.result is None


def test_the_other_form_is_nowhere_before_sealing(visiting):
    path = f"/desk/visit/{visiting.one}/form"
    sent = {**form(make.answers()), "note_eating": "金丝雀备注"}
    visiting.done("assessor", path, sent)
    visiting.done("assessor", f"/desk/visit/{visiting.one}/seal")
    for who, where in (
        ("expert", path),
        ("expert", f"/desk/assessments/{visiting.one}"),
        ("desk", f"/desk/assessments/{visiting.one}"),
        ("operator", f"/desk/assessments/{visiting.one}"),
    ):
        page = visiting.get(who, where)
        assert page.status_code == 200
        assert "金丝雀备注" not in page.text
        assert "checked" not in page.text
    assert visiting.get("desk", f"/desk/visit/{visiting.one}/forms").status_code == 409


def test_an_unfinished_form_is_kept_and_cannot_be_sealed(visiting):
    path = f"/desk/visit/{visiting.one}/form"
    visiting.done("assessor", path, {"eating": "5"})
    page = visiting.get("assessor", path).text
    assert "已评1项，共17项" in page
    assert "为什么是这个等级" not in page
    assert visiting.post("assessor", f"/desk/visit/{visiting.one}/seal").status_code == 422


def test_an_impossible_point_is_refused(visiting):
    answer = visiting.post("assessor", f"/desk/visit/{visiting.one}/form", {"eating": "7"})
    assert answer.status_code == 422
    assert "请从列表中选择" in answer.text


def test_another_agency_sees_nothing(visiting):
    with unit_of_work():
        other = make.Agency()
    of = {"organisation_id": other.organisation.id}
    visiting.site.account("other", "assessment_desk", **of)
    visiting.site.account("stranger", "assessor", staff_id=other.assessor.id, **of)
    for who in ("other", "stranger"):
        for path in ("/desk/assessments/{0}", "/desk/visit/{0}/forms"):
            assert visiting.get(who, path.format(visiting.one)).status_code == 404
        assert "张秀英" not in visiting.get(who, "/desk/assessments/").text


def test_two_colleagues_are_needed_and_recusal_stops_a_team(desk):
    with unit_of_work():
        made = make.dispatched(desk.agency)
    path = f"/desk/assessments/{made.id}"
    alone = {k: v for k, v in seats(desk.agency).items() if k != "assessors"}
    answer = desk.post("desk", f"{path}/schedule", alone)
    assert answer.status_code == 422
    assert "现场评估人员至少 2 名" in answer.text
    tie = {"staff_id": str(desk.agency.expert.id), "why": "外甥"}
    desk.done("desk", f"{path}/recuse", tie)
    assert desk.agency.expert.name not in desk.get("desk", f"{path}/schedule").text
