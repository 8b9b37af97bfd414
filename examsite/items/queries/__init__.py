"""Reads of the bank, by what they are for."""
