"""Complaints by anybody about anything: handed in, handled by somebody uninvolved, answered."""
