"""Settled lines as people read them: found, added up, explained, and traced from end to end."""
