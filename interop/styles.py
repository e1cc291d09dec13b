"""How QGIS draws an export: a shape for each kind, the colour of its theme."""

from xml.etree import ElementTree

from core.i18n import translated
from participation.models import Kind
from perimeter_data.models import Perimeter

SHAPES = {Kind.IDEA.value: "circle", Kind.REPORT.value: "diamond"}
NO_THEME = "#8a9bb4"


def qml(perimeter: Perimeter) -> str:
    """Return the style as QGIS keeps it: rules by kind and theme, with labels in the reader's language."""
    root = ElementTree.Element("qgis", styleCategories="Symbology", version="3.22.0")
    renderer = ElementTree.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = ElementTree.SubElement(renderer, "rules", key="{root}")
    symbols = ElementTree.SubElement(renderer, "symbols")
    themes = [(theme.slug, translated(theme.name), theme.color) for theme in perimeter.themes.all()]
    number = 0
    for kind, label in Kind.choices:
        for slug, name, color in (*themes, (None, "–", NO_THEME)):
            condition = f"\"theme\" = '{slug}'" if slug else '"theme" IS NULL'
            ElementTree.SubElement(
                rules,
                "rule",
                key=f"{{rule-{number}}}",
                symbol=str(number),
                label=f"{label}, {name}",
                filter=f"\"kind\" = '{kind}' AND {condition}",
            )
            _symbol(symbols, str(number), SHAPES.get(kind, "square"), color)
            number += 1
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ElementTree.tostring(root, "unicode")


def _symbol(parent: ElementTree.Element, name: str, shape: str, color: str) -> None:
    symbol = ElementTree.SubElement(parent, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1")
    layer = ElementTree.SubElement(symbol, "layer", {"class": "SimpleMarker"}, enabled="1", locked="0")
    options = ElementTree.SubElement(layer, "Option", type="Map")
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    given = {
        "name": shape,
        "color": f"{red},{green},{blue},255",
        "outline_color": "255,255,255,255",
        "outline_width": "0.4",
        "outline_width_unit": "MM",
        "size": "3",
        "size_unit": "MM",
    }
    for key, value in given.items():
        ElementTree.SubElement(options, "Option", type="QString", name=key, value=value)
