"""A month's settlement as pure columns: batches, flags, lines, adjustment pairs, hashes."""
