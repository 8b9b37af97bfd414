"""Reads about a running sitting: contact, the board, one attempt."""
