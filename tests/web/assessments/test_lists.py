"""Lists and queues cost the same few statements however long they are."""

import pytest

from ltc.case import queries as cases
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base, case
from tests.support.statements import counted
from tests.support.web import Site

MOST = 8


@pytest.fixture
def desk(site: Site):
    """Give an operator and a site with more than a page of everything."""
    clock.start_at(base.AT)
    site.account("operator", "operator")
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        for number in range(cases.PAGE + 2):
            person = case.person(name=f"老人{number}", home=None)
            application = make.accepted(person)
            made = make.dispatched(agency, application)
            if number < 3:
                make.reach("confirm", made, agency)
            case.determination(person)
            case.plan(person, confirmed=False)
            case.application(case.person(name=f"新人{number}", home=None))
    return site.signed_in("operator")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/people/",
        "/desk/people/?q=老人",
        "/desk/intake/",
        "/desk/intake/?state=assessing",
        "/desk/assessments/",
        "/desk/publications/",
        "/desk/plans/",
        "/desk/appeals/",
        "/published/",
    ],
)
def test_a_list_costs_few_statements(desk, path):
    desk.get(path)
    with counted() as sent:
        assert desk.get(path).status_code == 200
    assert len(sent) <= MOST, "\n".join(sent)


def test_the_pages_of_a_queue_hold_everybody_once(desk):
    first = desk.get("/desk/intake/").text
    start = first.index("after=")
    second = desk.get("/desk/intake/?" + first[start : first.index('"', start)]).text
    names = [f"新人{number}<" for number in range(cases.PAGE + 2)]
    assert all((name in first) != (name in second) for name in names)
    assert sum(name in first for name in names) == cases.PAGE


@pytest.mark.parametrize("after", ["x", "2023-99-99.1", "9" * 40, "2023-10-16", "'--"])
def test_a_senseless_place_in_a_list_is_its_beginning(desk, after):
    for path in ("/desk/intake/", "/desk/people/", "/desk/assessments/", "/desk/plans/"):
        assert desk.get(f"{path}?after={after}").status_code == 200
