"""What can be done to an attempt: start it, save answers, hand it in, change its time."""
