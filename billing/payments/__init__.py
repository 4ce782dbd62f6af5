"""Paying providers: orders that two people make, the bank's file, the entry in the books."""
