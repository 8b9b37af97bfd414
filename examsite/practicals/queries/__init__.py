"""Reads about practicals: sessions and bookings, examiners, cases, sheets, scores."""
