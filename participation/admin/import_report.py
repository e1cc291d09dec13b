"""What an import found, in figures and sentences."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Job
from participation.import_records import is_open
from perimeter_data.admin.reports import number


def figures(job: Job) -> dict[str, Any]:
    """Return {"counts", "refused", "told", "nothing", "outside"} of an import's report."""
    report = job.report
    if is_open(job) or "read" not in report:
        return {"counts": [], "refused": [], "told": [], "nothing": False, "outside": False}
    reasons = [{**reason, "count": number(reason["count"])} for reason in report["reasons"]]
    codes = {reason["code"] for reason in reasons}
    return {
        "counts": _counts(report, tried=bool(job.params.get("dry_run"))),
        "refused": [reason for reason in reasons if reason["refused"]],
        "told": [reason for reason in reasons if not reason["refused"]],
        "nothing": not report["imported"] + report["updated"],
        "outside": bool(codes & {"outside_perimeter", "swapped_position"}) and not report["imported"],
    }


def _counts(report: dict[str, Any], *, tried: bool) -> list[tuple[str, str]]:
    new = _("would be new") if tried else _("are new")
    changed = _("would change") if tried else _("have changed")
    shown = [
        (_("rows read"), report["read"]),
        (new, report["imported"]),
        (changed, report["updated"]),
        (_("are here already"), report["unchanged"]),
        (_("repeat another and are left out"), report["duplicates"]),
        (_("are refused"), report["refused"]),
    ]
    always = {_("rows read"), new, _("are refused")}
    return [(label, number(count)) for label, count in shown if count or label in always]


def past(job: Job) -> dict[str, Any]:
    """Return one line of the list of imports."""
    report = job.report
    return {
        "job": job,
        "name": job.params.get("name", ""),
        "source": job.params["order"]["source"],
        "address": reverse("admin:participation_contribution_import_job", args=[job.pk]),
        "imported": number(report.get("imported", 0)),
        "refused": number(report.get("refused", 0)),
        "is_open": is_open(job),
    }
