"""The handbook as one book, on paper (PDF) and as EPUB, made from its files.

`content` gathers what the book holds, `body` turns a section into a still page, `styles` resolves
colours, `paper` and `epub` make the two files, `shelf` keeps them.
"""
