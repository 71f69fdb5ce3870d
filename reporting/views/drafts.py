"""Drafts of reports: sections written side by side, versions, stages."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from activities.views.common import keeps_typed_text
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.words import count_words
from reporting import policies
from reporting.choices import DRAFT_MOVES, Audience
from reporting.forms.drafts import (
    ConsultationForm,
    DraftForm,
    ManagedSectionForm,
    MoveForm,
    NewSectionForm,
    SectionForm,
)
from reporting.models import ReportDraft, Section
from reporting.services import consultations as consulting
from reporting.services import drafts as services

CONSEQUENCES = {
    "start": gettext_lazy("The institutions named in the sections can write their text."),
    "validate": gettext_lazy("Nobody edits the text any more, unless it is sent back for rework."),
    "rework": gettext_lazy(
        "The sections can be edited again. A consultation keeps its own version."
    ),
    "adopt": gettext_lazy("It is recorded that the draft was adopted as it stands."),
    "submit": gettext_lazy("It is recorded that the report was submitted as it stands."),
    "publish": gettext_lazy("Everyone can read the report, section by section, in the library."),
}


@require_GET
def drafts(request: HtmxRequest) -> HttpResponse:
    """Those that this person writes in; all to the secretariat."""
    require(policies.can_write_drafts(request.user))
    seen = policies.visible_drafts(request.user)
    rows = (
        ReportDraft.objects.filter(pk__in=seen.values("pk"))
        .select_related("obligation")
        .annotate(number=Count("sections"))
        .order_by("-updated_at", "pk")
    )
    context = {
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "may_manage": bool(policies.can_manage_drafts(request.user)),
    }
    return render(request, "reporting/drafts.html", context)


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def new_draft(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_drafts(request.user))
    form = DraftForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        draft = services.create_draft(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is open. Say who writes which section."))
        return redirect(draft)
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/draft_form.html", {"form": form}, status=status)


def _initial(request: HtmxRequest) -> dict[str, Any]:
    """From an obligation's page: what it is called and what it answers."""
    slug = request.GET.get("obligation")
    row = policies.visible_obligations(request.user).filter(slug=slug).first() if slug else None
    return {"obligation": row.pk, "title": row.label} if row else {}


@require_GET
def draft(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    may_manage = bool(policies.can_manage_drafts(request.user))
    sections = list(policies.visible_sections(request.user, row).select_related("assigned_to"))
    counted = [(section, count_words(section.body)) for section in sections]
    context = {
        "draft": row,
        "sections": counted,
        "words": sum(number for _section, number in counted),
        "is_whole": may_manage,
        "may_manage": may_manage,
        "may_add": bool(policies.can_add_section(request.user, row)),
        "moves": _moves(row) if may_manage else [],
        "versions": row.versions.select_related("made_by") if may_manage else [],
        "consultations": policies.visible_consultations(request.user, today()).filter(
            version__draft=row
        ),
        "trail": _trail(None, row.title),
    }
    return render(request, "reporting/draft.html", context)


def _moves(row: ReportDraft) -> list[tuple[str, str, str]]:
    """(name, label, address) of each step from here; a consultation has a form of its own."""
    return [
        (
            name,
            str(step.label),
            reverse("reporting:open_consultation", args=[row.slug])
            if name == "consult"
            else reverse("reporting:move_draft", args=[row.slug, name]),
        )
        for name, step in DRAFT_MOVES.items()
        if row.stage in step.sources
    ]


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def new_section(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    require(policies.can_add_section(request.user, row))
    form = NewSectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_section(actor=request.user, draft_pk=row.pk, **form.cleaned_data)
        messages.success(request, _("The section stands at the end."))
        return redirect(row)
    status = 422 if request.method == "POST" else 200
    context = {"draft": row, "form": form, "trail": _trail(row, _("Add a section"))}
    return render(request, "reporting/section_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def section(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Write one section, or read it where one may not write."""
    row = _find(request, slug)
    found = get_object_or_404(
        policies.visible_sections(request.user, row).select_related("draft", "assigned_to"), pk=pk
    )
    may_edit = policies.can_edit_section(request.user, found)
    if request.method == "POST":
        return _save(request, found)
    form = _section_form(request, found) if may_edit else None
    return _section_page(request, found, form, reason=may_edit.reason)


def _section_form(request: HtmxRequest, row: Section, data: Any = None) -> SectionForm:
    initial = {
        "heading": row.heading,
        "assigned_to": row.assigned_to_id,
        "body": row.body,
        "revision": row.revision,
    }
    kind = ManagedSectionForm if policies.can_manage_drafts(request.user) else SectionForm
    return kind(data, initial=initial)


def _section_page(
    request: HtmxRequest, row: Section, form: SectionForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "draft": row.draft,
        "section": row,
        "form": form,
        "words": count_words(row.body),
        "trail": _trail(row.draft, row.heading),
    }
    return render(request, "reporting/section.html", context | more, status=status)


def _save(request: HtmxRequest, row: Section) -> HttpResponse:
    form = _section_form(request, row, request.POST)
    if not form.is_valid():
        return _section_page(request, row, form, 422)
    try:
        services.save_section(pk=row.pk, actor=request.user, **form.cleaned_data)
    except ConflictError:
        return _conflict(request, row, form)
    except PermissionDenied as error:
        typed = form.cleaned_data["body"]
        return _section_page(request, row, None, 403, reason=str(error), typed=typed)
    messages.success(request, _("Saved."))
    return redirect("reporting:section", row.draft.slug, row.pk)


def _conflict(request: HtmxRequest, row: Section, form: SectionForm) -> HttpResponse:
    """Both texts; the form keeps one's own and, saved again, takes the place of the other."""
    theirs = Section.objects.select_related("draft", "assigned_to").get(pk=row.pk)
    data = request.POST.copy()
    data["revision"] = str(theirs.revision)
    both = {
        "who": theirs.last_editor() or _("Someone else"),
        "at": theirs.updated_at,
        "theirs": theirs.body,
        "mine": form.cleaned_data["body"],
    }
    heading = form.cleaned_data.get("heading", theirs.heading)
    if heading != theirs.heading:
        both["theirs"] = f"{theirs.heading}\n\n{theirs.body}"
        both["mine"] = f"{heading}\n\n{both['mine']}"
    again = _section_form(request, theirs, data)
    return _section_page(request, theirs, again, 409, both=both)


@require_http_methods(["GET", "POST"])
def make_version(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    require(policies.can_manage_drafts(request.user))
    if request.method == "POST":
        try:
            version = services.make_version(actor=request.user, draft_pk=row.pk)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("This is version %(number)d.") % {"number": version.number})
        return redirect(row)
    context = {
        "title": _("Make a version"),
        "subject": row.title,
        "consequences": [
            _("The draft is kept as it stands now, word for word; a version never changes."),
            _("The draft itself can be edited further."),
        ],
        "act": _("Make the version"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_GET
def version(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    row = _find(request, slug)
    require(policies.can_manage_drafts(request.user))
    found = get_object_or_404(row.versions.select_related("made_by"), number=number)
    context = {
        "draft": row,
        "version": found,
        "words": sum(count_words(part["body"]) for part in found.sections),
        "trail": _trail(row, _("Version %(number)d") % {"number": found.number}),
    }
    return render(request, "reporting/version.html", context)


@require_http_methods(["GET", "POST"])
def move_draft(request: HtmxRequest, slug: str, move: str) -> HttpResponse:
    """To the next stage, on a page that says what follows."""
    row = _find(request, slug)
    require(policies.can_manage_drafts(request.user))
    if move not in CONSEQUENCES:
        raise Http404
    step = DRAFT_MOVES[move]
    form = MoveForm(request.POST if request.method == "POST" else None, needs_note=step.needs_note)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_draft(
                pk=row.pk, name=move, actor=request.user, note=form.cleaned_data["note"]
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Done."))
        return redirect(row)
    context = {
        "title": step.label,
        "subject": row.title,
        "consequences": [CONSEQUENCES[move]],
        "form": form,
        "act": step.label,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def open_consultation(request: HtmxRequest, slug: str) -> HttpResponse:
    """First the form, then a page that says what follows, then the deed."""
    row = _find(request, slug)
    require(policies.can_manage_drafts(request.user))
    initial = {"title": row.title}
    form = ConsultationForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and "confirmed" not in request.POST:
            return _confirm_consultation(request, row, form)
        if form.is_valid():
            try:
                opened = consulting.open_consultation(
                    actor=request.user, draft_pk=row.pk, **form.cleaned_data
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The consultation is set up."))
                return redirect("reporting:consultation", opened.slug)
    context = {"draft": row, "form": form, "trail": _trail(row, _("Open a consultation"))}
    return render(request, "reporting/consultation_form.html", context, status=status)


def _confirm_consultation(
    request: HtmxRequest, row: ReportDraft, form: ConsultationForm
) -> HttpResponse:
    typed = form.cleaned_data
    hidden = [(name, request.POST[name]) for name in form.fields if name in request.POST]
    days = {"first": date_format(typed["opens_on"]), "last": date_format(typed["closes_on"])}
    readers = (
        _("From %(first)s to %(last)s everyone can read it and comment on it, without an account.")
        if typed["audience"] == Audience.PUBLIC
        else _("From %(first)s to %(last)s people with an account can read it and comment on it.")
    )
    context = {
        "title": _("Open a consultation"),
        "subject": typed["title"],
        "consequences": [
            _("A version of the draft is made, which never changes."),
            readers % days,
            _("Every comment that is shown waits for an answer of the secretariat."),
        ],
        "hidden": [*hidden, ("confirmed", "yes")],
        "act": _("Open the consultation"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _find(request: HtmxRequest, slug: str) -> ReportDraft:
    rows = policies.visible_drafts(request.user).select_related("obligation")
    row: ReportDraft = get_object_or_404(rows, slug=slug)
    return row


def _trail(row: ReportDraft | None, here: str) -> list[dict[str, str]]:
    """From the list over the draft, where the page is a part of one, to this page."""
    steps = [{"label": _("Drafts"), "url": reverse("reporting:drafts")}]
    if row:
        steps.append({"label": row.title, "url": row.get_absolute_url()})
    return [*steps, {"label": here, "url": ""}]
