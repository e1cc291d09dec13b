"""Who stands behind a perimeter's map, as its public page shows it."""

from typing import Any

from core.i18n import translated
from perimeter_data.models import DataLicence, Perimeter

LICENCE_TEXTS = {
    DataLicence.ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    DataLicence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    DataLicence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
    DataLicence.IODL: "https://www.dati.gov.it/iodl/2.0/",
    DataLicence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


def about(perimeter: Perimeter, root: str) -> dict[str, Any]:
    """Return {"contact", "legal_notice", "funding", "licence", "emergency", "logos"} in the caller's language.

    `root` is this server's address: a town's page shows the logos as well.
    """
    licence = DataLicence(perimeter.data_licence) if perimeter.data_licence else None
    contact = {
        "name": perimeter.contact_name,
        "email": perimeter.contact_email,
        "phone": perimeter.contact_phone,
        "address": perimeter.contact_address,
    }
    return {
        "contact": contact if any(contact.values()) else None,
        "legal_notice": translated(perimeter.legal_notice, perimeter.default_language),
        "funding": translated(perimeter.funding, perimeter.default_language),
        "licence": licence and {"code": licence.value, "name": str(licence.label), "url": LICENCE_TEXTS[licence]},
        "emergency": perimeter.emergency,
        "logos": [
            {
                "role": logo.role,
                "url": f"{root}/media/{logo.image.name}",
                "alt": translated(logo.alt, perimeter.default_language),
                "link": logo.link or None,
            }
            for logo in perimeter.logos.all()
        ],
    }


def start_view(perimeter: Perimeter) -> dict[str, Any] | None:
    """Return {"center": [lon, lat], "zoom"} where the map opens; None for the whole perimeter."""
    if perimeter.start_zoom is None:
        return None
    return {"center": [perimeter.start_lon, perimeter.start_lat], "zoom": perimeter.start_zoom}
