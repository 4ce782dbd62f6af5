"""The front page tells each role what waits for it."""

from tests.support.web import Site


def test_the_desk_shows_what_waits_and_only_what_may_be_opened(site: Site):
    site.account("office", "operator")
    page = site.signed_in("office").get("/").text
    assert "待受理的申请" in page
    assert "今天还要上门" not in page


def test_a_carer_sees_his_day(site: Site):
    site.account("carer.li", "carer", organisation_id=None, staff_id=None)
    assert "今天还要上门" in site.signed_in("carer.li").get("/").text


def test_a_stranger_sees_how_to_apply(site: Site):
    assert "先做六项自评" in site.client().get("/").text
