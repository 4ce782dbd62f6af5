"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon

ADDON = Addon(name="case", title="个案", depends=())
