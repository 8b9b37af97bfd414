"""Credentials: awarding, printing, sealing, checking, revoking."""
