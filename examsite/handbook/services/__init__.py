"""What can be done with the book: bring it in from its files, mark a section as read."""
