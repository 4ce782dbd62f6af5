"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon

ADDON = Addon(
    name="oversight",
    title="监督管理",
    depends=(
        "case",
        "assessments",
        "providers",
        "billing",
    ),
)
