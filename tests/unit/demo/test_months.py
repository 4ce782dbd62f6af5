"""Which months can be told, and how the others are refused."""

import pytest
from click.testing import CliRunner

from ltc.cli import main
from ltc.demo.months import check_month, usual_month, working_months
from ltc.policy.load import load_pack
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput


@pytest.mark.parametrize(
    ("pack", "first", "last", "usual"),
    [("panjin", "2021-09", "2023-11", "2023-10"), ("hanzhong", "2021-09", "2022-11", "2022-10")],
)
def test_the_months_that_the_pack_covers_can_be_told(pack, first, last, usual):
    found = load_pack(pack)
    months = list(working_months(found))
    assert [str(months[0]), str(months[-1])] == [first, last]
    assert str(usual_month(found)) == usual


@pytest.mark.parametrize("month", ["2021-08", "2023-12", "2024-05"])
def test_another_month_is_refused_with_those_that_work(month):
    with pytest.raises(BadInput, match="2021-09 to 2023-11 work"):
        check_month(load_pack("panjin"), Month.parse(month))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--month", "2024-05"], "2021-09"),
        (["--month", "october"], "YYYY-MM"),
        (["--area", "9999"], "panjin"),
        (["--persons", "3"], "--persons"),
    ],
)
def test_bad_input_is_refused_kindly(options, said):
    answer = CliRunner().invoke(main, ["demo", "--no-serve", *options])
    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output
