"""A law made of given numbers, to see that a rule asks the pack and knows none by itself."""

from dataclasses import dataclass

NATIONAL = {
    "process.self_assessment_gate": ["E", "F", "G"],
    "entitlement.disability_months": 6,
    "process.change_request_months": 6,
    "process.onsite_staff": 2,
    "process.onsite_experts": 1,
    "process.onsite_guardians": 1,
    "process.onsite_min_minutes": 20,
    "process.video_required": True,
    "process.expert_confirmations": 2,
    "process.severe_validity_months": 24,
    "process.expiry_lead_days": 60,
}


@dataclass(frozen=True)
class Number:
    """One number that holds on every day."""

    name: str
    value: object

    def on(self, day):
        """Return the number."""
        return self.value

    def law_on(self, day):
        """Return a citation that names the number."""
        return f"law of {self.name}"


def law(**changed):
    """Return the national numbers with some of them changed (``onsite_staff=3``)."""
    numbers = {name: changed.pop(name.partition(".")[2], value) for name, value in NATIONAL.items()}
    assert not changed, f"unknown numbers: {changed}"
    return {name: Number(name, value) for name, value in numbers.items()}
