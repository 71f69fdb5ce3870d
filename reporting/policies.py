"""Who may see and do what with obligations, drafts, consultations and rendered files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.policies import visible_activities, visible_dues, visible_updates
from documents.choices import Classification
from documents.models import Document
from documents.querysets import DocumentQuerySet
from focalpoints.choices import HandoverItemKind, HandoverState
from focalpoints.models import Decision as MeetingDecision
from focalpoints.models import Handover, HandoverItem, Meeting
from focalpoints.policies import Person, is_secretariat, standing, visible_committees
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny
from recommendations.policies import (
    visible_assignments,
    visible_clusters,
    visible_recommendations,
    visible_tables,
)

from .choices import OF_PAGES, Audience, DraftStage, FileKind, FileState
from .models import (
    AgendaItem,
    Comment,
    Consultation,
    InformationRequest,
    Obligation,
    RenderedFile,
    ReportDraft,
    RequestAnswer,
    Section,
)
from .querysets import (
    CommentQuerySet,
    ConsultationQuerySet,
    InformationRequestQuerySet,
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


def can_read_gaps(user: Person) -> Decision:
    """Lists of what is missing: members of the mechanism."""
    return ALLOW if standing(user).reads_internal else deny(_("Gaps are for members."))


def can_report_gaps(user: Person) -> Decision:
    return is_secretariat(user)


def can_ask(user: Person) -> Decision:
    """Put a question to institutions, take it back, close it."""
    return is_secretariat(user)


def visible_requests(user: Person) -> InformationRequestQuerySet:
    """All to the secretariat; to an institution's people those that it was asked."""
    rights = standing(user)
    if rights.is_secretariat:
        return InformationRequest.objects.all()
    return InformationRequest.objects.filter(institution__in=rights.report_for | rights.sign_for)


def answer_documents(user: Person) -> DocumentQuerySet:
    """Files of answers: for those who read the request."""
    answers = RequestAnswer.objects.filter(request__in=visible_requests(user).values("pk"))
    return Document.objects.filter(pk__in=answers.values("document"))


def can_answer_request(user: Person, row: InformationRequest) -> Decision:
    """A focal point or deputy of the institution; the secretariat what fell to itself."""
    rights, asked = standing(user), row.institution_id
    if asked in rights.report_for or (asked is None and rights.is_secretariat):
        return ALLOW
    return deny(_("Whoever reports for the institution answers."))


def can_see_identity(user: Person) -> Decision:
    """Who wrote an anonymous comment: consultation officers only, each look is recorded."""
    if standing(user).is_consultation_officer:
        return ALLOW
    return deny(_("Only consultation officers see who wrote a comment."))


def can_render(user: Person) -> Decision:
    return is_secretariat(user)


def visible_files(user: Person) -> RenderedFileQuerySet:
    """Reports on reviews that are ready; one's own requests; to the secretariat all such reports.

    The technical report of a table is for those who may see the table, a report on gaps for the
    secretariat.

    A file of the register, or of another page, holds what the one who asked may read, and is theirs alone. One that
    nobody's account asked for holds what everyone may read; its address is known to who asked.
    """
    report = Q(kind=FileKind.REVIEW)
    if not standing(user).is_secretariat:
        report &= Q(is_public=True, state=FileState.READY)
    visible = report | Q(kind__in=OF_PAGES, requested_by=None)
    if standing(user).is_secretariat:
        visible |= Q(kind=FileKind.GAPS)
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


def visible_agenda(user: Person, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Items in order; those about a record that the person may not read are not there for them."""
    return AgendaItem.objects.filter(
        Q(draft=None) | Q(draft__in=visible_drafts(user).values("pk")),
        Q(cluster=None) | Q(cluster__in=visible_clusters(user).values("pk")),
        Q(recommendation=None) | Q(recommendation__in=visible_recommendations(user).values("pk")),
        Q(obligation=None) | Q(obligation__in=visible_obligations(user).values("pk")),
        meeting=meeting,
    ).select_related("draft", "cluster", "recommendation", "obligation")


# Handovers. Each takes a row `with_people`: who has to act follows from the appointments of the day.


def can_read_handovers(user: Person) -> Decision:
    """Open the list: whoever holds a post, and the secretariat."""
    if standing(user).is_member:
        return ALLOW
    return deny(_("Handovers are read by those who hold a post."))


def can_write_handover(user: Person, handover: Handover) -> Decision:
    """The institution's people; the secretariat where the one who leaves is gone already."""
    if handover.state != HandoverState.WRITING:
        return deny(_("This handover has been handed over; its text stays as it is."))
    if _is_of_the_post(user, handover):
        return ALLOW
    if not standing(user).is_secretariat:
        return deny(_("The one who leaves, the deputy and the focal point write it."))
    if handover.leaver_acts:
        return deny(_("The institution writes it as long as the one who leaves is in office."))
    return ALLOW


def can_refresh_handover(user: Person, handover: Handover) -> Decision:
    """Collect anew: while it is open, who writes it or runs the mechanism."""
    if handover.state not in (HandoverState.WRITING, HandoverState.HANDED):
        return deny(_("This handover is closed."))
    if standing(user).is_secretariat or _is_of_the_post(user, handover):
        return ALLOW
    return deny(_("The one who leaves, the deputy and the focal point write it."))


def can_cancel_handover(user: Person, handover: Handover) -> Decision:
    """The secretariat as long as it is open; the one who leaves until it is handed over."""
    if handover.state not in (HandoverState.WRITING, HandoverState.HANDED):
        return deny(_("This handover is closed."))
    is_own = handover.state == HandoverState.WRITING and _is_leaver(user, handover)
    return ALLOW if is_own else is_secretariat(user)


def can_acknowledge(user: Person, handover: Handover) -> Decision:
    """Whoever follows in the post; they ask back, too."""
    if handover.state != HandoverState.HANDED:
        return deny(_("There is nothing to acknowledge at present."))
    followers = handover.followers
    if not followers:
        return deny(_("It waits for whoever is appointed next."))
    here = handover.appointment.institution_id in standing(user).institutions
    if here and user.pk in followers:
        return ALLOW
    return deny(_("Only the one who follows in the post acknowledges."))


def can_answer_question(user: Person, handover: Handover) -> Decision:
    """The one who left as long as they hold a post there, colleagues, or the secretariat."""
    if handover.state != HandoverState.HANDED:
        return deny(_("This handover is closed."))
    if standing(user).is_secretariat or _is_of_the_post(user, handover):
        return ALLOW
    return deny(_("The institution's people and the secretariat answer."))


def _is_leaver(user: Person, handover: Handover) -> bool:
    rights = standing(user)
    return (
        handover.appointment.user_id == user.pk
        and handover.appointment.institution_id in rights.institutions
    )


def _is_of_the_post(user: Person, handover: Handover) -> bool:
    reports = handover.appointment.institution_id in standing(user).report_for
    return reports or _is_leaver(user, handover)


def readable_subjects(
    user: Person, handover: Handover, items: Iterable[HandoverItem]
) -> frozenset[str]:
    """The subjects of those items whose record this person may read today.

    What an institution does stays its people's to read. A draft of an update is nobody else's,
    and a section of a report that another institution writes now is no longer theirs.
    """
    by_kind: dict[str, list[str]] = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item.subject)
    rights = standing(user)
    inside = handover.appointment.institution_id in rights.report_for | rights.sign_for
    own = {
        HandoverItemKind.UPDATE,
        HandoverItemKind.ROUND,
        HandoverItemKind.ASSIGNMENT,
        HandoverItemKind.LED,
    }
    found: set[str] = set()
    for kind, subjects in by_kind.items():
        is_theirs = kind == HandoverItemKind.OTHER or (inside and kind in own)
        found |= set(subjects) if is_theirs else _readable_of(user, kind, subjects)
    return frozenset(found)


def _readable_of(user: Person, kind: str, subjects: list[str]) -> set[str]:
    """Those of the subjects of one kind that lie in what this person may read; one query."""
    rows, column = _readers(user, HandoverItemKind(kind))
    keys = {subject.partition(":")[2]: subject for subject in subjects}
    seen = rows.filter(**{f"{column}__in": list(keys)}).values_list(column, flat=True)
    return {keys[str(key)] for key in seen}


def _readers(user: Person, kind: HandoverItemKind) -> tuple[QuerySet[Any], str]:
    """What this person reads of one kind, and the column by which items name it."""
    found: dict[HandoverItemKind, tuple[QuerySet[Any], str]] = {
        HandoverItemKind.UPDATE: (visible_updates(user), "reference"),
        HandoverItemKind.ROUND: (visible_dues(user), "reference"),
        HandoverItemKind.ASSIGNMENT: (visible_assignments(user), "pk"),
        HandoverItemKind.LED: (visible_assignments(user), "pk"),
        HandoverItemKind.DECISION: (decisions_of(user), "reference"),
        HandoverItemKind.MEETING: (meetings_of(user), "reference"),
        HandoverItemKind.SEAT: (visible_committees(user), "slug"),
        HandoverItemKind.ACTIVITY: (visible_activities(user), "slug"),
        HandoverItemKind.SECTION: (sections_of(user), "pk"),
        HandoverItemKind.REQUEST: (visible_requests(user), "reference"),
        HandoverItemKind.CONSULTATION: (visible_consultations(user, today()), "slug"),
    }
    return found[kind]


def decisions_of(user: Person) -> QuerySet[MeetingDecision]:
    """Decisions that one's own institution has to carry out; all to the secretariat."""
    rights = standing(user)
    if rights.is_secretariat:
        return MeetingDecision.objects.all()
    return MeetingDecision.objects.filter(institution__in=rights.institutions)


def meetings_of(user: Person) -> QuerySet[Meeting]:
    """Meetings to which one's own institution or oneself is invited; all to the secretariat."""
    rights = standing(user)
    if rights.is_secretariat:
        return Meeting.objects.all()
    return Meeting.objects.filter(
        Q(attendances__institution__in=rights.institutions) | Q(attendances__user=user.pk)
    ).distinct()


def sections_of(user: Person) -> QuerySet[Section]:
    """Sections that one's own institution writes; all to the secretariat."""
    rights = standing(user)
    if rights.is_secretariat:
        return Section.objects.all()
    return Section.objects.filter(assigned_to__in=rights.report_for | rights.sign_for)
