"""The words of what is paid to people: code → Chinese, with the tone of its badge."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str | tuple[str, str]]] = {
    "care_relation": {
        "spouse": "配偶",
        "child": "子女",
        "relative": "其他亲属",
        "hired": "自聘照护人",
    },
    "person_account": {
        "proposed": ("待确认", "todo"),
        "confirmed": ("已确认", "good"),
        "dropped": ("已退回", "off"),
        "closed": ("不再使用", "bad"),
    },
    "bank_return": {
        "proposed": ("待确认", "todo"),
        "confirmed": ("已确认", "good"),
        "dropped": ("已退回", "off"),
    },
    "person_refund": {
        "closed": "账户已销户",
        "name": "户名与账号不符",
        "frozen": "账户被冻结或止付",
        "other": "银行退回的其他原因",
        "left_out": "收款账户已停用，未付出",
    },
    "person_refund_kind": {"returned": ("银行退回", "warn"), "repaid": ("家庭缴回", "good")},
}
