"""Reads for the desks: a candidate's way, and the work that waits for staff."""
