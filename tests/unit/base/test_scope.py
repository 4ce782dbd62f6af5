"""A scope that has a limit which a model lacks finds nothing, never everything."""

import pytest
import sqlalchemy as sa

from ltc.case.models import Person
from ltc.directory.models import Staff
from ltc.scope import Actor, Reach, Scope
from ltc.security.policy import scope_of

WHO = Actor(1, "x", frozenset())


class Nowhere:
    """A model that cannot be reached by anything."""

    __scope__ = Reach(area=None, person=None)


@pytest.mark.parametrize(
    "limits",
    [{"area": "2111"}, {"organisation_id": 1}, {"staff_id": 1}, {"person_id": 1}],
)
def test_a_limit_without_its_column_lets_nothing_through(limits):
    conditions = Scope(WHO, **limits).conditions(Nowhere)
    assert [str(each) for each in conditions] == [str(sa.false())]


def test_every_limit_becomes_a_condition():
    scope = Scope(WHO, area="2111", person_id=7)
    assert len(scope.conditions(Person)) == 2


def test_a_staff_member_sees_his_own_row_only():
    found = str(Scope(WHO, staff_id=3).narrow(sa.select(Staff), Staff))
    assert "staff.id = " in found


@pytest.mark.parametrize(
    ("roles", "area", "expected"),
    [
        ({"family"}, "2111", {"person_id": -1}),
        ({"carer"}, "2111", {"staff_id": -1, "organisation_id": -1}),
        ({"provider_desk"}, "2111", {"organisation_id": -1}),
        ({"bureau_officer"}, "", {"area": "-"}),
        (set(), "", {"area": "-"}),
    ],
)
def test_who_stands_for_nothing_sees_nothing(roles, area, expected):
    scope = scope_of(Actor(1, "x", frozenset(roles)), area)
    assert {name: getattr(scope, name) for name in expected} == expected
