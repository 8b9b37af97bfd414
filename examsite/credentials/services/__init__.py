"""What can be done with certificates, by noun: paper, awarding, status, proposals, checking."""
