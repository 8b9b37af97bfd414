"""What can be done with practicals, one module a noun; the only writers."""
