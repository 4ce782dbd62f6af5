"""A house with a bureau, an operator under contract, a provider, a person and their accounts."""

import pytest

from tests.support.factories import oversight_desk


@pytest.fixture
def house(site):
    """Give the site and what is in it."""
    return oversight_desk.build(site)
