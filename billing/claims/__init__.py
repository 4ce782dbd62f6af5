"""Claims dry run 申报试算: what a provider would be paid, by the payer's own engine and pack."""
