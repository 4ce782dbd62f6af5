"""An agency with its people in an area, on each kind of database."""

import pytest

from ltc.db import unit_of_work
from tests.support.factories import assessments as make
from tests.support.factories import base


@pytest.fixture
def agency(database):
    """Give an agency with the people of a team."""
    with unit_of_work():
        base.areas()
        return make.Agency()
