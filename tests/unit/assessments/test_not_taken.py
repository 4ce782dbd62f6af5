"""What a person can do about an item of a tablet that had no effect."""

import pytest

from assessments.rules.not_taken import next_step


@pytest.mark.parametrize(
    ("state", "revoked", "assessment", "expected"),
    [
        ("held", False, "scheduled", "wait"),
        ("held", False, None, "wait"),
        ("held", True, "on_site", "send_anew"),
        ("held", True, "sealed", "kept"),
        ("held", True, None, "ask"),
        ("parked", False, "scheduled", "correct"),
        ("parked", True, "on_site", "send_anew"),
        ("parked", False, "compared", "kept"),
        ("parked", False, None, "ask"),
    ],
)
def test_each_item_has_its_step(state, revoked, assessment, expected):
    assert next_step(state, revoked=revoked, assessment_state=assessment) == expected
