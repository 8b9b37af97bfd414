"""The question bank: items, their immutable versions, and keys kept apart."""
