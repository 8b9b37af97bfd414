"""The program's commands, one module for each kind of work; `examsite.cli` lists them."""
