"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon

ADDON = Addon(name="providers", title="定点机构与服务", depends=("case",))
