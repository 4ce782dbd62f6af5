"""What a claim is, is checked by and goes through.  Pure."""
