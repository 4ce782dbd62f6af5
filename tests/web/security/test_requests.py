"""What a link from elsewhere can do: nothing is changed by looking, nobody is led away."""

import pytest

from ltc.demo.cast import PASSWORD
from tests.support.walking import walk
from tests.support.web import Site, csrf
from tests.web.security.test_matrix import database_hash

ROLES = ("family", "provider", "lead", "system")
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    " //evil.example",
    "/desk\r\nSet-Cookie: ltc=x",
)


@pytest.mark.parametrize("login", ROLES)
def test_looking_changes_nothing(story: Site, login: str):
    client = story.signed_in(login, PASSWORD)
    before = database_hash()
    assert len(walk(story, client, 40)) > 3
    assert database_hash() == before


@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_led_away(story: Site, away: str):
    client = story.client()
    token = csrf(client)
    facts = {"name": "auditor", "password": PASSWORD, "csrf_token": token}
    answers = [client.post("/sign-in", query_string={"next": away}, data=facts)]
    again = {"password": PASSWORD, "csrf_token": csrf(client)}
    answers.append(client.post("/step-up", query_string={"next": away}, data=again))
    answers += [client.get(f"/{each}", query_string={"next": away}) for each in SWITCHES]
    for answer in answers:
        assert answer.status_code in (303, 422), answer.status_code
        assert answer.headers.get("Location", "/") == "/"
        assert "evil" not in str(answer.headers)


SWITCHES = ("language/en", "text-size/large")


def test_a_page_of_errors_leads_back_to_this_site_only(story: Site):
    for refer in ("https://evil.example/x", "javascript:alert(1)"):
        answer = story.client().get("/nowhere", headers={"Referer": refer})
        assert "evil" not in answer.text
        assert "javascript:" not in answer.text


def test_a_forged_host_is_in_no_link(story: Site):
    client = story.signed_in("officer", PASSWORD)
    for path in ("/", "/desk/people/", "/desk/fund/"):
        assert "evil.example" not in client.get(path, headers={"Host": "evil.example"}).text


@pytest.mark.parametrize(
    "token",
    ["", "x", "ImFiYyI.abc.def", "another session's"],
    ids=["none", "x", "made up", "other"],
)
def test_a_wrong_token_changes_nothing(story: Site, token: str):
    client = story.signed_in("operator", PASSWORD)
    if token.startswith("another"):
        token = csrf(story.client())
    before = database_hash()
    path = "/desk/people/new"
    assert client.post(path, data={"name": "张三", "csrf_token": token}).status_code == 400
    elsewhere = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
    assert client.post(path, data={"name": "张三"}, headers=elsewhere).status_code == 400
    assert database_hash() == before


def test_a_paper_is_for_who_may_see_it_not_for_who_has_the_link(story: Site):
    officer = story.signed_in("officer", PASSWORD)
    links = {
        link
        for text in walk(story, officer, 40).values()
        for link in text.split('"')
        if link.startswith("/papers/") and link.removeprefix("/papers/").isdigit()
    }
    assert links
    for link in links:
        assert story.client().get(link).status_code == 302
        for login in ("system", "carer"):
            assert story.signed_in(login, PASSWORD).get(link).status_code == 404
