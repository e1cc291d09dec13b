"""What can go wrong in the domain, in words a citizen or planner understands.

A `DomainError` has a stable `code`, a translatable sentence and optional facts (`extra`) for the caller.
The kind of refusal is its base class; only `core.problems` knows the HTTP status of each kind.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a code, a sentence and facts."""

    code = "error"
    message: str | Promise = _("Something went wrong.")

    def __init__(self, message: str | Promise | None = None, *, code: str | None = None, **extra: Any) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.extra = extra
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class Malformed(DomainError):
    """The request cannot be read as what it should be."""

    code = "malformed"
    message = _("This request cannot be read.")


class Unauthenticated(DomainError):
    code = "not_authenticated"
    message = _("We do not know who is asking.")


class Forbidden(DomainError):
    code = "forbidden"
    message = _("This is not yours to change.")


class Missing(DomainError):
    code = "not_found"
    message = _("There is nothing here.")


class Moved(DomainError):
    """It is part of another now: `into` is that one's number, to be asked for in its place."""

    code = "moved"
    message = _("This is part of another now.")

    def __init__(self, *, into: int, **extra: Any) -> None:
        self.into = into
        super().__init__(into=into, **extra)


class Conflict(DomainError):
    code = "conflict"
    message = _("This does not fit what is there already.")


class TooLarge(DomainError):
    code = "too_large"
    message = _("This is too large.")


class Unsupported(DomainError):
    """A kind of content that is not taken here."""

    code = "unsupported_media_type"
    message = _("This kind of file is not taken here.")


class Refused(DomainError):
    """Well formed, but not accepted by a rule of the domain."""

    code = "refused"
    message = _("This cannot be accepted.")


class TooMany(DomainError):
    code = "rate_limited"
    message = _("That was a lot in a short time. Please try again a little later.")


class Unavailable(DomainError):
    code = "unavailable"
    message = _("This is out of reach for a moment. Please try again.")


class UnknownParameter(Malformed):
    code = "unknown_parameter"
    message = _("A parameter of this address is not known here.")


class InvalidParameter(Malformed):
    code = "invalid_parameter"
    message = _("A parameter of this address has a value that cannot be used.")
