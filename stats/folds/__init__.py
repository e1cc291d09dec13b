"""Folding what was touched into the sums per zone; reading them; and proving that they are right."""
