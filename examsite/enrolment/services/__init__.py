"""What can be done in enrolment, by noun: identity, applications, seasons, decisions."""
