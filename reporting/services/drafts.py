"""Report drafts: sections written side by side, versions that never change."""

import hashlib
import json
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from documents.choices import Classification
from focalpoints.models import Institution
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from reporting import policies
from reporting.choices import DRAFT_MOVES, DraftStage
from reporting.models import DraftVersion, Obligation, ReportDraft, Section

# What an address of the workspace means already.
RESERVED = frozenset({"new"})


@transaction.atomic
def create_draft(
    *,
    actor: User,
    title: str,
    language: str,
    headings: Iterable[str],
    obligation: Obligation | None = None,
    word_limit: int | None = None,
) -> ReportDraft:
    """A draft in outline, one empty section a heading. Raises PermissionDenied."""
    require(policies.can_manage_drafts(actor))
    with because(str(_("Draft opened"))):
        draft = ReportDraft.objects.create(
            slug=_free_slug(title),
            title=title,
            language=language,
            obligation=obligation,
            word_limit=word_limit,
        )
        Section.objects.bulk_create(
            Section(draft=draft, order=order, heading=heading)
            for order, heading in enumerate(headings, start=1)
        )
    return draft


def _free_slug(title: str) -> str:
    base = slugify(title)[:70] or "draft"
    found = ReportDraft.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    taken = {*found, *RESERVED}
    names = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


@transaction.atomic
def add_section(
    *, actor: User, draft_pk: int, heading: str, assigned_to: Institution | None = None
) -> Section:
    """One more section at the end. Raises PermissionDenied, also once the text is settled."""
    draft = ReportDraft.objects.select_for_update().get(pk=draft_pk)
    require(policies.can_add_section(actor, draft))
    last = draft.sections.order_by("-order").values_list("order", flat=True).first() or 0
    return Section.objects.create(
        draft=draft, order=last + 1, heading=heading, assigned_to=assigned_to
    )


@transaction.atomic
def save_section(
    *,
    pk: int,
    actor: User,
    body: str,
    revision: int,
    heading: str | None = None,
    assigned_to: Institution | None = None,
) -> Section:
    """Save a section's text; `heading` and `assigned_to` change only where a heading is given.

    Raises PermissionDenied, and ConflictError with the section as it stands when someone saved
    since `revision` was read.
    """
    section = Section.objects.select_for_update().select_related("draft").get(pk=pk)
    require(policies.can_edit_section(actor, section))
    if section.revision != revision:
        raise ConflictError(
            _("Someone else saved this section meanwhile. Both texts are below."), section
        )
    if heading is not None:
        require(policies.can_manage_drafts(actor))
        section.heading, section.assigned_to = heading, assigned_to
    section.body = body
    section.revision += 1
    section.save(update_fields=["heading", "assigned_to", "body", "revision", "updated_at"])
    return section


@transaction.atomic
def move_draft(*, pk: int, name: str, actor: User, note: str = "") -> ReportDraft:
    """Carry a draft to its next stage; a published one is for everyone.

    Raises PermissionDenied, WorkflowError.
    """
    draft = ReportDraft.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_drafts(actor))
    step = DRAFT_MOVES[name]
    if draft.stage not in step.sources:
        raise WorkflowError(_("Someone has already moved this draft on."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note or str(step.label)):
        draft.stage = step.target
        if draft.stage == DraftStage.PUBLISHED:
            draft.classification = Classification.PUBLIC
        draft.save(update_fields=["stage", "classification", "updated_at"])
    return draft


@transaction.atomic
def make_version(*, actor: User, draft_pk: int) -> DraftVersion:
    """Freeze the draft as it stands. The same text makes no second version.

    Raises PermissionDenied, and DomainError for a draft without a word.
    """
    draft = ReportDraft.objects.select_for_update().get(pk=draft_pk)
    require(policies.can_manage_drafts(actor))
    sections = [
        {"key": str(row.pk), "heading": row.heading, "body": row.body}
        for row in draft.sections.all()
    ]
    if not any(section["body"].strip() for section in sections):
        raise DomainError(_("The draft has no text yet."))
    canonical = json.dumps(sections, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    latest = draft.versions.order_by("-number").first()
    if latest is not None and latest.sha256 == sha256:
        return latest
    with because(str(_("Version made"))):
        return DraftVersion.objects.create(
            draft=draft,
            number=latest.number + 1 if latest else 1,
            sections=sections,
            sha256=sha256,
            made_by=actor,
        )
