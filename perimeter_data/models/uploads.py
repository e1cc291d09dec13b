"""Files that staff sent."""

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.gis.db import models

from perimeter_data.models.perimeters import Perimeter
from perimeter_data.reading.choosing import together


class Upload(models.Model):
    """Files of staff, kept for a week below VAR/uploads under their own names while somebody decides about them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="uploads")
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    inspection = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Return where its files lie."""
        return Path(settings.VAR_DIR) / "uploads" / str(self.pk)

    @property
    def results(self) -> Path:
        """Return where lies what was made of its files for staff to fetch; it goes when they go."""
        return self.folder.with_name(f"{self.pk}-results")

    @property
    def paths(self) -> list[Path]:
        """Return its files by name."""
        return sorted(path for path in self.folder.iterdir() if path.is_file())

    @property
    def main(self) -> Path:
        """Return what to read: the only map file, or the folder of those that were sent together."""
        return together(self.paths)
