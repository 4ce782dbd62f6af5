"""Nonsense in any field of any form, in any address, in the phones' API: told, never a crash.

Whatever is refused has changed nothing: the running sum of all rows' seals stays what it was.
"""

import json
from itertools import cycle

import pytest
import sqlalchemy as sa

from ltc.db import engine
from ltc.demo.cast import PASSWORD
from tests.support.walking import forms_of, walk
from tests.support.web import Site, csrf

ROLES = ("family", "provider", "operator", "officer")
READERS = ("provider", "lead")
SPOILS = ("sign_out", "password", "aper", "sheet", "report", "receipt", "letter", "notice")
NONSENSE = (
    *("", "-1", "9" * 30, "9" * 5000, "NaN", "Infinity", "1e999999", "--5", "²", "٣"),
    *("a\x00b", "\u202e", "\ud83d", "𠀀" * 50, "x" * 5000, "\r\nX: y", "%00", "' OR 1=1 --"),
    *("0001-01-01", "9999-12-31", "2199-12-31", "0001-01", "9999-12", "0001-01-01T00:00"),
    *("2199-12-31T23:59", "[]", "{}", "null", "../../etc/passwd", "1000000000"),
)
EACH = 3  # values tried in one field; the next field begins where this one ended
BODIES = (
    *(b"", b"null", b"[]", b"{}", b"\xff", b'"x"', b"NaN", b"[" * 100_000, b'{"items": 1}'),
    *(b'{"device": 1, "items": []}', b'{"device": "x", "items": {}}', b'{"device": null}'),
    *(b'{"device": "\\u0000", "items": []}', b'{"device": "\\ud800", "items": []}'),
    b'{"device": "x", "items": [1, null, [], {}, "x"]}',
    b'{"device": "x", "items": [{"id": 1e999}]}',
)
QUERIES = (
    "page=" + "9" * 30,
    "page=" + "9" * 5000,
    "page=²",
    "after=" + "9" * 18,
    "after=2023-10-01." + "9" * 30,
    "state=x&q=%00",
    "q=%25_\\",
    "endpoint=x&_anchor=1&_external=1&_scheme=javascript&_method=x&values=1",
    "month=9999-12&first_day=9999-12-31&last_day=0001-01-01&provider=9999999999999999999",
    "settlement=" + "9" * 5000 + "&person=" + "9" * 18 + "&kind=x&number=" + "9" * 30,
)


def sealed_sum() -> str:
    """Return the running sum over all sealed rows; it changes with any of them."""
    with engine().connect() as connection:
        return str(connection.scalar(sa.text("SELECT seal_sum FROM audit_head")))


@pytest.mark.parametrize("login", ROLES)
def test_nonsense_in_a_form_is_told(changing: Site, login: str):
    client = changing.signed_in(login, PASSWORD)
    token, values, wrong = csrf(client), cycle(NONSENSE), []
    for kind, (path, answers) in forms_of(changing, client).items():
        if any(word in kind for word in SPOILS):
            continue
        for name in {*answers} - {"csrf_token"}:
            for text in (next(values) for _each in range(EACH)):
                before = sealed_sum()
                sent = {**answers, name: text.encode(errors="ignore"), "csrf_token": token}
                code = client.post(path, data=sent).status_code
                if code >= 500 or (code >= 400 and sealed_sum() != before):
                    wrong.append((kind, name, text[:20], code))
    assert wrong == []


@pytest.mark.parametrize("login", READERS)
def test_nonsense_in_an_address_is_told(story: Site, login: str):
    client = story.signed_in(login, PASSWORD)
    before, wrong = sealed_sum(), []
    kinds = {path.partition("?")[0] for path in walk(story, client, 25)}
    for path in sorted(kinds):
        for query in QUERIES:
            code = client.get(f"{path}?{query}").status_code
            if code >= 500:
                wrong.append((path, query[:40], code))
    assert wrong == []
    assert sealed_sum() == before


def test_nonsense_from_a_phone_is_told(story: Site):
    client = story.signed_in("carer", PASSWORD)
    token, before, wrong = csrf(client), sealed_sum(), []
    for path in ("/api/v1/visits/sync", "/api/v1/visits/devices"):
        for body in BODIES:
            head = {"X-CSRFToken": token}
            answer = client.post(path, data=body, headers=head, content_type="application/json")
            if answer.status_code not in (404, 409, 413, 422) or "error" not in answer.json:
                wrong.append((path, body[:30], answer.status_code))
    assert wrong == []
    assert sealed_sum() == before


def test_the_phones_api_takes_json_with_a_token_only(story: Site):
    client = story.signed_in("carer", PASSWORD)
    token, path = csrf(client), "/api/v1/visits/sync"
    body = json.dumps({"device": "x", "items": []})
    assert client.post(path, data=body, content_type="application/json").status_code == 400
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        head = {"X-CSRFToken": token}
        assert client.post(path, data=body, headers=head, content_type=kind).status_code == 415
