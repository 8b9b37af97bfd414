"""What can be done with the bank: bring it in from its files."""
