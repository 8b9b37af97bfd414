"""Reads of enrolment: facts about people, applications, what is due for a decision."""
