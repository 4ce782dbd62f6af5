"""Whom a pack pays in money, for which days and how much.  Pure."""
