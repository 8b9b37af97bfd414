"""Reads about attempts: seats and attempts, answers, saving."""
