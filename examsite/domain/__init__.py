"""What is true: the rules of certification as plain functions. Standard library only."""
