"""Paying by day, hour, visit, month and part: the columns agree with the law done by hand."""

import pytest

from tests.support.bill_packs import SHAPES, random_bills, random_pack, rated_bills
from tests.support.law_of_bills import pay_bills_by_hand
from tests.support.random_months import chance_of


@pytest.mark.parametrize("shape", SHAPES)
def test_columns_and_hand_agree(shape):
    for seed in range(60):
        chance = chance_of(seed)
        pack, rows = random_pack(chance, shape), random_bills(chance, shape)
        assert rated_bills(rows, pack) == pay_bills_by_hand(rows, pack), f"seed {seed}"


@pytest.mark.parametrize("shape", SHAPES)
def test_neither_order_nor_batches_of_people_move_a_fen(shape):
    for seed in range(20):
        chance = chance_of(seed)
        pack, rows = random_pack(chance, shape), random_bills(chance, shape)
        whole = rated_bills(rows, pack)
        shuffled = chance.sample(rows, len(rows))
        assert rated_bills(shuffled, pack) == whole, f"seed {seed}"
        alone = [row for row in rows if row["person"] == 1]
        assert rated_bills(alone, pack).items() <= whole.items(), f"seed {seed}"
