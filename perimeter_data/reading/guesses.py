"""Which field of a file probably holds what: the names that offices and towns of France and Italy give them."""

from collections.abc import Sequence

USUAL: dict[str, tuple[str, ...]] = {
    "code": (
        "code", "code_iris", "insee", "code_insee", "insee_com", "codgeo", "code_qua", "pro_com_t", "pro_com", "istat",
        "com_istat_code", "cod_istat", "code_commune", "squartmno", "quartmno", "siren", "id", "gid", "objectid",
    ),
    # The smaller unit first: a file of districts names their town as well.
    "name": (
        "name", "nom", "nome", "nom_iris", "libsquart", "libquart", "nom_com", "nom_officiel", "libelle", "libgeo",
        "comune", "den_com", "sousquartier", "quartier",
    ),
    "population": ("population", "pop", "popolazione", "pop_tot", "ptot", "pop_legale"),
    "title": ("title", "titre", "titolo", "objet", "oggetto", "summary", "sujet"),
    "text": ("text", "texte", "testo", "message", "messaggio", "description", "descrizione", "commentaire"),
    "theme": ("theme", "thematique", "tema", "categorie", "category", "categoria", "type"),
    "created": ("created", "created_at", "date", "datedecl", "date_creation", "data", "datetime"),
    "id": ("id", "id_dmr", "numero", "number", "ref", "reference", "identifiant", "uuid", "gid", "fid"),
}  # fmt: skip


def guess(fields: Sequence[str], usual: Sequence[str]) -> str | None:
    """Return the field that has the first usual name there is; None where there is none."""
    known = {field.casefold().strip().replace(" ", "_"): field for field in reversed(fields)}
    return next((known[name] for name in usual if name in known), None)


def guesses(fields: Sequence[str], unique: Sequence[str] = ()) -> dict[str, str | None]:
    """Return a field, or None, for each thing that is looked for.

    `unique` are the fields in which no value comes twice: the only ones that can tell rows apart, where there are any.
    """
    found = {role: guess(fields, usual) for role, usual in USUAL.items()}
    for role in ("code", "id", "name"):
        found[role] = guess(unique, USUAL[role]) or found[role]
    return found
