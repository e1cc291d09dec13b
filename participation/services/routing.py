"""Who is to see to what came in: the rule that says most decides."""

from collections.abc import Sequence

from django.db import connection

# A rule's zone is known by its zoning and code, whichever edition it was chosen from.
ROUTE = """
UPDATE participation_contribution t SET department_id = fits.department_id
  FROM (
    SELECT DISTINCT ON (c.id) c.id, r.department_id
      FROM participation_contribution c
      JOIN participation_routingrule r ON r.perimeter_id = c.perimeter_id
       AND (r.category_id IS NULL OR r.category_id = c.category_id)
       AND (r.theme_id IS NULL OR r.theme_id = c.theme_id)
       AND (r.zone_id IS NULL OR EXISTS (
             SELECT FROM perimeter_data_zone wanted
               JOIN perimeter_data_zoningversion edition ON edition.id = wanted.version_id
               JOIN perimeter_data_zoningversion sister ON sister.zoning_id = edition.zoning_id
               JOIN participation_zoneassignment a ON a.zoning_version_id = sister.id AND a.contribution_id = c.id
               JOIN perimeter_data_zone lies ON lies.id = a.zone_id AND lies.code = wanted.code
              WHERE wanted.id = r.zone_id AND sister.state = 'published'))
     WHERE c.id = ANY(%s) AND c.department_id IS NULL
     ORDER BY c.id, num_nonnulls(r.category_id, r.theme_id, r.zone_id) DESC, r.position, r.id) fits
 WHERE t.id = fits.id
"""


def route(contribution_ids: Sequence[int]) -> None:
    """Give what nobody has yet to the department that the rules name; their zones are assigned."""
    if contribution_ids:
        with connection.cursor() as cursor:
            cursor.execute(ROUTE, [list(contribution_ids)])
