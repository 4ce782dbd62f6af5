"""政策试算: questions to a pack from a page, answered by the same function as ``ltc ask``."""
