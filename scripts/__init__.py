"""Programs that run outside Django."""
