"""What the fund's books are made of: the chart of accounts and entries that balance."""
