"""Does a visit count, must someone stand back, is a conclusion confirmed?"""

from dataclasses import replace
from datetime import date

import pytest

from assessments.rules.onsite import (
    Member,
    SiteVisit,
    Subject,
    Video,
    confirmation_gate,
    onsite_gate,
    recusals,
    review_recusals,
    team_gate,
)
from ltc.policy.load import load_pack
from tests.support.law_of_numbers import law

ON = date(2024, 6, 1)
NURSE = Member(id=1, work="assessor", address="幸福路 1 号", phone="138 0000 0001", employer="甲")
DOCTOR = Member(id=2, work="expert", address="和平街 2 号", phone="13800000002", employer="乙")
VIDEO = Video(reference="v-1", has_time=True, has_place=True, minutes=45)
SOUND = SiteVisit(
    team=(NURSE, DOCTOR),
    subject=Subject(address="友谊村 3 号", phones=frozenset({"13900000003"}), employer="丙"),
    guardians=1,
    identity_checked=True,
    video=VIDEO,
    minutes=45,
)


def _codes(visit, numbers=None):
    return onsite_gate(visit, law=numbers or law(), on=ON).codes


def test_a_sound_visit_counts():
    assert onsite_gate(SOUND, law=law(), on=ON).open
    assert onsite_gate(SOUND, law=load_pack("national"), on=ON).open


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"team": ()}, ("onsite.staff", "onsite.experts")),
        ({"team": (NURSE,)}, ("onsite.staff", "onsite.experts")),
        ({"team": (DOCTOR,)}, ("onsite.staff",)),
        ({"team": (DOCTOR, DOCTOR)}, ("onsite.staff",)),
        ({"team": (NURSE, replace(NURSE, id=9))}, ("onsite.experts",)),
        ({"guardians": 0}, ("onsite.guardians",)),
        ({"identity_checked": False}, ("onsite.identity",)),
        ({"video": Video()}, ("onsite.video",)),
        ({"video": replace(VIDEO, reference=" ")}, ("onsite.video",)),
        ({"video": replace(VIDEO, has_time=False)}, ("onsite.video_incomplete",)),
        ({"video": replace(VIDEO, has_place=False)}, ("onsite.video_incomplete",)),
        ({"video": replace(VIDEO, minutes=0)}, ("onsite.video_incomplete",)),
        ({"minutes": 19}, ("onsite.short",)),
        ({"minutes": 20}, ()),
        ({"minutes": 19, "short_because": "卧床，无法配合"}, ()),
        ({"minutes": None}, ()),
    ],
)
def test_each_thing_that_can_be_missing(change, codes):
    assert _codes(replace(SOUND, **change)) == codes


def test_everything_missing_is_named_at_once():
    nothing = SiteVisit(team=(), subject=Subject(), guardians=0, identity_checked=False)
    gate = onsite_gate(nothing, law=law(), on=ON)
    expected = ("staff", "experts", "guardians", "identity", "video")
    assert gate.codes == tuple(f"onsite.{each}" for each in expected)
    assert all("{" not in each.text(lang) for each in gate.reasons for lang in ("zh", "en"))


def test_the_numbers_are_the_packs():
    assert _codes(SOUND, law(onsite_staff=3)) == ("onsite.staff",)
    assert _codes(SOUND, law(onsite_experts=2)) == ("onsite.experts",)
    assert _codes(SOUND, law(onsite_guardians=2)) == ("onsite.guardians",)
    assert _codes(replace(SOUND, video=Video()), law(video_required=False)) == ()
    assert team_gate((DOCTOR,), law=law(onsite_staff=1), on=ON).open


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({"kin": frozenset({1})}, "recusal.kin"),
        ({"address": "幸福路1号"}, "recusal.address"),
        ({"phones": frozenset({"139", "+86 138-0000-0001"})}, "recusal.phone"),
        ({"employer": " 甲 "}, "recusal.employer"),
    ],
)
def test_each_tie_to_the_person(subject, code):
    gate = recusals(SOUND.team, replace(SOUND.subject, **subject))
    assert gate.codes == (code,)
    assert gate.reasons[0].facts == {"staff": 1}


def test_whoever_is_tied_to_the_persons_provider_stands_back():
    tied = replace(DOCTOR, interests=frozenset({77}))
    subject = replace(SOUND.subject, providers=frozenset({77, 78}))
    assert recusals((NURSE, tied), subject).codes == ("recusal.provider",)
    assert recusals((NURSE, DOCTOR), subject).open


def test_two_blanks_are_no_tie():
    blank = Member(id=5, work="expert")
    assert recusals((blank,), Subject(phones=frozenset({"", "—"}))).open


def test_a_tie_closes_the_visit():
    subject = replace(SOUND.subject, kin=frozenset({2}))
    assert _codes(replace(SOUND, subject=subject)) == ("recusal.kin",)


def test_the_review_is_done_by_others():
    first = {"first_agency": 10, "first_team": (1, 2)}
    assert review_recusals(11, (3, 4), **first).open
    assert review_recusals(10, (3, 4), **first).codes == ("recusal.first_agency",)
    both = review_recusals(10, (2, 1), **first)
    assert both.codes == ("recusal.first_agency", "recusal.first_staff", "recusal.first_staff")


@pytest.mark.parametrize(
    ("confirmations", "confirmed"),
    [
        ([], False),
        ([(1, "expert", 3)], False),
        ([(1, "expert", 3), (1, "expert", 3)], False),
        ([(1, "expert", 3), (2, "assessor", 3)], False),
        ([(1, "expert", 3), (2, "expert", 4)], False),
        ([(1, "expert", 3), (2, "expert", 3)], True),
        ([(1, "expert", 3), (2, "expert", 3), (3, "expert", 2)], True),
    ],
)
def test_two_different_experts_confirm_the_same_grade(confirmations, confirmed):
    assert confirmation_gate(confirmations, 3, law=law(), on=ON).open == confirmed
    assert not confirmation_gate(confirmations, 3, law=law(expert_confirmations=9), on=ON).open
