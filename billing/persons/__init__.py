"""What the fund pays to people: family care, whose account it goes to, lines, what came back."""
