"""What is kept of exports: who took personal data out, when, and of what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perimeter_data.models import Perimeter


class PersonalExport(models.Model):
    """One export with personal data that somebody asked for. Never changed, never deleted by anybody of staff."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="+", verbose_name=_("perimeter"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # Stays when the account goes.
    name = models.CharField(_("account"), max_length=150)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    job_id = models.UUIDField(unique=True)
    ending = models.CharField(_("format"), max_length=8)
    picked = models.JSONField(_("filter and area"))
    rows = models.PositiveIntegerField(_("rows"))

    class Meta:
        verbose_name = _("export with personal data")
        verbose_name_plural = _("exports with personal data")
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["perimeter", "-created_at"], name="personal_export_perimeter")]

    def __str__(self) -> str:
        return f"{self.name} {self.created_at:%Y-%m-%d %H:%M}"
