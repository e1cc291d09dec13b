"""Keep a perimeter's logos: told by their content, written anew, the former file gone once the new one holds."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core import changes
from core.illustrations import clean_illustration
from perimeter_data.models import Logo


@transaction.atomic
def save_logo(*, logo: Logo, picture: bytes | None = None) -> Logo:
    """Store a new or changed logo; `picture` replaces what it shows. Raises the refusals of `clean_illustration`."""
    former = logo.image.name if logo.pk else ""
    if picture is not None:
        clean = clean_illustration(picture)
        name = f"logos/{logo.perimeter.slug}-{secrets.token_hex(8)}.{clean.ending}"
        logo.image = default_storage.save(name, ContentFile(clean.content))
    logo.save()
    if former and former != logo.image.name:
        transaction.on_commit(lambda: default_storage.delete(former))
    _tell(logo, "saved")
    return logo


@transaction.atomic
def remove_logo(*, logo: Logo) -> None:
    """Forget a logo and its file."""
    name = logo.image.name or ""
    _tell(logo, "deleted")
    logo.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def _tell(logo: Logo, verb: str) -> None:
    changes.append(f"logo.{verb}", perimeter_id=logo.perimeter_id, target_type="logo", target_id=logo.pk)
