"""The base's own pages: signing in, the front page, accounts, areas and organisations."""

from __future__ import annotations

from ltc.addon import Addon, MenuEntry
from ltc.security.roles import ANYONE, ROLES, SIGNED_IN

ADDON = Addon(
    name="accounts",
    title="账号与权限",
    views=("ltc.accounts.views:SignIn", "ltc.papers.views:Papers"),
    menu=(MenuEntry("首页", "/", "account.own", "", icon="home", order=0),),
    permissions={
        "front.see": (ANYONE,),
        "account.own": (SIGNED_IN,),
        "paper.read": (SIGNED_IN,),
        "paper.verify": (ANYONE,),
    },
    words={"role": ROLES},
)
