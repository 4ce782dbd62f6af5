"""基金账 as a desk shows it: balances, income and outgo by month, the journal, corrections."""
