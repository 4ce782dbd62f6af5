"""Comparing two ways of rating the same visits.  Pure."""
