"""Perimeters: the first thing an administrator makes, with its boundary in the same form."""

import unicodedata
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from perimeter_data.accent import accent_names
from perimeter_data.admin import uploads
from perimeter_data.admin.embedding import embedding_page, qr_code
from perimeter_data.admin.reports import number
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.admin.settings import GROUPS, PerimeterForm
from perimeter_data.dependents import held_by
from perimeter_data.models import Perimeter
from perimeter_data.selectors import public_perimeters
from perimeter_data.services.imports import BoundarySource, import_boundary

NO_FILE = _("No file? Save all the same: the workshop opens, where you compose the boundary of communes or draw it.")


class NewPerimeterForm(PerimeterForm):
    """Name, number prefix and the file of the boundary."""

    refusal_fields = uploads.REFUSAL_FIELDS

    upload = uploads.files_field(label=_("Boundary file"), required=False)
    crs = uploads.crs_field()
    layer = uploads.layer_field()
    draft = forms.BooleanField(
        label=_("Look at it first"),
        required=False,
        help_text=_("The boundary stays a draft that only staff sees, until you publish it."),
    )
    ref_prefix = forms.CharField(
        label=_("Prefix of numbers"),
        max_length=8,
        required=False,
        help_text=_("Two to eight capitals: contributions are called ALP-0412. Left empty, it is made from the name."),
    )

    class Meta(PerimeterForm.Meta):
        fields = ("name", "slug", "ref_prefix", "default_language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("languages", "accent", "allowed_hosts"):
            del self.fields[name]

    def clean_ref_prefix(self) -> str:
        return str(self.cleaned_data["ref_prefix"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "ref_prefix" in cleaned and not cleaned["ref_prefix"]:
            cleaned["ref_prefix"] = prefix_of(str(cleaned.get("slug", "")))
        return cleaned

    def refusal_sentence(self, refusal: DomainError) -> str:
        return str(uploads.sentence(refusal))


def prefix_of(slug: str) -> str:
    """Return three capitals of a slug; PER where it has fewer than two letters."""
    plain = unicodedata.normalize("NFKD", slug).upper()
    letters = "".join(letter for letter in plain if "A" <= letter <= "Z")
    return letters[:3] if len(letters) > 1 else "PER"


@admin.register(Perimeter)
class PerimeterAdmin(ScopedAdmin):
    """The area of a map. Made by superusers, kept by its administrators."""

    scope = "pk"
    form = PerimeterForm
    list_display = ("__str__", "slug", "in_force")
    search_fields = ("slug", "name")
    long_words = (*ScopedAdmin.long_words, "legal_notice", "accessibility_gaps")

    def perimeter_of(self, obj: Perimeter) -> Perimeter:
        return obj

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Say what a perimeter holds instead of listing every contribution: it stays as long as there is any."""
        held = [words for perimeter in objs for words in held_by(perimeter.pk)]
        if held:
            return [], {}, set(), held
        gone, counts, _forbidden, protected = super().get_deleted_objects(objs, request)
        return gone, counts, set(), protected  # boundaries and places go with it, though nobody deletes them alone

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            sets = ((heading, {"fields": fields}) for heading, fields in GROUPS)
            return ((_("Boundary"), {"fields": ("boundaries", "ways")}), *sets)
        names = {"fields": ("name", "default_language", "slug", "ref_prefix")}
        reading = {"fields": ("crs", "layer"), "classes": ("collapse",)}
        return (
            (_("Name"), names),
            (_("Boundary"), {"fields": ("upload", "draft"), "description": NO_FILE}),
            (_("If the file is unusual"), reading),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("boundaries", "ways", "colours")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewPerimeterForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Perimeter, form: Any, change: bool) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        obj.save()
        self.append_change(obj, "created")
        given = form.cleaned_data
        request.new_version = None  # type: ignore[attr-defined]
        if not given["upload"]:
            return None
        with uploads.on_disk(given["upload"]) as paths:
            source = BoundarySource(files=paths, crs=given["crs"] or None, layer=given["layer"] or None)
            _summary, version = import_boundary(source=source, slug=obj.slug, draft=given["draft"])
        request.new_version = version  # type: ignore[attr-defined]
        return None

    def response_add(self, request: HttpRequest, obj: Perimeter, post_url_continue: str | None = None) -> HttpResponse:
        """Show what became of the file; without one, open the workshop, where a boundary is composed or drawn."""
        if request.new_version is None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("workshop", args=[obj.slug]))
        self.message_user(request, _("The perimeter is there. This is how its boundary was read."))
        page = reverse("admin:perimeter_data_perimeterversion_change", args=[request.new_version.pk])  # type: ignore[attr-defined]
        return HttpResponseRedirect(page)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<bigid:pk>/embedding/", view(self.embedding_view), name="perimeter_data_perimeter_embedding"),
            path("<bigid:pk>/qr.svg", view(self.qr_view), name="perimeter_data_perimeter_qr"),
            *super().get_urls(),
        ]

    def _one(self, request: HttpRequest, pk: int) -> Perimeter:
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def embedding_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What to paste into the town's site."""
        perimeter = self._one(request, pk)
        public = public_perimeters().filter(pk=pk).exists()
        context = {**self.admin_site.each_context(request), "opts": self.opts, "public": public}
        return embedding_page(request, perimeter, context)

    def qr_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page's address as a QR code."""
        return qr_code(request, self._one(request, pk))

    @admin.display(description=_("The map in your site"))
    def ways(self, obj: Perimeter) -> str:
        page = reverse("admin:perimeter_data_perimeter_embedding", args=[obj.pk])
        file = reverse("tiles-archive", args=[obj.slug])
        links = (
            (reverse("planner", args=[obj.slug]), _("Open the planner's page")),
            (page, _("What to paste, with a preview and a QR code")),
            (file, _("The map as a file")),
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description=_("Colour as it is used"))
    def colours(self, obj: Perimeter) -> str:
        """The picked colour beside what stays legible, in light and dark."""
        if not obj.accent:
            return str(_("None is picked: the map has its own."))
        names = accent_names(obj.accent)
        day, night = names["light"]["accent"], names["dark"]["accent"]
        shown = ((_("picked"), obj.accent), (_("by day"), day), (_("by night"), night))
        figure = (
            '<figure><svg width="72" height="36" aria-hidden="true">'
            '<rect width="72" height="36" rx="6" fill="{1}"/></svg><figcaption>{0} {1}</figcaption></figure>'
        )
        return format_html('<div class="colours">{}</div>', format_html_join("", figure, shown))

    @admin.display(description=_("in force"))
    def in_force(self, obj: Perimeter) -> str:
        version = obj.versions.filter(state="published").only("area_km2").first()
        return f"{number(version.area_km2, 1)} km²" if version else ""

    @admin.display(description=_("Boundaries"))
    def boundaries(self, obj: Perimeter) -> str:
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="state state-{}">{}</span> {} km²</li>',
            (
                (
                    reverse("admin:perimeter_data_perimeterversion_change", args=[version.pk]),
                    _("Boundary %(number)s") % {"number": version.number},
                    version.state,
                    version.get_state_display(),
                    number(version.area_km2, 1),
                )
                for version in obj.versions.defer("boundary", "accepted", "boundary_3857")
            ),
        )
        add = f"{reverse('admin:perimeter_data_perimeterversion_add')}?perimeter={obj.slug}"
        return format_html(
            '<ul class="plain-list">{}</ul><a href="{}">{}</a> · <a href="{}">{}</a>',
            rows,
            reverse("workshop", args=[obj.slug]),
            _("Open the workshop"),
            add,
            _("Upload a new boundary"),
        )
