"""What the doors to writing share: what is asked, the form, and how it is saved."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities import policies
from activities.forms.updates import EvidenceForm, UpdateForm
from activities.models import Evidence, ImplementationUpdate
from activities.services import evidence, writing
from activities.services.evidence import Citation, Files
from activities.services.writing import CONTENT, TEXTS, OpenUpdateError, Targets
from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.numbers import MOST_KEY, whole
from recommendations.forms.references import in_words, meant_by
from recommendations.models import Recommendation
from recommendations.policies import visible_clusters, visible_recommendations
from recommendations.views.telling import tell_led_on

from .beside import beside_form, taken_over
from .common import find_update


@dataclass(frozen=True, slots=True)
class Asked:
    """What an update is to be about, as the address says, and the institutions it may be of."""

    targets: Targets
    institutions: QuerySet[Institution]
    # Which references the address names by what they were before a merge; "" for none.
    led_on: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the form carries unseen: its draft, itself, and the text that it was opened with."""

    draft: UUID
    form: UUID
    revision: int

    @classmethod
    def of(cls, request: HtmxRequest, draft: UUID | None = None) -> "Marks":
        """Those that were sent; new ones where nothing usable was."""
        revision = request.POST.get("revision", "")
        return cls(
            draft=draft or _uuid(request.POST.get("draft")),
            form=_uuid(request.POST.get("form")),
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        )


def read_address(request: HtmxRequest) -> Asked | None:
    """None when the address names nothing. Raises PermissionDenied, Http404."""
    mine = standing(request.user).report_for
    if not mine:
        raise PermissionDenied(_("Only the focal point or deputy of an institution reports."))
    query, user = request.GET, request.user
    references = query.getlist("recommendation")
    targets, led_on = Targets(), ""
    if references:
        meant = meant_by(references, visible_recommendations(user))
        if meant.missing:
            raise Http404
        targets, led_on = Targets(recommendations=meant.records), in_words(meant.led_on)
    elif "cluster" in query:
        targets = Targets(cluster=get_object_or_404(visible_clusters(user), slug=query["cluster"]))
    elif "activity" in query:
        rows_of = policies.visible_activities(user)
        targets = Targets(activity=get_object_or_404(rows_of, slug=query["activity"]))
    else:
        return None
    able = _able(request, targets)
    if not able:
        raise PermissionDenied(_("This is not assigned to your institution."))
    return Asked(targets, Institution.objects.filter(pk__in=able), led_on)


def _able(request: HtmxRequest, targets: Targets) -> list[int]:
    """The person's institutions that may report on all of this."""
    return [pk for pk in standing(request.user).report_for if _may_report(pk, targets)]


def _may_report(institution: int, targets: Targets) -> bool:
    if targets.cluster:
        return policies.reportable_clusters([institution]).filter(pk=targets.cluster.pk).exists()
    if targets.activity:
        own = policies.reportable_activities([institution])
        return own.filter(pk=targets.activity.pk).exists()
    wanted = [recommendation.pk for recommendation in targets.recommendations]
    found = policies.reportable_recommendations([institution]).filter(pk__in=wanted)
    return found.count() == len(wanted)


def find_open(asked: Asked) -> ImplementationUpdate | None:
    found = (writing.under_way(row.pk, asked.targets) for row in asked.institutions)
    return next((update for update in found if update), None)


def make_form(
    request: HtmxRequest,
    targets: Targets,
    institutions: QuerySet[Institution] | None = None,
    *,
    update: ImplementationUpdate | None = None,
) -> UpdateForm:
    mine = (
        [update.institution_id]
        if update
        else [row.pk for row in institutions or Institution.objects.none()]
    )
    reportable = policies.reportable_recommendations(mine)
    about = [row.pk for row in targets.recommendations]
    alone = targets.cluster is None and targets.activity is None
    earlier = [writing.replaceable(pk, targets).values("pk") for pk in mine]
    initial: dict[str, Any] = {"language": get_language(), "recommendations": about}
    if update is not None:
        initial |= {name: getattr(update, name) for name in CONTENT}
    initial |= taken_over(request, mine, targets, update)
    return UpdateForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        length=writing.length_allowed(),
        options=_options(about, reportable) if alone else None,
        references=reportable,
        replaceable=ImplementationUpdate.objects.filter(
            pk__in=earlier[0].union(*earlier[1:]) if len(earlier) > 1 else earlier[0]
        ),
        institutions=institutions if institutions is not None and len(mine) > 1 else None,
    )


def _options(about: list[int], reportable: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """What the update is about, and beside it what the same clusters hold of the institution's."""
    beside = reportable.filter(memberships__cluster__memberships__recommendation__in=about)
    near = list(beside.order_by("reference").values_list("pk", flat=True)[:10])
    return (
        Recommendation.objects.filter(pk__in={*about, *near})
        .prefetch_related("texts")
        .order_by("reference")
    )


def begin(request: HtmxRequest, asked: Asked, marks: Marks) -> HttpResponse:
    """The first saving of a new form."""
    form = make_form(request, asked.targets, asked.institutions)
    files = EvidenceForm(request.POST, request.FILES)
    valid = form.is_valid() & files.is_valid()
    try:
        update = start(request, marks, _content(form) if valid else None, form, files)
    except OpenUpdateError as error:
        return write_page(
            request, form, files, marks, targets=asked.targets, open_update=error.update, status=409
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return write_page(request, form, files, marks, targets=asked.targets, status=422)
    if valid:
        return _saved(request, update, form)
    now = _marks_now(marks, update)
    return write_page(request, form, files, now, update=update, is_kept=True, status=422)


def start(
    request: HtmxRequest,
    marks: Marks,
    content: dict[str, Any] | None,
    form: UpdateForm | None = None,
    files: EvidenceForm | None = None,
) -> ImplementationUpdate:
    """Begin the draft; with `content` None, with the bare texts, for the form has errors."""
    asked = read_address(request)
    if asked is None:
        raise Http404
    targets = asked.targets
    if content is not None and form is not None and "chosen" in form.cleaned_data:
        targets = Targets(recommendations=form.cleaned_data["chosen"])
    wanted = whole(request.POST.get("institution", ""), 1, MOST_KEY)
    institution = asked.institutions.filter(pk=wanted).first() if wanted else None
    institution = institution or asked.institutions.first()
    if institution is None:
        raise Http404
    texts = {name: request.POST.get(name, "") for name in TEXTS}
    return writing.start(
        reference=marks.draft,
        institution=institution,
        targets=targets,
        actor=request.user,
        content=texts if content is None else content,
        files=_files(files) if files is not None and files.is_valid() else evidence.NO_FILES,
        saved_from=marks.form,
        another="another" in request.POST or "another" in request.GET,
    )


def save(request: HtmxRequest, update: ImplementationUpdate, marks: Marks) -> HttpResponse:
    form = make_form(request, writing.targets_of(update), update=update)
    files = EvidenceForm(request.POST, request.FILES, links=attached(update))
    if form.is_valid() & files.is_valid():
        chosen = form.cleaned_data.get("chosen")
        try:
            update = writing.edit(
                pk=update.pk,
                revision=marks.revision,
                saved_from=marks.form,
                content=_content(form),
                actor=request.user,
                targets=Targets(recommendations=chosen) if chosen else None,
                files=_files(files),
                citations=_citations(files),
            )
        except ConflictError as error:
            return _conflict(request, form, files, marks, error)
        except DomainError as error:
            form.add_error(None, str(error))
        except PermissionDenied as error:
            messages.warning(request, str(error))
            return too_late(request, update)
        else:
            return _saved(request, update, form)
    is_kept = _keep(request, update, files, marks)
    update = find_update(request, update.reference)
    now = _marks_now(marks, update)
    return write_page(request, form, files, now, update=update, is_kept=is_kept, status=422)


def _keep(
    request: HtmxRequest, update: ImplementationUpdate, files: EvidenceForm, marks: Marks
) -> bool:
    """The form has errors: save its texts all the same, and the files that are in order."""
    texts = {name: request.POST.get(name, "") for name in TEXTS}
    try:
        writing.edit(
            pk=update.pk,
            revision=marks.revision,
            saved_from=marks.form,
            content=texts,
            actor=request.user,
            files=_files(files) if files.is_valid() else evidence.NO_FILES,
            citations=_citations(files) if files.is_valid() else evidence.NO_CITATIONS,
        )
    except DomainError as error:
        messages.warning(request, str(error))
        return False
    return True


def _conflict(
    request: HtmxRequest,
    form: UpdateForm,
    files: EvidenceForm,
    marks: Marks,
    error: ConflictError,
) -> HttpResponse:
    """Both texts, and a form that saves over the other's once its reader has decided to."""
    theirs = error.theirs
    if not isinstance(theirs, ImplementationUpdate):
        raise TypeError(theirs)
    both = {
        "who": theirs.last_editor,
        "at": theirs.updated_at,
        "theirs": _joined({name: getattr(theirs, name) for name in TEXTS}),
        "mine": _joined(form.cleaned_data),
    }
    marks = Marks(marks.draft, marks.form, theirs.revision)
    update = find_update(request, theirs.reference)
    return write_page(request, form, files, marks, update=update, both=both, status=409)


def _joined(texts: dict[str, Any]) -> str:
    return "\n\n".join(texts[name] for name in TEXTS if texts[name])


def _content(form: UpdateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in CONTENT if name in form.cleaned_data}


def _files(files: EvidenceForm) -> Files:
    data = files.cleaned_data
    return Files(data["uploads"], data["classification"], Citation(data["page"], data["note"]))


def _citations(files: EvidenceForm) -> dict[int, Citation]:
    return {key: Citation(*place) for key, place in files.places.items()}


def attached(update: ImplementationUpdate | None) -> QuerySet[Evidence] | tuple[()]:
    return update.evidence_links.select_related("document").order_by("pk") if update else ()


def _marks_now(marks: Marks, update: ImplementationUpdate) -> Marks:
    """If the texts were saved from this form, it goes on from there."""
    mine = update.saved_from == marks.form
    return Marks(update.reference, marks.form, update.revision if mine else marks.revision)


def _saved(request: HtmxRequest, update: ImplementationUpdate, form: UpdateForm) -> HttpResponse:
    tell_led_on(request, form)
    if request.POST.get("then") == "submit":
        return redirect("activities:submit", update.reference)
    messages.success(request, _("The draft is saved."))
    return redirect("activities:update_edit", update.reference)


def too_late(request: HtmxRequest, update: ImplementationUpdate) -> HttpResponse:
    """Someone has submitted it meanwhile: what was typed is shown, so that it can be copied."""
    if request.method != "POST":
        return redirect(update)
    typed = {name: request.POST[name] for name in TEXTS if request.POST.get(name)}
    context = {"typed": typed, "update": update}
    return render(request, "activities/session_ended.html", context, status=409)


def write_page(
    request: HtmxRequest,
    form: UpdateForm,
    files: EvidenceForm,
    marks: Marks,
    *,
    update: ImplementationUpdate | None = None,
    targets: Targets | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    about = writing.targets_of(update) if update else targets or Targets()
    returned = update.steps.filter(target="returned").order_by("pk").last() if update else None
    if update and "both" not in more and files.is_bound and files.is_valid():
        # What it held is kept, though the text beside it is not in order.
        files = EvidenceForm(links=attached(update))
    mine = [update.institution_id] if update else _able(request, about)
    context = beside_form(request, mine, about, update) | {
        "language": form["language"].value(),
        "form": form,
        "files_form": files,
        "marks": marks,
        "update": update,
        "targets": about,
        "returned": returned if update and update.state == "returned" else None,
        "choose_files_again": bool(request.FILES) and status != 200,
    }
    return render(request, "activities/write.html", context | more, status=status)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()
