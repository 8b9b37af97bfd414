"""Results: releasing scores, correcting them, deciding on certification."""
