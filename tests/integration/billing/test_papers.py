"""Statement, reconciliation and payment order: every 分 of them is the books' own."""

import pytest

from billing.models import Settlement, Statement
from billing.papers.bulk import issue_statements
from billing.papers.payment import payment_order
from billing.papers.reconciliation import reconciliation
from billing.papers.statement import statement
from billing.papers.wording import SHORT, USUAL, remark
from billing.rules.reasons import CODES, mask_of
from billing.statements import services as statements
from ltc.db import read_only, unit_of_work
from ltc.papers import services as papers
from ltc.papers.models import Paper
from ltc.scope import Scope
from ltc.shared.errors import Conflict, NotFound
from tests.support.factories import base
from tests.support.factories import billing as make
from tests.support.factories.base import stored
from tests.support.papers import AT, pages, printed, size_mm, words

EVERYTHING = Scope.everything("test")


def made_month(people: int = 3, visits: int = 5) -> list[int]:
    """Settle a month and make its statements; return their ids."""
    make.simple_month(people, visits)
    settlement = make.settle().id
    with unit_of_work():
        made = statements.make_statements(settlement, scope=make.OFFICER, at=make.KNOWN)
        return [each.id for each in made]


def sheet_of(build, identity: int, scope: Scope = EVERYTHING):
    with read_only():
        return build(identity, scope=scope)


def test_a_statement_shows_sums_lines_and_room_for_three_signatures(sqlite_database):
    (made,) = made_month()
    sheet = sheet_of(statement, made)
    text = words(printed(sheet))
    (row,) = stored(Statement)
    assert sheet.is_draft
    assert "未签署" in text
    assert f"{row.asked_fen // 100:,}.00" in text
    assert text.count("护理服务") == 15
    for said in ("张秀英", "护理机构", "经办机构", "医保局", row.content_hash):
        assert said in text


def test_a_long_statement_repeats_its_heads_on_every_page(sqlite_database):
    (made,) = made_month(people=6, visits=20)
    ready = printed(sheet_of(statement, made))
    found = pages(ready)
    with_lines = [page for page in found if "护理服务" in page]
    assert size_mm(ready) == (297, 210)
    assert len(with_lines) >= 3
    for page in with_lines:
        assert "服务编号" in page
        assert "基金支付" in page
    assert f"第{len(found)}页共{len(found)}页" in found[-1]


def test_a_dispute_is_on_the_statement_and_holds_its_money(sqlite_database):
    (made,) = made_month()
    with unit_of_work():
        visit = statements.queries.lines(1, scope=EVERYTHING)[0].visit_id
        statements.raise_break(
            made, visit, "evidence", "照片不清", scope=make.OPERATOR, at=make.KNOWN
        )
    text = words(printed(sheet_of(statement, made)))
    for said in ("服务凭据不足", "照片不清", "待处理", "80.00"):
        assert said in text


def test_a_signed_statement_is_final_and_names_who_signed(sqlite_database):
    made_month()
    make.sign_all(stored(Settlement)[0].id)
    (row,) = stored(Statement)
    sheet = sheet_of(statement, row.id)
    assert not sheet.is_draft
    assert words(printed(sheet)).count("已电子签署") == 3


def test_the_reconciliation_s_sums_agree_on_both_sides(sqlite_database):
    made_month()
    (settlement,) = stored(Settlement)
    sheet = sheet_of(reconciliation, settlement.id)
    assert all(each["left"] == each["right"] for each in sheet.values["checks"])
    text = words(printed(sheet))
    assert text.count("相符") == 5
    assert "不符" not in text
    assert settlement.result_hash in text


def test_a_sum_that_does_not_agree_is_shown_as_such(sqlite_database):
    made_month()
    sheet = sheet_of(reconciliation, stored(Settlement)[0].id)
    sheet.values["checks"][1]["right"] += 1
    assert "不符" in words(printed(sheet))


def test_without_statements_there_is_no_reconciliation(sqlite_database):
    make.simple_month()
    settlement = make.settle().id
    with pytest.raises(Conflict, match="no statements"):
        sheet_of(reconciliation, settlement)


def test_a_payment_order_writes_its_sum_in_capitals_and_hides_accounts(sqlite_database):
    order = make.approved_order()
    sheet = sheet_of(payment_order, order)
    text = words(printed(sheet))
    assert not sheet.is_draft
    assert "￥1,200.00" in text
    assert "壹仟贰佰元整" in text
    assert "尾号3334" in text
    assert "6222021001112223334" not in text


def test_only_who_may_see_a_statement_prints_it(sqlite_database):
    (made,) = made_month()
    other = Scope(base.actor("provider_desk"), area=base.CITY, organisation_id=99)
    with pytest.raises(NotFound):
        sheet_of(statement, made, other)


def test_all_statements_are_issued_with_a_word_on_the_way_and_only_once(sqlite_database):
    made_month()
    make.sign_all(stored(Settlement)[0].id)
    told: list[tuple[int, int]] = []
    facts = {"scope": EVERYTHING, "at": AT, "progress": lambda *far: told.append(far)}
    first = issue_statements(stored(Settlement)[0].id, **facts)
    again = issue_statements(stored(Settlement)[0].id, **facts)
    assert told == [(1, 1), (1, 1)]
    assert first == again
    (paper,) = stored(Paper)
    assert "已电子签署" in words(papers.content(paper))


def test_several_processes_issue_the_same_papers(sqlite_database):
    made_month()
    settlement = stored(Settlement)[0].id
    issue_statements(settlement, scope=EVERYTHING, at=AT, workers=2)
    (paper,) = stored(Paper)
    assert paper.is_draft
    assert "结算对账单" in words(papers.content(paper))


def test_every_reason_has_its_short_words():
    assert set(SHORT) == set(CODES) - USUAL


def test_a_remark_tells_what_was_corrected_and_why():
    mask = mask_of(["benefit.ratio", "event.death"])
    assert remark(mask, 0, 202310) == "死亡之后"
    assert remark(mask, 1, 202309) == "冲回2023年9月；死亡之后"
    assert remark(mask_of(["benefit.ratio"]), 0, 202310) == ""
