"""Practicals: sessions, bookings, examiners, score sheets, adjudication."""
