"""Who handles what, which steps follow which, and who may not act on his own work."""

import pytest

from ltc.oversight.rules import checks, complaints, sanctions
from ltc.oversight.rules.states import COMPLAINT, FINDING, after
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown


@pytest.mark.parametrize(
    ("kind", "against", "sealed", "handler"),
    [
        ("complaint", "provider", False, "operator"),
        ("complaint", "other", False, "operator"),
        ("complaint", "operator", False, "bureau"),
        ("complaint", "assessment", False, "bureau"),
        ("report", "provider", False, "bureau"),
        ("complaint", "provider", True, "bureau"),
    ],
)
def test_nobody_looks_into_what_is_said_about_himself(kind, against, sealed, handler):
    assert complaints.handler_of(kind, against, sealed=sealed) == handler


@pytest.mark.parametrize(
    ("kind", "against", "channel", "text"),
    [
        ("praise", "provider", "web", "十个字以上的一段话在这里"),
        ("complaint", "neighbour", "web", "十个字以上的一段话在这里"),
        ("complaint", "provider", "pigeon", "十个字以上的一段话在这里"),
        ("complaint", "provider", "web", "  太短了  "),
    ],
)
def test_a_complaint_that_nobody_could_act_on_is_refused(kind, against, channel, text):
    with pytest.raises(BadInput):
        complaints.check_made(kind, against, channel, text)


def test_a_finding_is_not_decided_before_the_provider_was_heard():
    with pytest.raises(Conflict, match="not been heard"):
        after(FINDING, "found", "uphold")
    assert after(FINDING, after(FINDING, "found", "hear"), "uphold") == "decided"


@pytest.mark.parametrize(("state", "act"), [("decided", "uphold"), ("dropped", "remedy")])
def test_a_step_that_does_not_follow_is_refused(state, act):
    with pytest.raises(Conflict):
        after(FINDING, state, act)


def test_a_complaint_goes_all_the_way():
    state = "received"
    for act in ("accept", "investigate", "answer"):
        state = after(COMPLAINT, state, act)
    assert state == "answered"


@pytest.mark.parametrize(
    ("about", "how", "result", "note"),
    [
        ("visit", "review", "upheld", ""),
        ("application", "call_back", "confirmed", ""),
        ("visit", "call_back", "upheld", ""),
        ("visit", "call_back", "denied", ""),
        ("visit", "telepathy", "confirmed", ""),
    ],
)
def test_a_check_that_does_not_fit_is_refused(about, how, result, note):
    with pytest.raises(BadInput):
        checks.check_check(about, how, result, note)


def test_four_eyes():
    with pytest.raises(Forbidden):
        checks.refuse_own_decision(is_own=True)
    with pytest.raises(Forbidden):
        sanctions.refuse_own_finding(is_own=True)
    sanctions.refuse_own_finding(is_own=False)


@pytest.mark.parametrize(
    "figures", [{"points": 101}, {"points": -1}, {"recovery_fen": -1}, {"text": " "}, {"law": ""}]
)
def test_a_finding_with_figures_that_cannot_be_is_refused(figures):
    facts = {"text": "未服务而申报", "law": "协议第十条", "points": 0, "recovery_fen": 0, **figures}
    with pytest.raises(BadInput):
        sanctions.check_finding("agreement", facts.pop("text"), facts.pop("law"), **facts)


def test_a_kind_of_finding_that_nobody_knows_is_refused():
    with pytest.raises(Unknown):
        sanctions.check_finding("mood", "事实", "条款", points=0, recovery_fen=0)
