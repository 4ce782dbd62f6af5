"""A real headless Chromium, watched: a page that logs an error or calls away fails its test.

``browser_page(width)`` gives a page as wide as a phone (360), a tablet (768) or a desk (1280).
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support.web import PASSWORD

SIZES = (360, 768, 1280)
HEIGHTS = {360: 740, 768: 1024, 1280: 800}
HAND_HELD = 768  # this wide or less: touched, not clicked
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # No name but this machine's can be looked up, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
STAYS_HERE = ("", "127.0.0.1", "localhost")


class BrowserPages:
    """Opens watched pages and keeps what went wrong on them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._faults: list[str] = []

    def __call__(
        self, width: int = 1280, *, allow: tuple[str, ...] = (), **options: object
    ) -> Page:
        """Open a page of ``width`` in a profile of its own.

        ``allow`` holds pieces of console errors that the test expects, such as "status of 404";
        ``options`` go to Playwright's ``new_context`` (geolocation, permissions, storage_state …).
        """
        hand_held = width <= HAND_HELD
        settings = {
            "viewport": {"width": width, "height": HEIGHTS.get(width, 800)},
            "is_mobile": hand_held,
            "has_touch": hand_held,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
        }
        context = self._browser.new_context(**{**settings, **options})
        self._contexts.append(context)
        self._watch(context, allow)
        return context.new_page()

    def faults(self) -> list[str]:
        """Tell and forget what went wrong so far."""
        faults, self._faults = self._faults, []
        return faults

    def close(self) -> None:
        """Close every page that was opened here."""
        for context in self._contexts:
            context.close()

    def _watch(self, context: BrowserContext, allow: tuple[str, ...]) -> None:
        def note(fault: str) -> None:
            if not any(piece in fault for piece in allow):
                self._faults.append(fault)

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error":
                note(f"console: {message.text} ({message.location.get('url', '')})")

        def follow(url: str) -> None:
            if urlsplit(url).scheme not in ("data", "blob", "about") and not stays_here(url):
                note(f"request to another machine: {url}")

        context.on("console", hear)
        context.on("weberror", lambda fault: note(f"script: {fault.error}"))
        context.on("request", lambda request: follow(request.url))


def stays_here(url: str) -> bool:
    """Say whether ``url`` is on this machine."""
    return (urlsplit(url).hostname or "") in STAYS_HERE


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the one browser of this worker."""
    if not Path(CHROMIUM).exists():
        pytest.fail("no Chromium here: ./run test installs one", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, live_site: Callable[..., str]) -> Iterator[BrowserPages]:
    """Give ``open(width) -> Page``; afterwards fail on console errors and far requests.

    It stands on ``live_site`` so that pages close before their server does, whatever order a test
    names its fixtures in: a server that goes first resets what a page is still fetching.
    """
    pages = BrowserPages(chromium)
    yield pages
    pages.close()
    faults = pages.faults()
    if faults:
        pytest.fail("the page misbehaved:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., Path | None]:
    """Give ``take(page, name="")``: a full-page picture, if LTC_TEST_PICTURES names a folder."""

    def take(page: Page, name: str = "") -> Path | None:
        folder = os.environ.get("LTC_TEST_PICTURES")
        if not folder:
            return None
        width = page.viewport_size["width"]
        path = Path(folder) / f"{name or request.node.name}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
        return path

    return take


def access_findings(page: Page) -> list[str]:
    """List what axe calls serious or critical on ``page``, one line per element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {' '.join(map(str, node['target']))}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """Tell by how many pixels ``page`` is wider than its window: 0 is right."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def sign_in(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    """Sign ``name`` in and wait for the first page."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{address}/")


def looked_at(
    page: Page, address: str, paths: Sequence[str], picture: Callable[..., object], name: str
) -> dict[str, list[object]]:
    """Open pages one after the other and take their pictures; return what is wrong, by path."""
    found = {}
    for path in paths:
        page.goto(address + path)
        wrong = [*access_findings(page), overflow(page)]
        if wrong != [0]:
            found[path] = wrong
        picture(page, f"{name}-{paths.index(path)}")
    return found
