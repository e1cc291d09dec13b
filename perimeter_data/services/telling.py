"""What was said of single features, told in an import's summary and in the file of what it refused."""

from collections import defaultdict
from collections.abc import Sequence

from core.summary import Summary, write_refused
from perimeter_data.reading import REASONS, FeatureTable, Reason

EXAMPLES = 10


def tell_features(
    summary: Summary, *, name: str, refused: Sequence[Reason], repaired: Sequence[Reason], fields: Sequence[str] = ()
) -> None:
    """Count refused and repaired features, give each reason once with its first numbers, write the refused rows."""
    summary.refused = len({reason.number for reason in refused})
    summary.repaired = len({reason.number for reason in repaired})
    numbers: dict[str, list[int]] = defaultdict(list)
    for reason in (*refused, *repaired):
        numbers[reason.code].append(reason.number)
    for code, found in sorted(numbers.items()):
        summary.tell(code, REASONS[code], len(found), features=found[:EXAMPLES])
    if refused:
        rows = (
            [reason.number, reason.code, str(REASONS[reason.code]), *((reason.attributes or {}).get(f) for f in fields)]
            for reason in refused
        )
        summary.refused_file = write_refused(name, ["number", "reason", "sentence", *fields], rows)


def tell_repairs(summary: Summary, *, name: str, table: FeatureTable) -> None:
    """Add what was refused and repaired of a table beside the main one, each reason once."""
    report = table.report
    summary.refused += len({reason.number for reason in report.refused})
    summary.repaired += len({reason.number for reason in report.repaired})
    numbers: dict[str, list[int]] = defaultdict(list)
    for reason in (*report.refused, *report.repaired):
        numbers[reason.code].append(reason.number)
    for code, found in sorted(numbers.items()):
        summary.tell(code, REASONS[code], len(found), table=name, features=found[:EXAMPLES])
