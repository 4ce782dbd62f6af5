"""List pages ask the database little, however long the list is."""

import pytest

from tests.support.factories import billing_desk as desk
from tests.support.statements import counted

MOST = 8


@pytest.mark.parametrize(
    "path",
    [
        "/desk/months/",
        "/desk/lines/",
        "/desk/statements/",
        "/desk/payments/",
        "/desk/fund/",
        "/desk/fund/journal",
        "/desk/fund/forecast/",
        "/desk/fund/report/",
        "/desk/what-if/",
        "/calculator/panjin",
        "/packs/panjin",
    ],
)
def test_a_list_page_sends_few_statements(drafted, path):
    desk.income(drafted)
    client = drafted.site.signed_in("officer")
    client.get(path)
    with counted() as sent:
        assert client.get(path).status_code == 200
    assert len(sent) <= MOST, "\n".join(sent)
