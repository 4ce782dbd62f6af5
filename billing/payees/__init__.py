"""Where providers are paid: their bank accounts, set by two people."""
