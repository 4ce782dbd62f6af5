"""The carer's phone in a browser, as a test uses it: where it is, its buttons, what it sent."""

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


def press(page, name):
    page.get_by_role("button", name=name, exact=True).tap()


def sent(page, kind="签到", state="stored"):
    return page.locator(f".sent-list li[data-state={state}]").filter(has_text=kind)


def told(page):
    return page.locator("#told").inner_text()
