"""The carer's phone in a browser, as a test uses it: where it is, its buttons, what it sent."""

from playwright.sync_api import Locator, Page

from tests.support.factories import visits as make

HERE = {"latitude": make.HOME[0] + 0.0002, "longitude": make.HOME[1], "accuracy": 20}
# Makes a box (or one key) of the disk full.
FULL = """(key) => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function full(value, at) {
    if (at === key || this.name === key) throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, value, at);
  };
}"""


def press(page: Page, name: str) -> None:
    """Tap the button of exactly this name."""
    page.get_by_role("button", name=name, exact=True).tap()


def sent(page: Page, kind: str = "签到", state: str = "stored") -> Locator:
    """Return the lines of what was recorded, of one kind in one state."""
    return page.locator(f".sent-list li[data-state={state}]").filter(has_text=kind)


def told(page: Page) -> str:
    """Return what the page told of the last act."""
    return page.locator("#told").inner_text()
