"""Reads of the book: passages, contents, progress, notes, appendices, search."""
