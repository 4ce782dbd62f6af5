"""Papers handed out from pages: a POST makes them once, a GET sends them, in scope only."""

from ltc.papers.models import Paper
from tests.support.factories.base import stored
from tests.support.papers import words
from tests.support.web import post


def active(world) -> int:
    """Give the id of an assignment that the near provider has accepted."""
    office, desk = world.site.signed_in("operator"), world.site.signed_in("near")
    post(office, f"/desk/assignments/plans/{world.plan}", {"way": "nearest"})
    post(desk, "/desk/assignments/1/accept", {"first_day": "2023-10-09", "carer_id": ""})
    return 1


def test_a_visit_sheet_is_made_sent_and_listed(world):
    desk = world.site.signed_in("near")
    answer = post(desk, f"/desk/assignments/{active(world)}/sheet", {"month": "2023-10"})
    assert answer.status_code == 303
    paper = desk.get(answer.headers["Location"])
    assert paper.mimetype == "application/pdf"
    assert "长期护理服务记录单" in words(paper.data)
    page = desk.get("/papers/").text
    assert stored(Paper)[0].code in page
    assert stored(Paper)[0].code in desk.get("/papers/?kind=visit_sheet").text
    assert stored(Paper)[0].code not in desk.get("/papers/?kind=care_plan").text


def test_a_month_that_is_none_is_refused(world):
    desk = world.site.signed_in("near")
    answer = post(desk, f"/desk/assignments/{active(world)}/sheet", {"month": "十月"})
    assert answer.status_code == 422
    assert "不是月份" in answer.text
    assert not stored(Paper)


def test_another_provider_neither_makes_nor_reads_it(world):
    desk, other = world.site.signed_in("near"), world.site.signed_in("far")
    made = post(desk, f"/desk/assignments/{active(world)}/sheet", {"month": "2023-10"})
    assert other.get(made.headers["Location"]).status_code == 404
    assert post(other, "/desk/assignments/1/sheet", {"month": "2023-10"}).status_code == 404
    assert stored(Paper)[0].code not in other.get("/papers/").text
