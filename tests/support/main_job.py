"""The main job by pages alone: who signs in, what he taps, from the application to the paid month.

``House`` knows how to enter and how to tap; the classes below are the roles, each with its acts.
The clock of the site is set to the day of each act; browsers are moved by the pages themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page

from ltc.demo.cast import PASSWORD, Cast
from ltc.demo.story import at
from ltc.shared import clock
from tests.support.browser import sign_in
from tests.support.device import PIN, draw_name, unlock

PHONE, TABLET, DESK = 360, 768, 1280
ELDER = "孙桂兰"
ID_NUMBER = "21110219450308002X"
FAMILY = "sunqiang"
HERE = {"latitude": 41.128, "longitude": 122.07, "accuracy": 18}
POINTS = {
    "eating": 0,
    "dressing": 0,
    "grooming": 0,
    "bowel": 5,
    "bladder": 5,
    "toilet": 0,
    "walking": 5,
    "transfer": 5,
    "stairs": 0,
    "bathing": 0,
    "time": 2,
    "person": 3,
    "place": 1,
    "memory": 2,
    "vision": 4,
    "hearing": 3,
    "communication": 3,
}
SELF = {
    "eating": "dependent",
    "continence": "partial",
    "bathing": "dependent",
    "dressing": "dependent",
    "toilet": "dependent",
    "transfer": "dependent",
}


class House:
    """A served site: whoever enters signs in by its page, at the hour that it is."""

    def __init__(
        self, address: str, open_page: Callable[..., Page], look: Callable, cast: Cast
    ) -> None:
        self.address = address
        self.cast = cast
        self._open = open_page
        self._look = look
        self._inside: dict[str, Page] = {}

    def name_of(self, login: str) -> str:
        """Return the name of somebody of an agency or provider."""
        houses = (*self.cast.agencies, *self.cast.providers)
        return next(each.name for house in houses for each in house.people if each.login == login)

    def set_clock(self, day: date, hour: int, minute: int = 0) -> None:
        """Let the site's clock go on from an hour of Shanghai."""
        clock.start_at(at(day, hour, minute))

    def enter(self, login: str, width: int = DESK, **options: object) -> Desk:
        """Sign somebody in with a browser of his own, the same one each time."""
        if login not in self._inside:
            self._inside[login] = self._open(width, **options)
        page = self._inside[login]
        sign_in(page, self.address, login, PASSWORD)
        return Desk(self, page)

    def door(self, path: str, width: int) -> Desk:
        """Open a public page."""
        page = self._open(width)
        page.goto(f"{self.address}{path}")
        return Desk(self, page)

    def look(self, page: Page, name: str) -> None:
        """Take a picture, where pictures are asked for."""
        self._look(page, f"main-job-{name}")


class Desk:
    """One person's browser, in the words of the page: open, follow, fill, choose, press."""

    def __init__(self, house: House, page: Page) -> None:
        self.house = house
        self.page = page

    def open(self, entry: str) -> Desk:
        """Go to a page of one's own menu by its name."""
        link = self.page.locator("nav a", has_text=entry).first
        self.page.goto(f"{self.house.address}{link.get_attribute('href')}")
        return self

    def follow(self, text: str) -> Desk:
        """Follow a link of the page."""
        self.page.locator("main a", has_text=text).first.click()
        self.page.wait_for_load_state()
        return self

    def fill(self, **values: str) -> Desk:
        """Fill fields by their names."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)
        return self

    def choose(self, **values: object) -> Desk:
        """Tap answers, boxes and choices by field and value."""
        for name, value in values.items():
            self.page.locator(f'main label:has(input[name="{name}"][value="{value}"])').click()
        return self

    def pick(self, **values: str) -> Desk:
        """Pick from lists that fold away, by the words shown."""
        for name, label in values.items():
            self.page.locator(f"main select[name={name}]").select_option(label=label)
        return self

    def pick_first(self, **values: str) -> Desk:
        """Pick the first entry of a list that begins with some words."""
        for name, start in values.items():
            entry = self.page.locator(f"main select[name={name}] option", has_text=start).first
            self.page.locator(f"main select[name={name}]").select_option(
                value=entry.get_attribute("value")
            )
        return self

    def tick(self, field: str, name: str) -> Desk:
        """Tick somebody's box in one field."""
        self.page.locator(f"main label:has(input[name={field}])", has_text=name).click()
        return self

    def tap(self, text: str) -> Desk:
        """Tap a labelled box or card."""
        self.page.locator("main label", has_text=text).first.click()
        return self

    def press(self, label: str) -> Desk:
        """Press a button; where it asks first, say yes."""
        asks = self.page.locator(f'main summary:text-is("{label}")')
        if asks.count():
            asks.first.click()
            self.page.get_by_role("button", name=f"确认：{label}").first.click()
        else:
            self.page.get_by_role("button", name=label, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, *texts: str) -> Desk:
        """Expect words on the page."""
        body = self.body.inner_text()
        missing = [text for text in texts if text not in body]
        assert not missing, f"{self.page.url} does not say {missing}:\n{body}"
        return self

    def waits_for(self, text: str) -> Desk:
        """Wait until the page says so by itself."""
        self.body.get_by_text(text, exact=False).first.wait_for(timeout=60_000)
        return self

    def set_pin(self) -> Desk:
        """Set the PIN of the app on this device."""
        self.page.get_by_label("6位数字密码").fill(PIN)
        self.page.get_by_label("再输入一次").fill(PIN)
        return self.press("设置并登记本机")

    def open_again(self) -> Desk:
        """Open the app anew, with its PIN."""
        self.page.reload()
        unlock(self.page)
        return self

    def card(self, name: str) -> Desk:
        """Open somebody's first card in the app's list."""
        self.page.locator("button.stop", has_text=name).first.click()
        self.page.get_by_role("heading", name=name, level=1).wait_for()
        return self

    def received(self, kind: str) -> Desk:
        """Wait for the server's receipt of what the phone reported."""
        lines = self.page.locator(".sent-list li[data-state=stored]")
        lines.filter(has_text=kind).first.wait_for()
        return self

    def sign(self, name: str) -> Desk:
        """Have the recipient sign with a finger."""
        self.page.get_by_text("手写签名").click()
        self.page.locator("#given-by").fill(name)
        draw_name(self.page)
        return self.press("提交签名")

    def look(self, name: str) -> Desk:
        """Take a picture of the page."""
        self.house.look(self.page, name)
        return self

    @property
    def body(self) -> Locator:
        """The main part of the page."""
        return self.page.locator("main")
