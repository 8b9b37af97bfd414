"""Reads about results: scores in force, what waits, what was released, corrections."""
