"""What every answer of the site says about safety and keeping."""

import re

import pytest

ALL_KINDS = ["/", "/sign-in", "/wrong/404", "/wrong/boom", "/api/v1/wrong/conflict", "/language/en"]


@pytest.mark.parametrize("address", ALL_KINDS)
def test_every_answer_carries_the_safety_headers(visitor, address):
    headers = visitor.get(address).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]


def test_the_policy_allows_nothing_inline_and_nothing_from_outside(visitor):
    policy = visitor.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "data:" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("address", ALL_KINDS)
def test_no_page_is_kept_by_the_browser(visitor, address):
    assert visitor.get(address).headers["Cache-Control"] == "no-store"


def test_a_file_with_its_sum_is_kept_and_one_without_only_for_an_hour(visitor):
    with_sum = re.search(r"/static/css/ltc\.css\?v=\w+", visitor.get("/").text)[0]
    kept = []
    for address in (with_sum, "/static/css/ltc.css", "/static/css/none.css?v=1"):
        with visitor.get(address) as answer:
            kept.append(answer.headers["Cache-Control"])
    assert kept == ["public, max-age=31536000, immutable", "public, max-age=3600", "no-store"]


def test_a_stricter_header_of_a_view_stays(kit_site, visitor):
    kit_site.add_url_rule("/named", "named", lambda: ("", 200, {"Cache-Control": "no-cache"}))
    assert visitor.get("/named").headers["Cache-Control"] == "no-cache"


def test_two_requests_have_two_ids(visitor):
    first, second = (visitor.get("/").headers["X-Request-ID"] for _ in range(2))
    assert first != second
