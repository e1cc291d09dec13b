"""The page that joins duplicates: choose the one that stays, see what will be together, join. Works without scripts."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from participation import rules
from participation.joining import mergeable, similar_to, together
from participation.models import Contribution
from participation.services.merging import merge_contributions
from perimeter_data.powers import Power, has_power

NAME = "participation_contribution_merge"
AT_ONCE = 50


class MergePages:
    """What `ContributionAdmin` has beside its list; for moderators of the perimeter."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        return [
            path("merge/", self.admin_site.admin_view(self.merge_view), name=NAME),
            *super().get_urls(),  # type: ignore[misc]
        ]

    @admin.action(description=_("Join with another…"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> HttpResponse:
        ids = ",".join(str(pk) for pk in queryset.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        return HttpResponseRedirect(f"{reverse(f'admin:{NAME}')}?ids={ids}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """GET chooses and shows; POST joins."""
        asked = request.POST if request.method == "POST" else request.GET
        ticked = self._ticked(request, asked.get("ids", ""))
        survivor, problem = self._survivor(ticked, asked)
        duplicates = [row for row in ticked if survivor is None or row.pk != survivor.pk]
        if survivor is not None and duplicates and request.method == "POST":
            if asked.get("seen") != together(survivor, duplicates).seen:
                messages.warning(request, _("Something changed while you were looking. Here is how it is now."))
            elif self._join(request, survivor, duplicates):
                return HttpResponseRedirect(reverse("admin:participation_contribution_change", args=[survivor.pk]))
        one = duplicates[0] if duplicates else ticked[0]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Join what says the same"),
            "opts": self.opts,
            "ids": ",".join(str(row.pk) for row in ticked),
            "ticked": ticked,
            "candidates": self._candidates(ticked, one),
            "survivor": survivor,
            "duplicates": duplicates,
            "problem": problem,
            "ref": asked.get("ref", ""),
            "note": asked.get("note", ""),
            "together": together(survivor, duplicates) if survivor is not None and duplicates else None,
        }
        return TemplateResponse(request, "admin/participation/merge.html", context)

    def _ticked(self, request: HttpRequest, ids: str) -> list[Contribution]:
        """Return what is to be joined: of one perimeter, where this user moderates."""
        wanted = [int(part) for part in ids.split(",") if part.isascii() and part.isdigit() and len(part) < 19]
        rows = mergeable(Contribution.objects.filter(pk__in=wanted[:AT_ONCE])).select_related("perimeter", "theme")
        found = list(rows.defer("search", "shape").order_by("pk"))
        if not found:
            raise Http404
        for row in found:
            if not has_power(request.user, Power.MODERATE, row.perimeter_id):  # type: ignore[arg-type]
                raise PermissionDenied
        return [row for row in found if row.perimeter_id == found[0].perimeter_id]

    def _survivor(self, ticked: list[Contribution], asked: Any) -> tuple[Contribution | None, Any]:
        """Return the one that is to stay, by its number or its ref; or what is wrong with it."""
        rows = Contribution.objects.filter(perimeter=ticked[0].perimeter).select_related("perimeter", "theme")
        pk, ref = asked.get("survivor", ""), asked.get("ref", "").replace("\0", "").strip().upper()
        if ref:
            found = rows.filter(ref=ref).first()
        elif pk.isascii() and pk.isdigit() and len(pk) < 19:
            found = rows.filter(pk=int(pk)).first()
        else:
            return None, ""
        if found is None:
            return None, _("There is no %(ref)s here.") % {"ref": ref or pk}
        if found.merged_into is not None:
            return None, _("%(ref)s was joined with %(into)s itself.") % {
                "ref": found.ref,
                "into": found.merged_into.ref,
            }
        if not rules.is_public(found):
            return None, _("%(ref)s is not public: it cannot be the one that stays.") % {"ref": found.ref}
        if [row.pk for row in ticked] == [found.pk]:
            return None, _("That is this one itself.")
        return found, ""

    def _candidates(self, ticked: list[Contribution], one: Contribution) -> list[tuple[Contribution, int | None]]:
        """Return those that may stay: the ticked ones where there are several, then what is near and alike."""
        own = [(row, None) for row in ticked if len(ticked) > 1 and rules.is_public(row)]
        return [*own, *similar_to(one, [row.pk for row in ticked])]

    def _join(self, request: HttpRequest, survivor: Contribution, duplicates: list[Contribution]) -> bool:
        note = request.POST.get("note", "").strip()[:500]
        try:
            merge_contributions(survivor=survivor, duplicates=duplicates, user_id=request.user.pk, note=note)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return False
        for row in duplicates:
            self.log_change(request, row, f"{row.state} → merged: {survivor.ref} {note}")  # type: ignore[attr-defined]
        n = len(duplicates)
        told = ngettext("%(n)s contribution joined with %(ref)s.", "%(n)s contributions joined with %(ref)s.", n)
        messages.success(request, told % {"n": n, "ref": survivor.ref})
        return True
