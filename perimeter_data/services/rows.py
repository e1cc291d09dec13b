"""Polygons of a file → rows known by their code: what zones and units are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading import Feature, FeatureTable, FileRefused, Reason
from perimeter_data.reading.repair import polygons_of

MAX_POPULATION = 2_000_000_000
MAX_CODE, MAX_NAME = 40, 200


@dataclass(slots=True)
class Row:
    """`name` is the file's main one, `names` those by language, `attributes` whatever else the file says."""

    code: str
    name: str
    population: int | None
    shape: BaseGeometry
    names: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


class Rows:
    """The rows of a table by code; what has none, or one that another row has, is refused.

    Without a field for the code, rows are numbered; without one for the name, they are called by their code. Raises
    `FileRefused` where nothing is left.
    """

    def __init__(
        self,
        table: FeatureTable,
        *,
        code: str | None,
        name: str | None,
        population: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.refused = [*table.report.refused]
        self.duplicates = 0
        self.by_code: dict[str, Row] = {}
        self._code, self._name, self._population = (known and table.field(known) for known in (code, name, population))
        self._names = {language: table.field(known) for language, known in (names or {}).items() if known}
        self._table = table
        for feature in table.features:
            self._take(feature)
        if not self.by_code:
            raise FileRefused("no_features", read=table.report.read)

    def _take(self, feature: Feature) -> None:
        told = feature.attributes
        code = as_code(told.get(self._code)) if self._code else str(feature.number)
        name = as_code(told.get(self._name)) if self._name else code
        problem = "no_code" if not code or len(code) > MAX_CODE else "no_name" if not name else None
        known = self.by_code.get(code)
        if known is not None and known.name != name[:MAX_NAME]:
            problem = "code_twice"
        if problem is not None:
            self.refused.append(Reason(feature.number, problem, told))
        elif known is None:
            self.by_code[code] = self._row(feature, code, name)
        elif known.shape.covers(feature.geometry):
            self.duplicates += 1
        else:
            known.shape = polygons_of(shapely.union(known.shape, feature.geometry))
            self._table.report.repaired.append(Reason(feature.number, "parts_united"))

    def _row(self, feature: Feature, code: str, name: str) -> Row:
        told = feature.attributes
        names = {language: as_code(told.get(known))[:MAX_NAME] for language, known in self._names.items()}
        return Row(
            code=code,
            name=name[:MAX_NAME],
            population=as_count(told.get(self._population)) if self._population else None,
            shape=feature.geometry,
            names={language: text for language, text in names.items() if text},
            attributes=told,
        )


def as_code(value: Any) -> str:
    """Return a code or name as text: 6088.0 is 6088, nothing is empty."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def as_count(value: Any) -> int | None:
    """Return a number of people; None where there is none."""
    text = str(value if value is not None else "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(number) if 0 <= number <= MAX_POPULATION else None
