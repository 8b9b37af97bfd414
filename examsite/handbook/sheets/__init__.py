"""Appendix C: the handbook's forms as .xlsx, written and read back from one definition each.

`shapes` is the language of the definitions, `library` lists them, `placing` says where each cell
stands, `writing` makes the file, `reading` checks a filled one and names every problem by cell.
"""
