"""The MapLibre style: one file per group of its layers, lowest first in document.py."""
