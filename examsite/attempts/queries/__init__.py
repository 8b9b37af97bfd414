"""Reads about attempts: seats and attempts, answers, saving, marking, the board."""
