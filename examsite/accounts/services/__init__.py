"""What can be done to accounts, by noun: signing in, people, organisations, documents."""
