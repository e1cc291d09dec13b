"""The roles of staff and the powers each one brings. Nothing else decides what staff may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from perimeter_data.powers import Power


class Role(models.TextChoices):
    """What a member of staff may do in a perimeter, from most to least."""

    ADMINISTRATOR = "administrator", _("administrator")
    MODERATOR = "moderator", _("moderator")
    AGENT = "agent", _("service agent")
    PLANNER = "planner", _("planner")
    VIEWER = "viewer", _("viewer")


POWERS: dict[Role, frozenset[Power]] = {
    Role.ADMINISTRATOR: frozenset(Power),
    Role.MODERATOR: frozenset({Power.VIEW, Power.MODERATE}),
    Role.AGENT: frozenset({Power.VIEW}),
    Role.PLANNER: frozenset({Power.VIEW, Power.PLAN}),
    Role.VIEWER: frozenset({Power.VIEW}),
}
