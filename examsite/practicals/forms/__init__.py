"""Forms of practicals: the officer's, and the score sheet."""
