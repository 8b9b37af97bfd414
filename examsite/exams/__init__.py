"""Exams: level rules, blueprints, frozen forms, sittings and their rosters."""
