"""The words of decisions about deposits and working capital: code → Chinese, with the tone."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str | tuple[str, str]]] = {
    "fund_decision": {
        "release": "退还保证金",
        "keep": "扣除保证金",
        "prepay": "预付周转金",
        "offset": "周转金抵扣应付款",
        "return": "收回周转金",
        "operator": "支付经办服务费",
        "assessor": "支付评估费",
        "hold": "暂扣经办服务费",
        "unhold": "退还暂扣的经办服务费",
        "forfeit": "不再退还暂扣的经办服务费",
        "bear": "经办机构分担亏损",
        "share": "经办机构分享盈余",
    },
    "fund_decision_state": {
        "drafted": ("待复核", "todo"),
        "approved": ("待银行办理", "busy"),
        "posted": ("已入账", "good"),
        "refused": ("已退回", "off"),
    },
}
