"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon

ADDON = Addon(name="assessments", title="失能评估", depends=("case",))
