#!/usr/bin/env python
"""Run a management command on the instance that AGORAMA_VAR names (default ./var)."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
    execute_from_command_line(sys.argv)
