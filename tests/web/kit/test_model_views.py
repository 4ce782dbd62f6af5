"""Lists by Flask-AppBuilder: what they show, and the holes of the stock views, closed."""

import pytest
import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import read_only
from ltc.directory.models import Area, Organisation
from ltc.scope import Actor
from ltc.web.model_views import RecordsView, ReferenceView, Rows

AREAS = "/desk/areas"
RECORDS = "/desk/organisations-list"
ANSHAN = {"code": "2103", "name": "鞍山市", "level": "city", "setting": "default"}


def area_names() -> list[str]:
    with read_only() as opened:
        return list(opened.scalars(sa.select(Area.name).order_by(Area.code)))


def key_of(area: str) -> int:
    with read_only() as opened:
        return opened.scalar(sa.select(Organisation.id).where(Organisation.area_code == area))


def body_of(page: str) -> str:
    return page[page.index("<tbody") : page.index("</tbody")]


def noted(act: str) -> tuple[str, str | None, str | None]:
    """Tell who did ``act``, and the name before and after, from the one audit row of it."""
    with read_only() as opened:
        row = opened.scalars(sa.select(AuditRow).where(AuditRow.act == act)).one()
        return row.actor_name, (row.before or {}).get("name"), (row.after or {}).get("name")


def test_a_records_view_lists_only_what_is_in_scope(list_site):
    page = list_site.test_client().get(f"{RECORDS}/list/").text
    assert "机构0在2111" in page
    assert "2102" not in page
    assert "共1条" in page


def test_a_record_outside_the_scope_is_not_found(list_site):
    visitor = list_site.test_client()
    assert visitor.get(f"{RECORDS}/show/{key_of('2111')}").status_code == 200
    assert visitor.get(f"{RECORDS}/show/{key_of('2102')}").status_code == 404


@pytest.mark.parametrize("path", ["add", "edit/1", "delete/1", "action/x/1", "download/x"])
def test_a_records_view_has_no_other_routes(list_site, path):
    visitor = list_site.test_client()
    assert visitor.get(f"{RECORDS}/{path}").status_code == 404
    assert visitor.post(f"{RECORDS}/{path}").status_code == 404
    assert visitor.post(f"{RECORDS}/action_post").status_code == 404


@pytest.mark.parametrize("query", ["page_OrganisationList=x", "psize_OrganisationList=-5"])
def test_odd_page_numbers_are_no_server_error(list_site, query):
    assert list_site.test_client().get(f"{RECORDS}/list/?{query}").status_code in (200, 422)


@pytest.mark.parametrize("key", ["x", "0", "999999"])
def test_a_key_of_no_row_is_not_found(list_site, key):
    assert list_site.test_client().get(f"{RECORDS}/show/{key}").status_code == 404


def test_a_list_is_not_ordered_or_filtered_by_hidden_columns(list_site):
    visitor = list_site.test_client()
    plain = visitor.get(f"{AREAS}/list/").text
    ordered = visitor.get(f"{AREAS}/list/?_oc_AreaList=lat&_od_AreaList=desc").text
    filtered = visitor.get(f"{AREAS}/list/?_flt_0_level=zzz").text
    assert body_of(plain) == body_of(ordered) == body_of(filtered)


def test_a_code_list_is_searched_by_its_named_column(list_site):
    visitor = list_site.test_client()
    address = visitor.get(f"{AREAS}/list/").text.split('name="_flt_')[1].split('"')[0]
    page = visitor.get(f"{AREAS}/list/?_flt_{address}=盘").text
    assert "盘锦市" in page
    assert "大连市" not in page


def test_a_new_row_is_stored_once_and_audited(list_site):
    visitor = list_site.test_client()
    assert visitor.post(f"{AREAS}/add", data=ANSHAN).status_code == 302
    assert "鞍山市" in area_names()
    assert noted("reference.add") == ("张敏", None, "鞍山市")


def test_a_double_is_refused_in_words_and_keeps_what_was_typed(list_site):
    answer = list_site.test_client().post(f"{AREAS}/add", data={**ANSHAN, "code": "2111"})
    assert answer.status_code == 200
    assert "与已有的记录重复" in answer.text
    assert 'value="鞍山市"' in answer.text


def test_a_change_is_audited_with_what_was_before(list_site):
    changed = {"code": "2102", "name": "大连", "level": "city", "setting": "default"}
    assert list_site.test_client().post(f"{AREAS}/edit/2102", data=changed).status_code == 302
    assert noted("reference.change") == ("张敏", "大连市", "大连")


def test_a_row_in_use_is_not_deleted_and_none_by_get(list_site):
    visitor = list_site.test_client()
    assert visitor.get(f"{AREAS}/delete/2102").status_code == 405
    answer = visitor.post(f"{AREAS}/delete/2102")
    assert (answer.status_code, "大连市" in area_names()) == (409, True)


def test_an_unused_row_can_be_deleted(list_site):
    visitor = list_site.test_client()
    visitor.post(f"{AREAS}/add", data=ANSHAN)
    assert visitor.post(f"{AREAS}/delete/2103").status_code == 303
    assert "鞍山市" not in area_names()


def test_reading_does_not_give_the_right_to_change(list_site):
    list_site.actor = Actor(2, "李稽核", frozenset({"auditor"}))
    visitor = list_site.test_client()
    page = visitor.get(f"{AREAS}/list/")
    assert (page.status_code, "修改</a>" in page.text, "新增" in page.text) == (200, False, False)
    assert visitor.get(f"{AREAS}/add").status_code == 403
    assert visitor.post(f"{AREAS}/edit/2102", data=ANSHAN).status_code == 403
    assert visitor.post(f"{AREAS}/delete/2102").status_code == 403
    assert visitor.get(f"{RECORDS}/list/").status_code == 403


def test_a_stranger_is_sent_to_sign_in(list_site):
    list_site.actor = None
    answer = list_site.test_client().get(f"{AREAS}/list/")
    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


def test_pages_carry_no_script_or_style_of_the_stock_look(list_site):
    visitor = list_site.test_client()
    for path in ("list/", "add", "edit/2102", "show/2102"):
        page = visitor.get(f"{AREAS}/{path}").text
        assert "bootstrap" not in page
        assert "jquery" not in page
        assert page.count("<script") == 1
        assert " style=" not in page


def test_a_view_without_a_permission_cannot_be_written():
    with pytest.raises(TypeError, match="needs a permission"):
        type("Open", (RecordsView,), {"datamodel": Rows(Organisation)})


@pytest.mark.parametrize(
    ("base", "model", "words"),
    [(RecordsView, Area, "needs __scope__"), (ReferenceView, Organisation, "changed by services")],
)
def test_a_base_refuses_models_that_are_not_for_it(list_site, base, model, words):
    rights = {"ltc_permission": "area.list", "ltc_write_permission": "area.change"}
    view = type("Wrong", (base,), {"datamodel": Rows(model), **rights})
    with list_site.app_context(), pytest.raises(TypeError, match=words):
        view()


def test_rows_never_write_by_themselves():
    with pytest.raises(TypeError, match="unit of work"):
        Rows(Area).add(Area(code="1"))
