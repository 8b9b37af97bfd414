"""Marking of short answers: who marks which answer, in what order, and what comes of it."""
