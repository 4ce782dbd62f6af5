"""The fee of an assessment: posted once, shared as the pack says, taken back after a review."""

import shutil
from datetime import date

import pytest

from assessments import services
from assessments.models import Assessment
from billing.fees.services import charge_assessment, on_delivered
from billing.ledger import queries as books
from billing.ledger.models import LedgerEntry
from billing.ledger.rules.entry import About
from ltc import events
from ltc.audit.models import AuditRow
from ltc.case.models import Determination
from ltc.db import read_only, unit_of_work
from ltc.outbox.models import Message
from ltc.policy.load import pack_place
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI
from tests.support.factories import assessments as make
from tests.support.factories import base

FEES = """\
amount:
  meaning: 评估费
  unit: yuan
  by: [occasion]
  values:
    - {from: 2021-07-01, value: {first: 200.00, review: 400.00}, law: panjin-2021}
shares_by_outcome:
  meaning: 评估费由谁负担
  unit: share
  by: [occasion, outcome, payer]
  values:
    - from: 2021-07-01
      value:
        first: {passed: {fund: 0.75, applicant: 0.25}, failed: {applicant: 1}}
        review: {same: {applicant: 1}, different: {fund: 1}}
      law: panjin-2021
first_waived_if_different:
  meaning: 复评结果不同的，初次评估费不付
  unit: yes_no
  values:
    - {from: 2021-07-01, value: true, law: panjin-2021}
"""
MILDER = make.answers(memory=2, communication=2)
EVERYTHING = Scope.everything("a test reads the books")


@pytest.fixture
def priced(database, tmp_path, monkeypatch):
    """Give two agencies in a county whose pack publishes a fee; letters charge it."""
    made = tmp_path / "priced"
    shutil.copytree(pack_place("panjin"), made)
    head = (made / "pack.yaml").read_text().replace("id: panjin", "id: priced")
    (made / "pack.yaml").write_text(head.replace('"2111"', '"211102"'))
    (made / "assessment_fee.yaml").write_text(FEES)
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    events.forget_handlers()
    events.on("assessment.delivered", on_delivered)
    with unit_of_work():
        yield_ = make.Agency(), make.Agency()
    yield yield_
    events.forget_handlers()


def delivered(agency, **answers):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("deliver", made, agency, **answers)
        return made


def entries():
    """Return every posting of a fee: kind and what stands on the expense account."""
    found = []
    for entry in base.stored(LedgerEntry):
        with read_only():
            posting = books.posting(entry.id, scope=EVERYTHING)
        fen = {line.account: line.amount_fen for line in posting.lines}
        assert fen["payable.assessment"] == -fen["expense.assessment"]
        found.append((entry.kind, entry.area_code, fen["expense.assessment"]))
    return found


def test_the_fund_owes_its_share_and_the_family_is_told_theirs(priced):
    made = delivered(priced[0])
    assert entries() == [("assessment_fee", "211102", 150_00)]
    told = [each.body for each in base.stored(Message) if each.subject == "评估费由谁承担"]
    assert told == ["本次失能等级评估费200.00元，长期护理保险基金承担150.00元、申请人承担50.00元。"]
    with read_only():
        about = books.trace(About("assessment", str(made.id)), scope=EVERYTHING)
    assert len(about) == 1


def test_charging_again_posts_nothing(priced):
    delivered(priced[0])
    [about], [determination] = base.stored(Assessment), base.stored(Determination)
    for _ in range(2):
        with unit_of_work():
            entry = charge_assessment(about, determination, scope=EVERYTHING, at=base.AT)
            assert entry is not None
    assert len(entries()) == 1


def test_what_the_applicant_pays_alone_is_not_in_the_funds_books(priced):
    with unit_of_work():
        made = make.dispatched(priced[0])
        make.reach("confirm", made, priced[0], first=make.intact())
        services.deliver(made.id, scope=base.desk(), at=base.AT)
    assert entries() == []
    assert "申请人承担200.00元" in base.stored(Message)[-1].body


def reviewed(priced, second):
    """Have the other agency review a delivered conclusion and come to other answers."""
    first, other = priced
    made = delivered(first, first=MILDER)
    family = base.of_person(made.person_id)
    new = services.NewAppeal(
        assessment_id=made.id, person_id=made.person_id, made_by_name="李建国", text="太轻"
    )
    at = base.at(date(2023, 10, 25))
    with unit_of_work():
        asked = services.ask_review(new, scope=family, at=at)
    with unit_of_work():
        review = services.open_review(
            asked.id, other.organisation.id, scope=base.desk("bureau_officer"), at=at
        )
        for step in ("schedule", "start", "score", "agree", "confirm"):
            make._TAKE[step](review, other, second, None, at)
        services.deliver(review.id, scope=base.desk(), at=base.at(date(2023, 11, 2)))
    return made


def test_a_review_that_came_out_otherwise_takes_the_first_fee_back(priced):
    reviewed(priced, make.answers())
    assert entries() == [
        ("assessment_fee", "211102", 150_00),
        ("reversal", "211102", -150_00),
        ("assessment_fee", "211102", 400_00),
    ]


def test_a_review_that_upholds_is_the_applicants(priced):
    reviewed(priced, MILDER)
    assert entries() == [("assessment_fee", "211102", 150_00)]
    assert "申请人承担400.00元" in base.stored(Message)[-1].body


def test_a_pack_without_a_fee_posts_nothing(database):
    events.forget_handlers()
    events.on("assessment.delivered", on_delivered)
    with unit_of_work():
        agency = make.Agency()
    delivered(agency)
    events.forget_handlers()
    assert base.stored(LedgerEntry) == []


def test_what_no_rule_covers_is_left_open_and_noted(priced):
    with unit_of_work():
        made = make.dispatched(priced[0])
        made.kind = "ordered"
        make.reach("deliver", made, priced[0])
    assert entries() == []
    noted = [each for each in base.stored(AuditRow) if each.act == "assessment_fee.open"]
    assert [each.about_id for each in noted] == [str(made.id)]
    assert noted[0].at.astimezone(SHANGHAI).year == 2023


@pytest.mark.parametrize(("second", "open_"), [(make.answers(), True), (make.intact(), False)])
def test_a_first_assessment_that_an_objection_stopped_is_noted_unless_it_is_waived(
    priced, second, open_
):
    first, other = priced
    at = base.at(date(2023, 10, 16))
    with unit_of_work():
        made = make.dispatched(first)
        make.reach("publish", made, first)
        new = services.NewAppeal(
            assessment_id=made.id, person_id=made.person_id, made_by_name="王某", text="不实"
        )
        appeal = services.object_to(new, scope=base.desk(), at=at)
        services.answer_objection(appeal.id, "复评", upheld=True, scope=base.desk(), at=at)
        whose = other.organisation.id
        review = services.open_review(appeal.id, whose, scope=base.desk("bureau_officer"), at=at)
        make.reach("confirm", review, other, first=second, at=base.at(date(2023, 10, 30)))
        services.deliver(review.id, scope=base.desk(), at=base.at(date(2023, 11, 2)))
    noted = [each.about_id for each in base.stored(AuditRow) if each.act == "assessment_fee.open"]
    assert noted == [str(made.id)] * open_
