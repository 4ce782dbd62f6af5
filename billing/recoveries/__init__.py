"""What findings take back from providers: the one account of it."""
