"""Audit: the journal's pages and their verification."""
