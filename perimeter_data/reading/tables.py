"""What reading gives: features in lon lat, and a report on how they were come by."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from shapely import from_wkb, to_wkb
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.refusals import FileRefused

Keep = Literal["any", "polygon", "point"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. `where` keeps features whose field has one of the values; fields are combined by and.

    `near` (west, south, east, north in degrees) is where the data is expected: it ranks guesses, it filters nothing.
    """

    crs: str | None = None
    layer: str | None = None
    where: dict[str, list[str]] = field(default_factory=dict)
    keep: Keep = "any"
    lon: str | None = None
    lat: str | None = None
    near: Box | None = None
    max_bytes: int = 512 * 1024 * 1024
    max_vertices: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: `number` counts from 1 in the file, the geometry is valid, 2D, in EPSG:4326."""

    number: int
    geometry: BaseGeometry
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Something said of one feature; `code` is a key of REASONS. `attributes` are kept of what is refused."""

    number: int
    code: str
    attributes: dict[str, Any] | None = None


@dataclass(slots=True)
class ReadReport:
    """How the features were come by. `read` counts what the file holds, before `where`; `layers` what there was to
    choose from; `position` names the columns a table's positions stand in.
    """

    driver: str
    crs: str = "EPSG:4326"
    layer: str | None = None
    layers: list[str] = field(default_factory=list)
    position: list[str] = field(default_factory=list)
    encoding: str | None = None
    read: int = 0
    vertices: int = 0
    fields: list[str] = field(default_factory=list)
    refused: list[Reason] = field(default_factory=list)
    repaired: list[Reason] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how often each reason was given."""
        return dict(Counter(reason.code for reason in (*self.refused, *self.repaired)))


@dataclass(slots=True)
class FeatureTable:
    """The features of one file or layer."""

    features: list[Feature]
    report: ReadReport

    def field(self, name: str) -> str:
        """Return the field's name as the file spells it (case does not matter); raise `unknown_field`."""
        if name in self.report.fields:
            return name
        for known in self.report.fields:
            if known.casefold() == name.casefold():
                return known
        raise FileRefused("unknown_field", field=name, fields=self.report.fields[:40])

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain JSON, geometries as hex WKB."""
        rows = [[row.number, to_wkb(row.geometry, hex=True), row.attributes] for row in self.features]
        return {"report": asdict(self.report), "features": rows}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "FeatureTable":
        """Rebuild what `to_json` gave."""
        report = ReadReport(**value["report"])
        report.refused = [Reason(**reason) for reason in value["report"]["refused"]]
        report.repaired = [Reason(**reason) for reason in value["report"]["repaired"]]
        rows = [Feature(number, from_wkb(wkb), attributes) for number, wkb, attributes in value["features"]]
        return cls(rows, report)


@dataclass(slots=True)
class RawTable:
    """Features as the file says, in its own coordinates; `crs` is what it declares, None where it does not."""

    report: ReadReport
    crs: str | None
    numbers: list[int] = field(default_factory=list)
    geometries: list[BaseGeometry] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)

    def add(self, number: int, geometry: BaseGeometry, attributes: dict[str, Any]) -> None:
        """Take one feature."""
        self.numbers.append(number)
        self.geometries.append(geometry)
        self.attributes.append(attributes)

    def refuse(self, number: int, code: str, attributes: dict[str, Any] | None = None) -> None:
        """Leave one feature out, with its reason."""
        self.report.refused.append(Reason(number, code, attributes or {}))

    def mend(self, number: int, code: str) -> None:
        """Say what was repaired."""
        self.report.repaired.append(Reason(number, code))
