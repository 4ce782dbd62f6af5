"""On the demonstration, each role signs in and opens every page of its menu, at three widths.

A page fails on a console error, a request that leaves the machine, words that run off the side,
or anything but 200.  With LTC_TEST_PICTURES=docs/pictures the walk makes the guides' pictures (the
phone's: tests/browser/visits/test_phone.py).
"""

import pytest

from ltc.app import create_app
from ltc.demo.accounts import LOGINS
from ltc.demo.cast import PASSWORD
from ltc.demo.places import demo_area
from ltc.demo.run import Ending, tell_story
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.security.roles import CARER, ROLES
from ltc.shared import clock
from ltc.shared.dates import Month
from tests.support.browser import SIZES, overflow, sign_in

PHONES = ("family",)  # the roles whose pictures are taken at a phone's width


@pytest.fixture
def story(sqlite_database, live_site) -> tuple[str, Ending]:
    """Give ``(address, ending)`` of a site on the day on which a small story ends."""
    app = create_app()
    told = Story(demo_area("panjin"), Month(2023, 10), 7, 12, Teller(lambda _line: None))
    ending = tell_story(told)
    clock.start_at(ending.now)
    return live_site(app), ending


def menu_of(page, address: str, login: str) -> list[str]:
    """Sign ``login`` in; return the paths of the menu."""
    sign_in(page, address, login, PASSWORD)
    found = page.eval_on_selector_all(
        "nav a.nav-link", "links => links.map(link => link.getAttribute('href'))"
    )
    return list(dict.fromkeys(found))


def walk(page, address: str, paths: list[str]) -> list[str]:
    """Open every path; return what is wrong with any of them."""
    wrong = []
    for path in paths:
        answer = page.goto(f"{address}{path}")
        if answer.status != 200 or overflow(page) > 0:
            wrong.append(f"{path}: {answer.status}, {overflow(page)} px too wide")
    return wrong


def test_every_role_opens_every_page_of_its_menu(story, browser_page, picture):
    address, ending = story
    wrong = {}
    for role in ROLES:
        login = ending.carer if role == CARER else LOGINS[role]
        page = browser_page(1280)
        paths = menu_of(page, address, login)
        assert paths, f"{role} has no menu"
        for turn, width in enumerate(SIZES):
            page.set_viewport_size({"width": width, "height": 900})
            wrong[role, width] = walk(page, address, paths[turn :: len(SIZES)])
        show(page, address, role, paths, picture)
        page.close()
    assert {where: faults for where, faults in wrong.items() if faults} == {}


def show(page, address: str, role: str, paths: list[str], picture) -> None:
    """Take the picture of the role's desk for its guide; a carer's are the phone's."""
    if role == CARER:
        return
    width = 360 if role in PHONES else 1280
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}{desk_of(role, paths)}")
    picture(page, f"desk-{role}")
    if role == "bureau_lead":
        page.goto(f"{address}/desk/months/")
        picture(page, "month-board")
        page.goto(f"{address}/desk/fund/")
        picture(page, "fund-board")


def desk_of(role: str, paths: list[str]) -> str:
    """Return the page that shows best what a role does."""
    best = {
        "family": "/my/case/",
        "assessor": "/desk/assessments/",
        "assessment_expert": "/desk/assessments/",
        "assessment_desk": "/desk/assessments/",
        "provider_desk": "/desk/exceptions/",
        "auditor": "/desk/months/",
    }
    return best.get(role, paths[0])
