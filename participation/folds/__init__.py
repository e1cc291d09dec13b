"""Folding what the triggers noted into the counts that are read; and proving that they are right."""
