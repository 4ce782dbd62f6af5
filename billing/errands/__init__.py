"""Runs of a month that somebody asked for on a page, each carried out in a process of its own."""
