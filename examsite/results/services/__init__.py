"""What can be done to results: releasing them, and correcting what was released."""
