"""Papers about money: providers' statements, the three-way reconciliation, payment orders."""
