"""Accounts: people, their roles, their organisations, their sign-in sessions."""
