"""The rows of a plan, written into its layer; what there is to say about them."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from core.summary import Summary
from layers.models import Layer, PlanDocument, PlanRule, PlanZone
from layers.plan_codes import RuleKind, is_known, rule_legend
from layers.plan_types import FILL_OPACITY, OUTLINE, is_standard, looks_italian, plan_legend
from layers.services.plan_files import PlanFiles, short
from layers.services.plan_rows import rule_rows, zone_row
from layers.services.vector import BATCH
from perimeter_data.services.coverage import coverage
from perimeter_data.services.telling import tell_repairs

PRG = "prg"
EXAMPLES = 10


def write_plan(layer: Layer, files: PlanFiles, document: PlanDocument, summary: Summary, *, profile: str) -> None:
    """Store the zones, rules and document of a plan, set its style and legend (not saved), and tell what is odd."""
    italian = profile == PRG or (bool(files.mapping) and looks_italian(_written_types(files)))
    zones = [zone_row(layer, feature, files, italian=italian) for feature in files.zones.features]
    rules = [
        row
        for _table, kind, table in files.rules
        for feature in table.features
        for row in rule_rows(layer, kind, feature)
    ]
    PlanZone.objects.bulk_create(zones, batch_size=BATCH)
    PlanRule.objects.bulk_create(rules, batch_size=BATCH)
    document.layer = layer
    document.save()
    layer.style = {"field": "typezone", "fill_opacity": FILL_OPACITY, "line": OUTLINE}
    layer.legend = plan_legend({zone.typezone for zone in zones}) + rule_legend({rule.key for rule in rules})
    _tell_odd(summary, zones, rules)
    _tell_overlaps(summary, zones, files)
    _tell_tables(summary, files)


def _written_types(files: PlanFiles) -> set[str]:
    return {str(files.values(one.attributes).get(short("typezone")) or "").strip() for one in files.zones.features}


def _tell_odd(summary: Summary, zones: list[PlanZone], rules: list[PlanRule]) -> None:
    """Report types outside the standard: kept, and drawn like the type they begin with."""
    odd = Counter(zone.typezone for zone in zones if zone.typezone and not is_standard(zone.typezone))
    if odd:
        message = _("Zone types that the standard does not have were kept and drawn like their first letter.")
        summary.tell("odd_typezone", message, odd.total(), codes=dict(sorted(odd.items())))
    untyped = [zone.libelle for zone in zones if not zone.typezone]
    if untyped:
        message = _("Zones without a type were kept and are drawn grey.")
        summary.tell("no_typezone", message, len(untyped), zones=untyped[:EXAMPLES])
    unknown = Counter(f"{rule.key}" for rule in rules if not is_known(rule.kind, rule.code))
    if unknown:
        message = _("Rules with a code that we have no words for were kept; the map shows what the plan calls them.")
        summary.tell("odd_rule_code", message, unknown.total(), codes=dict(sorted(unknown.items())))


def _tell_overlaps(summary: Summary, zones: list[PlanZone], files: PlanFiles) -> None:
    """Report zones that lie over one another by more than a seam: both answer there."""
    shapes = [(zone.libelle, feature.geometry) for zone, feature in zip(zones, files.zones.features, strict=True)]
    found = coverage(shapes, None)
    if found["overlaps_count"]:
        pairs = [
            {"zones": pair["codes"], "area_ha": pair["area_ha"], "point": pair["point"]}
            for pair in found["overlaps"][:EXAMPLES]
        ]
        message = _("Zones lie over one another: at such places both are told.")
        summary.tell("overlapping_zones", message, found["overlaps_count"], pairs=pairs)


def _tell_tables(summary: Summary, files: PlanFiles) -> None:
    """Report what came with the zones, and what was left out."""
    for kind, code, message in (
        (RuleKind.PRESCRIPTION, "prescriptions_taken", _("Rules of the plan beside its zones were taken along.")),
        (RuleKind.INFORMATION, "informations_taken", _("Informations of the plan were taken along.")),
    ):
        tables = {name: len(table.features) for name, one, table in files.rules if one == kind}
        if tables:
            summary.tell(code, message, sum(tables.values()), tables=tables)
    for name, _kind, table in files.rules:
        tell_repairs(summary, name=name, table=table)
    for name, refused in files.refused:
        # A table without rows is usual, and nothing to tell.
        if refused.code != "no_features" or refused.extra.get("read"):
            summary.tell(refused.code, str(refused), table=name)
    if files.left_out:
        message = _("Other files of the document were left out: they are no tables of zones or rules.")
        summary.tell("left_out", message, len(files.left_out), names=files.left_out[:EXAMPLES])
