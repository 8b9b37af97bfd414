"""Attempts: taking an exam, answer by answer, until it is handed in and marked."""
