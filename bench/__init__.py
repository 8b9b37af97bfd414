"""How fast the site is beside a bare Flask app, and whether it keeps what it acknowledges."""
