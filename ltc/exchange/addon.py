"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon, MenuEntry
from ltc.exchange.words import WORDS
from ltc.security.roles import AUDITOR, BUREAU

ADDON = Addon(
    name="exchange",
    title="数据交换",
    depends=("case", "providers", "billing"),
    views=("ltc.exchange.views:Exchange",),
    menu=(
        MenuEntry(
            "数据交换", "/desk/exchange/", "exchange.read", "结算", icon="download", order=57
        ),
    ),
    permissions={
        "exchange.read": (*BUREAU, AUDITOR),
        "exchange.export": (*BUREAU, AUDITOR),
        "exchange.export_personal": BUREAU,
        "exchange.import": BUREAU,
    },
    words=WORDS,
)
