"""Who acts: staff with roles in perimeters, and participants of one perimeter each."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.roles import POWERS, Role
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power


class User(AbstractUser):
    """A member of staff."""

    @cached_property
    def roles(self) -> dict[int, Role]:
        """The role in each perimeter, by its id. One query."""
        return {pk: Role(role) for pk, role in self.memberships.values_list("perimeter_id", "role")}

    def perimeter_ids(self, power: Power) -> frozenset[int] | None:
        """Return the perimeters where this power is held; None means every one (superusers)."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return None
        return frozenset(pk for pk, role in self.roles.items() if power in POWERS[role])


class Membership(models.Model):
    """A staff user's role in a perimeter."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="memberships", verbose_name=_("perimeter"))
    role = models.CharField(max_length=16, choices=Role.choices, verbose_name=_("role"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "perimeter"], name="membership_unique"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.perimeter.slug} · {self.role}"


class Rung(models.TextChoices):
    """How well a participant is known."""

    DEVICE = "device", _("device")
    EMAIL = "email", _("e-mail")
    IDENTIFIED = "identified", _("identified")
    BALLOT = "ballot", _("paper ballot")


class Participant(models.Model):
    """Who contributes in one perimeter. Only the SHA-256 of the 256-bit token is kept."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="participants")
    rung = models.CharField(max_length=10, choices=Rung.choices, default=Rung.DEVICE)
    token_hash = models.BinaryField(max_length=32, null=True, unique=True)
    subject_hash = models.BinaryField(max_length=32, null=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["perimeter", "subject_hash"],
                condition=Q(subject_hash__isnull=False),
                name="participant_subject_unique",
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="participant_rung_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.pk}"
