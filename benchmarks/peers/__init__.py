"""Agorama's tiles beside those of other servers, on the same rows, in one run: see `__main__`."""
