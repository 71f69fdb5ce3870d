"""What is officially told: updates, obligations, consultations, reports, documents."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from activities.models import Evidence, UpdateTarget
from documents.choices import Kind as DocumentKind
from documents.policies import visible_documents
from mechanisms.choices import ImplementationStatus, ReviewDocumentKind
from mechanisms.policies import visible_review_documents
from nmirf.common.dates import day_of, today
from portal.opendata.columns import (
    Kind,
    address,
    choice,
    day,
    in_languages,
    link,
    listed,
    page,
    text,
    truth,
    whole,
)
from portal.reader import Reader
from recommendations.models import AssessmentEvidence
from reporting.choices import DraftStage, DueSource, Moderation, ObligationKind, ObligationState
from reporting.models import Section
from reporting.policies import (
    visible_consultations,
    visible_drafts,
    visible_files,
    visible_obligations,
)

from .deeds import TITLE, activity_link, cluster_link, recommendation_link
from .register import OF_INSTITUTION

OF_UPDATE = _("Identifier of the update.")
OF_OBLIGATION = _("Code of the obligation.")
OF_REPORT = _("Code of the report.")
OF_DOCUMENT = _("Identifier of the document.")
LANGUAGE = _("Code of the language.")
SHA256 = _("SHA-256 of the file, in hexadecimal.")
BYTES = _("Size of the file in bytes.")

UPDATES = listed(
    "updates",
    _("Updates"),
    _("What institutions officially told, verified, signed and published."),
    lambda reader: reader.updates.order_by("reference"),
    text("update", OF_UPDATE, "reference", read=str, is_key=True),
    link("institution", "institutions", "institution__slug", OF_INSTITUTION),
    text("headline", _("Headline.")),
    *in_languages("headline", "headline"),
    text("narrative", _("What was done.")),
    *in_languages("narrative", "narrative"),
    text("language", LANGUAGE, is_needed=True),
    text("source", _("Where the information comes from.")),
    day("period_from", _("First day of the period.")),
    day("period_to", _("Last day of the period.")),
    truth("nothing_new", _("Whether it says that nothing is new."), is_needed=True),
    choice("proposed_status", _("Status in the institution’s own view."), ImplementationStatus),
    day(
        "published_on",
        _("Day on which it was published."),
        "published_at",
        read=day_of,
        is_needed=True,
    ),
    cluster_link(),
    activity_link(),
    text(
        "address",
        _("Its page on this site."),
        "reference",
        read=lambda found: page("portal:update", found),
        is_needed=True,
    ),
)
TARGETS = listed(
    "update_recommendations",
    _("Recommendations that updates tell of"),
    _("Links of updates to recommendations of their own."),
    lambda reader: UpdateTarget.objects.filter(
        update__in=reader.updates.order_by().values("pk")
    ).order_by("update__reference", "recommendation__reference"),
    link("update", "updates", "update__reference", OF_UPDATE, read=str, is_key=True),
    recommendation_link(is_key=True),
)
OBLIGATIONS = listed(
    "obligations",
    _("Obligations"),
    _("What the State owes to a mechanism or to parliament by a day, as the calendar shows it."),
    lambda reader: visible_obligations(reader.user).order_by("slug"),
    text("obligation", OF_OBLIGATION, "slug", is_key=True),
    text("title", TITLE, is_needed=True),
    *in_languages("title", "title"),
    choice("kind", _("What kind of obligation it is."), ObligationKind, is_needed=True),
    link("mechanism", "mechanisms", "mechanism__code"),
    link("review", "reviews", "review__slug"),
    recommendation_link(),
    day("due_on", _("Day by which it is due."), is_needed=True),
    choice("due_source", _("Where the day comes from."), DueSource, is_needed=True),
    text("due_document", _("Document and paragraph that name the day.")),
    choice("state", _("How far it is."), ObligationState, is_needed=True),
    day("submitted_on", _("Day on which it was submitted.")),
    text("symbol", _("Symbol of what was submitted.")),
    address("portal:obligation", "slug"),
)


def _consultations(reader: Reader) -> QuerySet:
    shown = Q(comments__moderation=Moderation.SHOWN)
    rows: QuerySet = visible_consultations(reader.user, today()).annotate(
        said=Count("comments", filter=shown),
        answered=Count("comments", filter=shown & ~Q(comments__answer="")),
    )
    return rows.order_by("slug")


CONSULTATIONS = listed(
    "consultations",
    _("Consultations"),
    _("Drafts put before everyone, with how much was said and answered; no comments."),
    _consultations,
    text("consultation", _("Code of the consultation."), "slug", is_key=True),
    text("title", TITLE, is_needed=True),
    text("introduction", _("What it is about.")),
    day("opens_on", _("First day."), is_needed=True),
    day("closes_on", _("Last day, which counts."), is_needed=True),
    truth("allows_anonymous", _("Whether anyone may comment."), is_needed=True),
    whole("version", _("Number of the version of the draft."), "version__number", is_needed=True),
    text("version_sha256", _("SHA-256 of that version, in hexadecimal."), "version__sha256"),
    whole("comments", _("Number of comments that are shown."), "said", is_needed=True),
    whole("answered", _("Number of these that are answered."), "answered", is_needed=True),
    address("portal:consultation", "slug"),
)


def _reports(reader: Reader) -> QuerySet:
    return visible_drafts(reader.user).filter(stage=DraftStage.PUBLISHED)


REPORTS = listed(
    "reports",
    _("Reports"),
    _("Reports of the State that are published in full."),
    lambda reader: _reports(reader).order_by("slug"),
    text("report", OF_REPORT, "slug", is_key=True),
    text("title", TITLE, is_needed=True),
    text("language", LANGUAGE, is_needed=True),
    link("obligation", "obligations", "obligation__slug", OF_OBLIGATION),
    address("portal:report", "slug"),
)
SECTIONS = listed(
    "report_sections",
    _("Sections of reports"),
    _("Reports section by section."),
    lambda reader: Section.objects.filter(
        draft__in=_reports(reader).order_by().values("pk")
    ).order_by("draft__slug", "order"),
    link("report", "reports", "draft__slug", OF_REPORT, is_key=True),
    whole("order", _("Place in the report."), is_key=True),
    text("heading", _("Heading."), is_needed=True),
    text("body", _("The text itself, in Markdown.")),
)
FILES = listed(
    "report_files",
    _("Files of reports"),
    _("Reports on reviews as PDF, each as things stood on its day."),
    lambda reader: visible_files(reader.user).reports().ready().order_by("reference"),
    text("file", _("Identifier of the file."), "reference", read=str, is_key=True),
    text("title", TITLE, is_needed=True),
    link("review", "reviews", "review__slug"),
    text("format", _("Ending of the file."), is_needed=True),
    text("language", LANGUAGE, is_needed=True),
    whole("bytes", BYTES, "size", is_needed=True),
    text("sha256", SHA256, is_needed=True),
    day(
        "made_on",
        _("Day on which it was made."),
        "finished_at",
        read=lambda found: day_of(found) if found else None,
    ),
    text(
        "address",
        _("Its page on this site."),
        "reference",
        read=lambda found: page("reporting:rendered", found),
        is_needed=True,
    ),
)
DOCUMENTS = listed(
    "documents",
    _("Documents"),
    _(
        "Files that everyone may read: evidence, laws, reports, data sets. What they are, not what is in them."
    ),
    lambda reader: visible_documents(reader.user).order_by("reference"),
    text("document", OF_DOCUMENT, "reference", read=str, is_key=True),
    text("title", TITLE, is_needed=True),
    choice("kind", _("What kind of document it is."), DocumentKind, is_needed=True),
    text("filename", _("Name of the file."), is_needed=True),
    text("media_type", _("Media type of the file."), is_needed=True),
    whole("bytes", BYTES, "size", is_needed=True),
    text("sha256", SHA256, is_needed=True),
    text("language", LANGUAGE),
    whole("version", _("Version, from 1."), is_needed=True),
    link(
        "replaces",
        "documents",
        "replaces__reference",
        OF_DOCUMENT,
        read=lambda found: found and str(found),
    ),
    text(
        "address",
        _("Where the file can be fetched."),
        "reference",
        read=lambda found: page("documents:download", found),
        is_needed=True,
    ),
)


def _linked(name: str) -> str:
    return f"{name}__reference"


UPDATE_DOCUMENTS = listed(
    "update_documents",
    _("Evidence of updates"),
    _("Documents on which updates rest."),
    lambda reader: Evidence.objects.filter(
        update__in=reader.updates.order_by().values("pk")
    ).order_by("update__reference", "document__reference"),
    link("update", "updates", _linked("update"), OF_UPDATE, read=str, is_key=True),
    link("document", "documents", _linked("document"), OF_DOCUMENT, read=str, is_key=True),
    whole("page", _("Page in the document.")),
)
ASSESSMENT_DOCUMENTS = listed(
    "assessment_documents",
    _("Evidence of assessments"),
    _("Documents on which assessments rest."),
    lambda reader: AssessmentEvidence.objects.order_by("assessment", "document__reference"),
    link("assessment", "assessments", "assessment_id", kind=Kind.WHOLE, is_key=True),
    link("document", "documents", _linked("document"), OF_DOCUMENT, read=str, is_key=True),
    whole("page", _("Page in the document.")),
)
REVIEW_DOCUMENTS = listed(
    "review_documents",
    _("Documents of reviews"),
    _("Which documents belong to which review, and what they are in it."),
    lambda reader: visible_review_documents(reader.user).order_by(
        "review__slug", "document__reference"
    ),
    link("review", "reviews", "review__slug", _("Code of the review."), is_key=True),
    link("document", "documents", _linked("document"), OF_DOCUMENT, read=str, is_key=True),
    choice("kind", _("What it is in the review."), ReviewDocumentKind, is_needed=True),
    text("symbol", _("Symbol of the document.")),
    day("dated_on", _("Date of the document.")),
    whole("order", _("Place among the documents of one day."), is_needed=True),
)
