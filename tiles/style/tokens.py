"""The map's part of the design tokens (docs: frontend_embed's tokens.css holds them all), light and dark."""

from dataclasses import dataclass

from perimeter_data.accent import accent_names
from perimeter_data.models import Perimeter

SCHEMES = ("light", "dark")

LIGHT: dict[str, str] = {
    "paper": "#f6f4ef",
    "surface": "#ffffff",
    "sunken": "#ece9e2",
    "ink": "#1d2a31",
    "ink-2": "#47535a",
    "accent": "#67264f",
    "mark": "#f7cb4a",
    "kind-idea": "#f0bc36",
    "kind-report": "#cb4f27",
    "kind-proposal": "#2b4459",
    "map-land": "#e7e8d9",
    "map-high": "#f2f0e8",
    "map-flat": "#f1eedc",
    "map-shade": "#5b6a4f",
    "map-light": "#ffffff",
    "map-sea": "#c3dbe0",
    "map-depth": "#a5c8d0",
    "map-river": "#7fafbe",
    "map-coast": "#6e98a4",
    "map-road": "#ffffff",
    "map-road-case": "#c3b9a2",
    "map-building": "#c9bda8",
    "map-building-line": "#a6967c",
    "map-commune": "#8c8672",
    "map-border": "#6b6555",
    "map-outside": "#f6f4ef",
    "map-label": "#1d2a31",
    "map-label-2": "#47535a",
    "map-water-label": "#2b5e6e",
    "map-halo": "#fbfaf5",
}

DARK: dict[str, str] = {
    "paper": "#11181b",
    "surface": "#1a2327",
    "sunken": "#222d32",
    "ink": "#f1efe9",
    "ink-2": "#c0c9cc",
    "accent": "#f0afcf",
    "mark": "#f7cf5c",
    "kind-idea": "#f7cf5c",
    "kind-report": "#ee8256",
    "kind-proposal": "#a9c6de",
    "map-land": "#242f2e",
    "map-high": "#2d3938",
    "map-flat": "#29332f",
    "map-shade": "#0a1011",
    "map-light": "#52625c",
    "map-sea": "#142a34",
    "map-depth": "#1d3a46",
    "map-river": "#3a6a7a",
    "map-coast": "#4b7c8b",
    "map-road": "#4a5655",
    "map-road-case": "#1a2223",
    "map-building": "#3c4745",
    "map-building-line": "#556361",
    "map-commune": "#7e8a85",
    "map-border": "#a5ada6",
    "map-outside": "#11181b",
    "map-label": "#f1efe9",
    "map-label-2": "#c0c9cc",
    "map-water-label": "#93c4d2",
    "map-halo": "#161f22",
}
OUTSIDE_OPACITY = {"light": 0.68, "dark": 0.62}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one perimeter in one scheme."""

    scheme: str
    accent: str

    def __getitem__(self, token: str) -> str:
        return (DARK if self.scheme == "dark" else LIGHT)[token]

    @property
    def outside_opacity(self) -> float:
        return OUTSIDE_OPACITY[self.scheme]


def palette(perimeter: Perimeter, scheme: str) -> Palette:
    """Return the tokens with the perimeter's own accent, walked until it can be seen on the map."""
    if perimeter.accent in {"", LIGHT["accent"]}:  # the one whose dark twin was drawn by hand
        return Palette(scheme, (DARK if scheme == "dark" else LIGHT)["accent"])
    return Palette(scheme, accent_names(perimeter.accent)[scheme]["accent"])
