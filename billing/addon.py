"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon

ADDON = Addon(name="billing", title="结算与基金", depends=("case", "providers",))
