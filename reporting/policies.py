"""Who may see and do what with obligations, drafts, consultations and rendered files."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from documents.choices import Classification
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny
from recommendations.policies import visible_tables

from .choices import Audience, DraftStage, FileKind, FileState
from .models import Comment, Consultation, Obligation, RenderedFile, ReportDraft, Section
from .querysets import (
    CommentQuerySet,
    ConsultationQuerySet,
    ObligationQuerySet,
    RenderedFileQuerySet,
)


def visible_obligations(user: Person) -> ObligationQuerySet:
    """The public calendar; members of the mechanism see the rest too."""
    if standing(user).reads_internal:
        return Obligation.objects.all()
    return Obligation.objects.public()


def can_manage_obligations(user: Person) -> Decision:
    return is_secretariat(user)


def visible_drafts(user: Person) -> QuerySet[ReportDraft]:
    """Drafts are restricted: the secretariat, and the institutions that write a section."""
    rights = standing(user)
    if rights.is_secretariat:
        return ReportDraft.objects.all()
    mine = rights.report_for | rights.sign_for
    return ReportDraft.objects.filter(
        Q(sections__assigned_to__in=mine)
        | Q(stage=DraftStage.PUBLISHED, classification=Classification.PUBLIC)
    ).distinct()


def visible_sections(user: Person, draft: ReportDraft) -> QuerySet[Section]:
    """All to the secretariat; to others the sections that their institution writes."""
    rights = standing(user)
    if rights.is_secretariat or draft.stage == DraftStage.PUBLISHED:
        return draft.sections.all()
    return draft.sections.filter(assigned_to__in=rights.report_for | rights.sign_for)


def can_write_drafts(user: Person) -> Decision:
    """Open the list of drafts: those who write sections, sign for them, or lead the drafting."""
    rights = standing(user)
    if rights.is_secretariat or rights.report_for or rights.sign_for:
        return ALLOW
    return deny(_("Drafts are read by those who write them."))


def can_manage_drafts(user: Person) -> Decision:
    return is_secretariat(user)


def is_open_for_drafting(draft: ReportDraft) -> Decision:
    """What people are consulted on, or what was adopted, submitted or published, stays as it is."""
    if draft.stage in (DraftStage.OUTLINE, DraftStage.DRAFTING):
        return ALLOW
    return deny(_("The draft is not open for drafting at its present stage."))


def can_add_section(user: Person, draft: ReportDraft) -> Decision:
    return can_manage_drafts(user) and is_open_for_drafting(draft)


def can_edit_section(user: Person, section: Section) -> Decision:
    rights = standing(user)
    if not (is_open := is_open_for_drafting(section.draft)):
        return is_open
    if rights.is_secretariat or section.assigned_to_id in rights.report_for:
        return ALLOW
    return deny(_("Another institution writes this section."))


def visible_consultations(user: Person, on: dt.date) -> ConsultationQuerySet:
    """Public ones that have begun; signed-in people see those for them too; the secretariat all."""
    rights = standing(user)
    if rights.is_secretariat:
        return Consultation.objects.all()
    begun = Consultation.objects.begun(on)
    return begun if rights.is_signed_in else begun.filter(audience=Audience.PUBLIC)


def can_comment(
    user: Person, consultation: Consultation, institution: int | None, on: dt.date
) -> Decision:
    """Anyone while it is open, where it takes anonymous comments; in a name only one's own."""
    rights = standing(user)
    if on < consultation.opens_on:
        return deny(_("This consultation has not begun."))
    if on > consultation.closes_on:
        return deny(_("This consultation is closed."))
    if institution is not None:
        if institution in rights.institutions:
            return ALLOW
        return deny(_("You do not speak for this institution."))
    if consultation.allows_anonymous:
        return ALLOW
    return deny(_("This consultation takes comments of institutions only: sign in to comment."))


def visible_comments(user: Person, consultation: Consultation) -> CommentQuerySet:
    """Shown ones; one's own institution's while they wait; all to the secretariat."""
    rights = standing(user)
    comments = Comment.objects.filter(consultation=consultation)
    if rights.is_secretariat:
        return comments
    return comments.filter(Q(moderation="shown") | Q(institution__in=rights.institutions))


def left_out(consultation: Consultation) -> list[tuple[str, str]]:
    """(section, reason) of each comment that is not shown: the reason stands in its place."""
    hidden = Comment.objects.filter(consultation=consultation).hidden()
    return list(hidden.order_by("created_at", "pk").values_list("section", "moderation_reason"))


def can_answer_comments(user: Person) -> Decision:
    return is_secretariat(user)


def can_see_identity(user: Person) -> Decision:
    """Who wrote an anonymous comment: consultation officers only, each look is recorded."""
    if standing(user).is_consultation_officer:
        return ALLOW
    return deny(_("Only consultation officers see who wrote a comment."))


def can_render(user: Person) -> Decision:
    return is_secretariat(user)


def visible_files(user: Person) -> RenderedFileQuerySet:
    """Reports on reviews that are ready; one's own requests; to the secretariat all such reports.

    The technical report of a table is for those who may see the table.

    A file of the register holds what the one who asked may read, and is theirs alone. One that
    nobody's account asked for holds what everyone may read; its address is known to who asked.
    """
    report = Q(kind=FileKind.REVIEW)
    if not standing(user).is_secretariat:
        report &= Q(is_public=True, state=FileState.READY)
    visible = report | Q(kind=FileKind.REGISTER, requested_by=None)
    if standing(user).reads_internal:
        tables = list(visible_tables(user).values_list("pk", flat=True))
        visible |= Q(kind=FileKind.TABLE, options__table__in=tables)
    if user.is_authenticated:
        visible |= Q(kind=FileKind.REVIEW, requested_by=user.pk)
        visible |= Q(requested_by=user.pk, options__scope=reading_scope(user))
    return RenderedFile.objects.filter(visible)


def reading_scope(user: Person) -> str:
    """For whom someone reads the register today, as text: a file made for another is closed."""
    rights = standing(user)
    if rights.is_secretariat:
        return "secretariat"
    return ",".join(str(key) for key in sorted(rights.report_for | rights.sign_for))
