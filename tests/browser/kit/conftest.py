"""The gallery of all macros, served on this machine."""

import pytest

from tests.support.gallery import make_app


@pytest.fixture
def gallery(live_site):
    """Give the address of the gallery."""
    return live_site(make_app())


@pytest.fixture
def few_doors(live_site):
    """Give the address of a gallery whose menu has four entries."""
    return live_site(make_app(entries=4))
