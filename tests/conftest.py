"""What every test may ask for.  The fixtures themselves live in ``tests/support``."""

import os

from hypothesis import settings

from tests.support.sockets import refuse_far_addresses
from tests.support.templates import keep_compiled

pytest_plugins = [
    "tests.support.database",
    "tests.support.postgres",
    "tests.support.site",
    "tests.support.web",
    "tests.support.browser",
    "tests.support.story",
]

# The same examples in every run: a failure seen once is seen again.  More on request.
settings.register_profile(
    "ltc",
    deadline=None,
    derandomize=True,
    max_examples=int(os.environ.get("LTC_TEST_EXAMPLES", "100")),
)
settings.load_profile("ltc")


def pytest_configure():
    """Cut the tests off from the network and from the settings of whoever runs them."""
    refuse_far_addresses()
    keep_compiled()
    for name in list(os.environ):
        if name.startswith("LTC_") and not name.startswith("LTC_TEST_"):
            del os.environ[name]
