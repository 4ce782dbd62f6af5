"""Signs that nobody types are refused at the door; an address keeps what it was asked with."""

import pytest

from ltc.web.signs import readable
from ltc.web.tables import here

NEVER = ("\x00", "\x1b", "\x7f", "\u202e", "\u2066")


@pytest.mark.parametrize("sign", NEVER)
def test_such_a_sign_is_refused_wherever_it_stands(visitor, sign):
    assert visitor.get("/", query_string={"q": f"a{sign}b"}).status_code == 422
    assert visitor.get("/", query_string={f"a{sign}b": "q"}).status_code == 422
    assert visitor.get(f"/language/{sign}").status_code == 422
    assert sign not in readable(f"a{sign}b")


def test_what_people_type_passes(visitor):
    words = "王䶮 𠀀\r\n\t①—“”é"
    assert visitor.get("/", query_string={"q": words}).status_code == 200
    assert readable(words) == words


@pytest.mark.parametrize(
    "order", ["endpoint", "_external", "_scheme", "_anchor", "_method", "_host", "values", "code"]
)
def test_an_address_takes_no_orders_from_its_reader(kit_site, order):
    with kit_site.test_request_context(f"/?{order}=javascript"):
        assert here(page=2) == f"/?{order}=javascript&page=2"
