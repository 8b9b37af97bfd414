"""What we use: database, clock, mail, PDF, signing, web glue. Knows nothing of exams."""
