"""Reads about short answers: what waits, what was given, one marker's queue, the officer's view."""
