"""`create_admin EMAIL`: the first administrator of a server."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User


class Command(BaseCommand):
    """Make (or give a new password to) an administrator of everything."""

    help = "Create an administrator; the password is asked for, or taken from AGORAMA_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"].strip().lower()
        try:
            validate_email(email)
            password = self._password()
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user, new = User.objects.get_or_create(username=email, defaults={"email": email})
        user.is_staff = user.is_superuser = True
        user.set_password(password)
        user.save()
        self.stdout.write(f"{'Created' if new else 'Updated'} {email}. Sign in at /admin/ to make the first perimeter.")

    def _password(self) -> str:
        given = os.environ.get("AGORAMA_PASSWORD")
        if given:
            return given
        if not sys.stdin.isatty():
            raise CommandError("There is nobody to ask for a password here: set AGORAMA_PASSWORD.")
        return getpass.getpass("Password (at least 10 characters): ")
