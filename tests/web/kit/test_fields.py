"""Typed text becomes values; what cannot be read is refused in plain words and kept as typed."""

from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from ltc.shared.dates import Month
from ltc.web import fields
from ltc.web.forms import Form, faults


class One(Form):
    """One field of each kind that is read."""

    day = fields.Day("日期")
    month = fields.MonthPick("月份")
    moment = fields.Moment("时间")
    amount = fields.Money("金额")
    times = fields.Whole("次数", least=1, most=30)
    id_number = fields.IdNumber("身份证号码")
    phone = fields.Phone("电话")
    name = fields.Text("姓名", longest=5)
    mode = fields.Choice("方式", choices=[("home", "居家")])
    grade = fields.Options("等级", choices=[("1", "一级")])
    traits = fields.Ticks("情形", choices=[("alone", "独居")])
    agreed = fields.Tick("同意")


@pytest.fixture
def read(kit_site):
    """Give ``read(name, text) -> (value, messages)`` for one field."""

    def give(name, *texts):
        with kit_site.test_request_context(method="POST"):
            form = One(
                MultiDict([("sent", "1"), *((name, text) for text in texts)]), meta={"csrf": False}
            )
            form.validate()
            field = form[name]
            return field.data, [str(each) for each in field.errors], fields.control(field)

    return give


NAMES = [name for name, field in vars(One).items() if hasattr(field, "field_class")]
GOOD = [
    ("day", "2023-10-06", date(2023, 10, 6)),
    ("day", " ２０２３-10-06 ", date(2023, 10, 6)),
    ("month", "2023-10", Month(2023, 10)),
    ("moment", "2023-10-06T00:05", datetime(2023, 10, 5, 16, 5, tzinfo=UTC)),
    ("amount", "1,234.5", 123450),
    ("amount", "１２.00", 1200),
    ("times", "30", 30),
    ("id_number", "21110219350101004x", "21110219350101004X"),
    ("phone", "138 1234 5678", "13812345678"),
    ("phone", "0427-2812345", "0427-2812345"),
    ("name", " 王䶮 ", "王䶮"),
    ("mode", "home", "home"),
    ("grade", "1", "1"),
    ("agreed", "y", True),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_good_answers_are_read(read, name, text, value):
    found, messages, _ = read(name, text)
    assert (found, messages) == (value, [])


BAD = [
    ("day", "2023-02-29", "不是日期"),
    ("month", "2023-13", "不是月份"),
    ("moment", "yesterday", "不是日期和时间"),
    ("moment", "2023-10-06T00:05+08:00", "不是日期和时间"),
    ("moment", "0001-01-01T00:00", "年份"),
    ("day", "9999-12-31", "年份"),
    ("month", "0001-01", "年份"),
    ("amount", "1e999999", "不是金额"),
    ("amount", "1e900000", "数额过大"),
    ("times", "--5", "整数"),
    ("times", "9" * 5000, "整数"),
    ("amount", "1.234", "超过两位小数"),
    ("amount", "abc", "不是金额"),
    ("times", "31", "1到30之间的整数"),
    ("times", "1.5", "1到30之间的整数"),
    ("times", "-1", "1到30之间的整数"),
    ("id_number", "211102193510060021", "身份证号码有误"),
    ("phone", "12345", "电话号码有误"),
    ("name", "一二三四五六", "最多5个字"),
    ("mode", "moon", "请从列表中选择"),
    ("grade", "9", "请从列表中选择"),
    ("traits", "rich", "请从列表中选择"),
]


@pytest.mark.parametrize(("name", "text", "words"), BAD)
def test_bad_answers_are_refused_once_in_words(read, name, text, words):
    _, messages, _ = read(name, text)
    assert len(messages) == 1
    assert words in messages[0]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text, _ in BAD[:11]])
def test_a_bad_answer_stays_in_the_box(read, name, text):
    assert f'value="{text}"' in read(name, text)[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_answer_is_named(read, name):
    _, messages, _ = read(name)
    assert len(messages) == 1
    assert messages[0].startswith(("请填写“", "请选择“", "请勾选“"))


def test_nothing_is_chosen_by_accident(read):
    _, _, shown = read("mode")
    assert shown.index('value=""') < shown.index('value="home"')


def test_a_secret_is_never_sent_back(kit_site):
    class Secret(Form):
        password = fields.Password("密码")

    with kit_site.test_request_context(method="POST", data={"password": "do-not-show"}):
        assert "do-not-show" not in fields.control(Secret(meta={"csrf": False}).password)


def test_an_empty_optional_field_is_fine(kit_site):
    class Optional(Form):
        born = fields.Day("出生日期", needed=False)

    with kit_site.test_request_context(method="POST", data={"born": ""}):
        form = Optional(meta={"csrf": False})
        assert form.validate()
        assert (form.born.data, faults(form)) == (None, [])
