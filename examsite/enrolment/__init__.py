"""Enrolment (报名): seasons, what a certifying sitting asks of a person, and the verdict."""
