"""The accessibility statement and the privacy page: in the form of the country, with what the perimeter says."""

import html

from django.test import Client

from perimeter_data.models import Perimeter


def read(page: Client, which: str, lang: str) -> str:
    response = page.get(f"/p/valley/{which}/?lang={lang}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_both_countries_where_both_languages_are_read(page: Client, perimeter: Perimeter) -> None:
    french = read(page, "accessibility", "fr")
    for word in ("loi n° 2005-102", "En conformité partielle", "Défenseur des droits", "difensore-civico"):
        assert word in french, word
    assert "legge 9 gennaio 2004, n. 4" in read(page, "accessibility", "it")
    Perimeter.objects.update(languages=["it", "en"])
    italian = read(page, "accessibility", "it")
    assert "Parzialmente conforme" in italian and "Défenseur" not in italian
    assert "garanteprivacy" in read(page, "privacy", "it") and "cnil" not in read(page, "privacy", "it")


def test_what_the_perimeter_declares_stands_there(page: Client, perimeter: Perimeter) -> None:
    Perimeter.objects.update(
        accessibility_level="none",
        accessibility_gaps={"fr": "Les plans sont des images."},
        dpo_contact="dpo@town.example",
        contact_name="Mairie de Breil",
        contact_email="mairie@town.example",
        legal_notice={"fr": "Éditeur : la mairie."},
    )
    statement = read(page, "accessibility", "it")
    assert "Non conforme" in statement and "mairie@town.example" in statement
    assert '<div lang="fr">' in statement and "Les plans sont des images." in statement
    privacy = read(page, "privacy", "it")
    assert "dpo@town.example" in privacy and "Mairie de Breil" in privacy and "Éditeur" in privacy


def test_pages_lead_to_each_other(page: Client, perimeter: Perimeter) -> None:
    for which in ("accessibility", "privacy", "results", "statistics"):
        body = read(page, which, "fr")
        for other in ("accessibility", "privacy", "results", "statistics"):
            assert f"/p/valley/{other}/" in body
        assert 'aria-current="page"' in body
        assert "Set-Cookie" not in page.get(f"/p/valley/{which}/")
