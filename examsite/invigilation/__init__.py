"""Invigilation: watching a sitting while it runs, and what is done to attempts in it."""
