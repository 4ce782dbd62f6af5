"""Walking a site as a role: pages by their links, forms as a browser would send them."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.support.web import Site

NO_PAGES = ("", "static", "preferences.language", "preferences.text_size")
_DATA = "application/json"
_EACH = 2  # pages of one kind
_TYPED = {
    "date": "2023-12-08",
    "month": "2023-11",
    "datetime-local": "2023-12-08T08:00",
    "number": "1",
    "tel": "13800138000",
    "password": "some-Words-42",
}


class Page(HTMLParser):
    """Gathers what of a page would run, where it leads, and its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_for_scripts(tag, given)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "form":
            post = given.get("method", "").lower() == "post"
            self.forms.append((given.get("action", "") if post else "-", {}))
        elif self.forms:
            self._fill(tag, given, self.forms[-1][1])

    def _look_for_scripts(self, tag: str, given: dict[str, str]) -> None:
        address = (given.get("href") or given.get("src") or "").strip().lower()
        inline = tag == "script" and not given.get("src") and given.get("type") != _DATA
        if inline or given.get("src") == "x":
            self.faults.append(f"<{tag} {given}>")
        self.faults += [f"{tag}.{name}" for name in given if name.startswith("on")]
        if address.startswith(("javascript:", "data:", "vbscript:")):
            self.faults.append(address)

    def _fill(self, tag: str, given: dict[str, str], answers: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            answers.setdefault(self._select, given["value"])
        elif tag == "textarea" and name:
            answers.setdefault(name, "足够长的一段说明文字，用于测试")
        elif tag == "input" and name:
            answers.setdefault(name, given.get("value") or _TYPED.get(kind, "试填"))


def walk(site: Site, client: FlaskClient, most: int = 50) -> dict[str, str]:
    """Follow the links of a role, a few of each kind; return the pages."""
    seen, pages = Counter(), {}
    waiting = ["/"]
    while waiting and len(pages) < most:
        path = waiting.pop(0)
        answer = client.get(path, follow_redirects=True)
        if not answer.content_type.startswith("text/html") or path in pages:
            continue
        pages[path] = answer.text
        for link in Page(answer.text).links:
            there = urlsplit(urljoin(f"http://localhost{path}", link))
            kind = (endpoint_of(site, there.path), there.query.split("=")[0])
            seen[kind] += 1
            if there.netloc == "localhost" and kind[0] not in NO_PAGES and seen[kind] <= _EACH:
                waiting.append(there._replace(scheme="", netloc="", fragment="").geturl())
    return pages


def endpoint_of(site: Site, path: str, method: str = "GET") -> str:
    """Return what answers a path; nothing where none does."""
    urls = site.app.url_map.bind("localhost")
    try:
        return urls.match(path, method)[0]
    except RequestRedirect as further:
        return urls.match(urlsplit(further.new_url).path, method)[0]
    except HTTPException:
        return ""


def forms_of(site: Site, client: FlaskClient) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the changing forms that a role reaches, one of each kind, filled in soundly."""
    found = {}
    for path, text in walk(site, client).items():
        for action, answers in Page(text).forms:
            there = urljoin(path, action)
            kind = endpoint_of(site, there.partition("?")[0], "POST")
            if action != "-" and kind:
                found.setdefault(f"{kind} {sorted(answers)}", (there, answers))
    return found
