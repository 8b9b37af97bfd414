"""The forms of appendix C: their files, their formulas, reading them back, their pages."""
