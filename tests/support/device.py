"""An app of the house on a device, as a test uses it: its PIN, and what its disk holds."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.web import PASSWORD

PIN = "246810"
# What a browser without a network, or whose session has ended, says on its console.
OFFLINE = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "status of 401",
    "status of 403",
    "status of 409",
)


def set_up(page: Page, address: str, app: str, name: str) -> None:
    """Sign ``name`` in and set the PIN of the app at the path ``app``."""
    sign_in(page, address, app, name)
    page.get_by_label("6位数字密码").fill(PIN)
    page.get_by_label("再输入一次").fill(PIN)
    page.get_by_role("button", name="设置并登记本机").tap()
    page.get_by_role("button", name="交还本机").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def sign_in(page: Page, address: str, app: str, name: str) -> None:
    """Sign ``name`` in on the way to the app at the path ``app``."""
    page.goto(f"{address}/sign-in?next={app}")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("6位数字密码").wait_for()


def unlock(page: Page, pin: str = PIN) -> None:
    """Type a PIN on the page of the lock."""
    page.get_by_label("6位数字密码").fill(pin)
    page.get_by_role("button", name="打开", exact=True).tap()


def draw_name(page: Page) -> None:
    """Draw a signature with a finger, long enough to count."""
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 20 + step * 8, box["y"] + 40 + step % 5 * 9)
    page.mouse.up()


def disk(page: Page, name: str) -> dict[str, object]:
    """Return ``text`` and ``boxes`` of all that the app ``name`` and the worker keep."""
    return page.evaluate(_DUMP, name)


def saved(page: Page, name: str, act: Callable[[], object]) -> None:
    """Do ``act``; return once what the app ``name`` keeps has changed and stands still.

    However slow the machine is: a test of what a kill leaves must not race with the disk.
    """
    before = last = page.evaluate(_KEPT, name)
    act()
    for _turn in range(40):
        page.wait_for_timeout(_LONGER_THAN_TYPING_MS)
        now = page.evaluate(_KEPT, name)
        if now != before and now == last:
            return
        last = now
    raise AssertionError("nothing that was typed was kept")


_LONGER_THAN_TYPING_MS = 500
_KEPT = """async (name) => {
  const heard = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const open = await heard(indexedDB.open(name));
  const rows = await heard(open.transaction('kept').objectStore('kept').getAll());
  open.close();
  return rows.map((row) => String(row.iv)).join();
}"""
_DUMP = """async (name) => {
  const heard = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const open = await heard(indexedDB.open(name));
  const read = (row) => (row.data ? new TextDecoder().decode(row.data) : JSON.stringify(row));
  let text = '';
  let boxes = 0;
  for (const name of open.objectStoreNames) {
    const rows = await heard(open.transaction(name).objectStore(name).getAll());
    boxes += rows.length;
    for (const row of rows) text += read(row);
  }
  for (const name of await caches.keys()) {
    for (const hit of await (await caches.open(name)).matchAll()) text += await hit.text();
  }
  return { text, boxes };
}"""
