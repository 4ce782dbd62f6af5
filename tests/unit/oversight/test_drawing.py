"""The draw: the same for everybody who redoes it, another for any change."""

import hashlib
from dataclasses import replace

import pytest

from ltc.oversight.rules.drawing import Proof, faults
from ltc.shared.drawing import commitment, draw, population_hash
from ltc.shared.errors import BadInput

SEED = "5e" * 32
IDS = tuple(range(1, 1_001))


def proof(**changes) -> Proof:
    """Return a sound proof of a draw of twenty visits and two inspectors, changed as told."""
    fixed = population_hash(IDS)
    made = Proof(
        seed=SEED,
        seed_hash=commitment(SEED),
        kind="visits",
        ids=IDS,
        population_hash=fixed,
        drawn=draw(SEED, "visits", IDS, 20, fixed=fixed),
        inspector_pool=(3, 5, 8),
        inspectors=draw(SEED, "inspector", (3, 5, 8), 2, fixed=fixed),
    )
    return replace(made, **changes)


def test_it_is_what_the_description_says_done_by_hand():
    text = "\n".join(str(each) for each in IDS)
    fixed = hashlib.sha256(text.encode()).hexdigest()
    marks = {
        each: hashlib.sha256(f"{SEED}:{fixed}:visits:{each}".encode()).hexdigest() for each in IDS
    }
    assert proof().drawn == tuple(sorted(IDS, key=marks.get)[:20])


def test_the_order_of_the_list_does_not_matter():
    fixed = population_hash(reversed(IDS))
    assert fixed == population_hash(IDS)
    assert draw(SEED, "visits", IDS[::-1], 20, fixed=fixed) == proof().drawn


def test_everything_is_drawn_once_when_all_are_wanted():
    fixed = population_hash(IDS)
    assert sorted(draw(SEED, "visits", IDS, 5_000, fixed=fixed)) == list(IDS)


def test_a_sound_proof_has_no_fault():
    assert faults(proof()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": "5f" * 32},
        {"seed": "short", "seed_hash": commitment("short")},
        {"ids": IDS[:-1]},
        {"ids": (*IDS, 1_000)},
        {"drawn": tuple(range(1, 21))},
        {"inspectors": (3, 5), "inspector_pool": (3, 5, 9)},
        {"kind": "providers"},
        {"algorithm": "ltc-draw-0"},
    ],
)
def test_a_proof_that_was_touched_is_found(changes):
    assert faults(proof(**changes))


def test_a_proof_survives_being_published():
    assert Proof.from_row(proof().as_row()) == proof()


@pytest.mark.parametrize("name", ["seed", "ids", "drawn", "algorithm"])
def test_a_file_that_is_no_proof_is_refused_by_its_bad_part(name):
    row = {**proof().as_row(), name: {"odd": 1}}
    with pytest.raises(BadInput, match=name):
        Proof.from_row(row)


def test_chances_are_even():
    fixed = population_hash(IDS)
    hits = [0] * 10
    for number in range(400):
        for each in draw(f"{number:064d}", "visits", IDS, 50, fixed=fixed):
            hits[(each - 1) // 100] += 1
    assert all(1_850 < each < 2_150 for each in hits)
