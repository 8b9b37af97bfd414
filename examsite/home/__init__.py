"""Home: the landing page and the desk of each role."""
