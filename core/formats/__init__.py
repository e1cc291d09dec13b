"""Dates where Django has not those of our readers: Italian days without a zero, English as Europe reads it."""
