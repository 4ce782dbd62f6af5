"""The reader's two switches: language and size of letters."""

import pytest


def test_pages_are_chinese_first_whatever_the_browser_says(visitor):
    page = visitor.get("/", headers={"Accept-Language": "en-US,en"}).text
    assert '<html lang="zh-CN"' in page
    assert "跳到主要内容" in page


def test_one_switch_makes_the_pages_english_and_another_chinese_again(visitor):
    answer = visitor.get("/language/en?next=/sign-in")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    english = visitor.get("/sign-in").text
    assert '<html lang="en"' in english
    assert "Skip to main content" in english
    visitor.get("/language/zh")
    assert "跳到主要内容" in visitor.get("/sign-in").text


def test_large_letters_come_and_go(visitor):
    visitor.get("/text-size/large")
    assert 'class="large"' in visitor.get("/").text
    visitor.get("/text-size/usual")
    assert 'class="large"' not in visitor.get("/").text


@pytest.mark.parametrize(
    "target", ["//evil.example", "http://evil.example", "/\\evil.example", "x", "/a\nb", ""]
)
def test_a_switch_never_leads_to_another_site(visitor, target):
    answer = visitor.get("/language/en", query_string={"next": target})
    assert answer.location == "/"


@pytest.mark.parametrize("address", ["/language/fr", "/text-size/huge", "/language/"])
def test_unknown_switches_are_not_found(visitor, address):
    assert visitor.get(address).status_code == 404


def test_the_cookies_are_read_by_the_server_only(visitor):
    cookie = visitor.get("/language/en").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
