"""The public addresses of /tiles/."""
