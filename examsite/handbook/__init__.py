"""The handbook: chapters, passages, who has read what."""
