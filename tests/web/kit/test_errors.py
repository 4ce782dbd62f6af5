"""What went wrong becomes a plain page, or JSON where a program asks; never a stack trace."""

import pytest

from tests.support.gallery import SECRET

STATUSES = {
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "bad-input": 422,
    "boom": 500,
    "403": 403,
    "404": 404,
    "405": 405,
    "413": 413,
    "418": 418,
    "429": 429,
    "503": 503,
}


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_every_error_is_a_page_of_ours_with_its_status(visitor, kind, status):
    answer = visitor.get(f"/wrong/{kind}")
    assert answer.status_code == status
    assert answer.text.count("<h1>") == 1
    assert "长期护理保险" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_a_program_gets_json_of_one_shape(visitor, kind, status):
    answer = visitor.get(f"/api/v1/wrong/{kind}")
    assert answer.status_code == status
    assert set(answer.json) == {"error", "request_id"}
    assert set(answer.json["error"]) == {"code", "field", "message"}


def test_json_is_also_given_to_who_asks_for_it(visitor):
    asked = visitor.get("/wrong/404", headers={"Accept": "application/json"})
    browser = visitor.get("/wrong/404", headers={"Accept": "text/html,application/xml;q=0.9,*/*"})
    assert (asked.is_json, browser.is_json) == (True, False)


@pytest.mark.parametrize("address", ["/wrong/boom", "/api/v1/wrong/boom"])
def test_an_unknown_exception_tells_nothing_of_itself(visitor, address):
    text = visitor.get(address).text
    assert SECRET not in text
    assert "RuntimeError" not in text
    assert "Traceback" not in text


def test_a_situation_is_told_in_the_reader_s_language(visitor):
    assert "已由他人受理" in visitor.get("/wrong/conflict").text
    visitor.set_cookie("ltc_language", "en")
    assert "already accepted" in visitor.get("/wrong/conflict").text


def test_the_field_of_bad_input_is_named_to_a_program(visitor):
    assert visitor.get("/api/v1/wrong/bad-input").json["error"]["field"] == "day"


def test_a_stale_form_says_how_to_go_on(visitor):
    answer = visitor.post("/", data={})
    assert answer.status_code == 400
    assert "页面停留太久" in answer.text


def test_headers_of_an_error_are_kept(visitor):
    assert "GET" in visitor.post("/sign-in", data={}).headers.get("Allow", "GET")
    wrong_method = visitor.delete("/sign-out")
    assert (wrong_method.status_code, "POST" in wrong_method.headers["Allow"]) == (405, True)


def test_the_way_back_never_leads_to_another_site(visitor):
    inside = visitor.get("/wrong/404", headers={"Referer": "http://localhost/list?page=2"})
    outside = visitor.get("/wrong/404", headers={"Referer": "http://evil.example/x"})
    assert 'href="/list?page=2"' in inside.text
    assert "evil" not in outside.text


def test_an_error_page_needs_no_context_of_the_site(kit_site, visitor):
    @kit_site.context_processor
    def broken():
        raise RuntimeError("the database is away")

    assert visitor.get("/wrong/404").status_code == 404
