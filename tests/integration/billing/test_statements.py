"""Statements: a partition of all lines, three signatures on one version, versions by hash."""

from datetime import date

import pytest

from billing import checks
from billing.models import SettledLine, Statement
from billing.settlement import queries as settlements
from billing.statements import queries, services
from ltc.case.models import Person
from ltc.db import read_only, unit_of_work
from ltc.directory.models import Organisation, Staff
from ltc.scope import Scope
from ltc.shared.errors import Conflict, Forbidden, NotFound
from providers.visits.models import Visit
from tests.support.factories import base, billing
from tests.support.factories.base import stored
from tests.support.factories.billing import (
    EVERYTHING,
    KNOWN,
    LATER,
    LEAD,
    MONTH,
    OFFICER,
    OPERATOR,
    settle,
)


def made() -> Statement:
    billing.simple_month()
    found = settle().id
    with unit_of_work():
        (statement,) = services.make_statements(found, scope=OFFICER, at=KNOWN)
    return statement


def of_provider(statement: Statement) -> Scope:
    return Scope(base.actor("provider_desk"), "2111", organisation_id=statement.provider_id)


def sign(statement: Statement, *scopes: Scope) -> None:
    with unit_of_work():
        for scope in scopes:
            services.sign(statement.id, statement.content_hash, scope=scope, at=KNOWN)


def dispute(statement: Statement, visit_id: int, code: str = "evidence"):
    with unit_of_work():
        return services.raise_break(statement.id, visit_id, code, scope=OPERATOR, at=KNOWN)


def october_visit() -> int:
    return stored(SettledLine)[0].visit_id


def newest() -> Statement:
    with read_only() as opened:
        found = queries.statements(scope=EVERYTHING)[0]
        opened.expunge(found)
    return found


def test_a_statement_adds_up_its_lines_and_is_made_once(database):
    statement, lines = made(), stored(SettledLine)
    assert statement.asked_fen == sum(line.asked_fen for line in lines)
    assert statement.payable_fen == sum(line.fund_fen - line.withheld_fen for line in lines)
    with unit_of_work():
        again = services.make_statements(statement.settlement_id, scope=OFFICER, at=KNOWN)
    assert [each.id for each in again] == [statement.id]


def test_agreed_and_disputed_lines_make_the_whole(database):
    statement = made()
    dispute(statement, october_visit())
    now = newest()
    assert now.agreed_fen + now.broken_fen == now.asked_fen
    assert (now.broken_fen, now.held_fen) == (100_00, 80_00)
    assert now.payable_fen + now.held_fen == now.fund_fen
    assert now.content_hash != statement.content_hash


def test_three_parties_reconcile_the_month(database):
    statement = made()
    sign(statement, of_provider(statement), OPERATOR)
    with read_only():
        month = settlements.settlement(statement.settlement_id, scope=EVERYTHING)
        assert month.state == "computed"
    sign(statement, OFFICER)
    with read_only():
        month = settlements.settlement(statement.settlement_id, scope=EVERYTHING)
        assert month.state == "reconciled"


def test_nobody_signs_twice_or_for_another_provider(database):
    statement = made()
    sign(statement, OPERATOR)
    with pytest.raises(Conflict, match="signed already"):
        sign(statement, base.desk("operator"))
    stranger = Scope(base.actor("provider_desk"), "2111", organisation_id=999)
    with pytest.raises(NotFound):
        sign(statement, stranger)


def test_what_changed_since_it_was_shown_is_not_signed(database):
    statement = made()
    dispute(statement, october_visit())
    with pytest.raises(Conflict, match="changed since"):
        sign(statement, OPERATOR)


def test_a_dispute_after_a_signature_makes_a_new_version(database):
    statement = made()
    sign(statement, of_provider(statement), OPERATOR, OFFICER)
    dispute(statement, october_visit())
    now = newest()
    assert (now.version, now.previous_hash) == (2, statement.content_hash)
    with read_only():
        month = settlements.settlement(statement.settlement_id, scope=EVERYTHING)
        assert month.state == "computed"
    with pytest.raises(Conflict, match="version 2"):
        sign(statement, OPERATOR)


def test_a_decided_dispute_is_agreed_again(database):
    statement = made()
    raised = dispute(statement, october_visit())
    with pytest.raises(Forbidden), unit_of_work():
        services.answer_break(raised.id, "kept", "", scope=OPERATOR, at=KNOWN)
    with unit_of_work():
        services.answer_break(raised.id, "kept", "凭据已补", scope=LEAD, at=KNOWN)
    assert (newest().broken_fen, newest().held_fen) == (0, 0)


def test_a_visit_is_disputed_once_and_only_on_its_own_statement(database):
    statement = made()
    dispute(statement, october_visit())
    with pytest.raises(Conflict, match="in dispute already"):
        dispute(statement, october_visit())
    with pytest.raises(NotFound):
        dispute(statement, 99_999)


def test_what_the_next_month_is_chained_to_is_not_changed_in_place(database):
    october = made()
    visit = october_visit()
    with unit_of_work() as opened:
        first = opened.get(Visit, visit)
        by = opened.get(Organisation, first.provider_id), opened.get(Staff, first.carer_id)
        billing.visit(opened.get(Person, first.person_id), by, date(2023, 11, 6))
    month = settle(MONTH.next(), at_=LATER).id
    with unit_of_work():
        (november,) = services.make_statements(month, scope=OFFICER, at=LATER)
    assert november.previous_hash == october.content_hash
    dispute(october, visit)
    versions = [each for each in stored(Statement) if each.settlement_id == october.settlement_id]
    assert [each.version for each in versions] == [1, 2]
    assert versions[0].content_hash == october.content_hash
    with read_only():
        assert list(checks.statements_agree()) == []


def test_a_disputed_refusal_is_decided_by_the_bureau(database):
    statement = made()
    raised = dispute(statement, october_visit(), "refusal")
    with pytest.raises(Forbidden, match="bureau"), unit_of_work():
        services.answer_break(raised.id, "kept", "", scope=base.desk("operator"), at=KNOWN)
    with unit_of_work():
        assert services.answer_break(raised.id, "kept", "", scope=LEAD, at=KNOWN).state == "kept"
