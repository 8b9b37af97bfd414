"""Watching a sitting: contact, the board, acts and the two-person ones."""
