"""What benchmarks write upon: a published perimeter over the ALPIMED's rectangle, with themes. Django is set up."""

from django.contrib.gis.geos import MultiPolygon, Polygon

from participation.models import Theme
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.services.publish import publish_boundary

BOX = (6.1, 43.5, 8.4, 45)


def ground(slug: str, prefix: str, themes: int) -> tuple[Perimeter, PerimeterVersion, list[int]]:
    """Return a new perimeter, its boundary and the numbers of its themes."""
    perimeter = Perimeter.objects.create(slug=slug, name={"fr": slug}, ref_prefix=prefix)
    area = MultiPolygon(Polygon.from_bbox(BOX), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    made = [Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", color="#000000") for n in range(themes)]
    return perimeter, version, [theme.pk for theme in made]
