"""A month in which two providers share people and carers, with events: different by its seed."""

import random

from ltc.db import unit_of_work
from tests.support.factories import billing
from tests.support.factories.billing import oct_


def crowd(seed: int, *, visits: int = 50, all_verified: bool = True) -> list[int]:
    """Write it; return the providers.  Some visits may be unverified, or their place not proven."""
    chance = random.Random(seed)
    with unit_of_work():
        providers = [billing.provider(name=f"机构{number}") for number in range(2)]
        grades = ("severe_1", "severe_3", "moderate", None)
        people = [billing.person(grade=chance.choice(grades)) for _ in range(5)]
        billing.event(people[0], "hospital", oct_(8), oct_(14))
        billing.event(people[1], "death", oct_(20))
        billing.suspension(providers[1][0], oct_(25), oct_(28))
        for _ in range(visits):
            verified = all_verified or chance.random() < 0.75
            billing.visit(
                chance.choice(people),
                chance.choice(providers),
                oct_(chance.randint(1, 31)),
                hour=chance.randint(7, 12),
                minutes=chance.choice((60, 60, 45, 20)),
                price_fen=chance.choice((100_00, 333_33, 1_000_00)),
                mode=chance.choice(("home", "institution")),
                state="verified" if verified else "ended",
                place_ok=all_verified or chance.random() < 0.9,
            )
    return [each[0].id for each in providers]
