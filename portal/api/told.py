"""What the State owes and tells: obligations, consultations, reports, documents, figures."""

from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.choices import Kind
from documents.models import Document
from documents.policies import visible_documents
from focalpoints.policies import visible_institutions
from mechanisms.models import Mechanism, Review
from nmirf.common.dates import day_of, today
from portal.discussion import parts
from portal.duties import source_words
from portal.figures import FIGURES, read_all
from portal.reader import Reader
from reporting.choices import DraftStage, Moderation, ObligationState
from reporting.figures import Reading, Scope
from reporting.models import Obligation, RenderedFile
from reporting.policies import (
    visible_consultations,
    visible_drafts,
    visible_files,
    visible_obligations,
)

from . import schemas
from .parameters import Asked, choice, day, identifier, text
from .problems import unknown_value
from .resources import BASE, Json, Resource, chosen, missing, page
from .telling import coded, head, moment, number, of_code, ref


def _obligations(reader: Reader, asked: Asked) -> Any:
    rows = visible_obligations(reader.user)
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["mechanism"]:
        rows = rows.filter(mechanism__code__iexact=asked["mechanism"])
    if asked["due_from"]:
        rows = rows.filter(due_on__gte=asked["due_from"])
    if asked["due_to"]:
        rows = rows.filter(due_on__lte=asked["due_to"])
    related = rows.select_related("mechanism", "review", "recommendation")
    return related.order_by("due_on", "pk")


def _tell_obligations(reader: Reader, rows: list[Obligation]) -> list[Json]:
    chosen = [row.recommendation_id for row in rows if row.recommendation_id]
    visible = set(reader.recommendations.filter(pk__in=chosen).values_list("pk", flat=True))
    on = today()
    return [
        head("obligations", row.slug, row.get_absolute_url())
        | {
            "title": row.label,
            "kind": coded(row, "kind"),
            "mechanism": of_code(row.mechanism),
            "review": ref(row.review),
            "recommendation": row.recommendation.reference
            if row.recommendation and row.recommendation_id in visible
            else None,
            "due_on": row.due_on,
            "due_source": source_words(row),
            "state": coded(row, "state"),
            "is_late": row.state == ObligationState.OPEN and row.due_on < on,
            "submitted_on": row.submitted_on,
            "symbol": row.symbol,
        }
        for row in rows
    ]


OBLIGATIONS = Resource(
    name="obligations",
    one="obligation",
    title=_("Obligations"),
    description=_(
        "The calendar: what the State owes to mechanisms, by when, and what it submitted."
    ),
    schema=schemas.Obligation,
    rows=_obligations,
    tell=_tell_obligations,
    parameters=(
        choice("state", _("Whether it is still owed."), ObligationState.values),
        identifier("mechanism", _("Id of the mechanism.")),
        day("due_from", _("Due on this day or later.")),
        day("due_to", _("Due on this day or earlier.")),
    ),
)


def _consultations(reader: Reader, asked: Asked) -> Any:
    shown = Q(comments__moderation=Moderation.SHOWN)
    rows = visible_consultations(reader.user, today()).annotate(
        said=Count("comments", filter=shown),
        answered=Count("comments", filter=shown & ~Q(comments__answer="")),
    )
    return rows.select_related("version").order_by("-closes_on", "pk")


def _consultation(row: Any) -> Json:
    return head("consultations", row.slug, row.get_absolute_url()) | {
        "title": row.title,
        "introduction": row.introduction,
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        "is_open": row.opens_on <= today() <= row.closes_on,
        "comments": row.said,
        "answered": row.answered,
    }


def _whole_consultation(reader: Reader, row: Any) -> Json:
    return _consultation(row) | {
        "sections": [
            {
                "heading": part.heading,
                "body": part.body,
                "comments": [
                    {
                        "who": one.who,
                        "on": one.on,
                        "text": one.text,
                        "answer": one.answer,
                        "answer_text": one.answer_text,
                        "answered_on": one.answered_on,
                    }
                    for one in part.said
                ],
                "left_out": part.left_out,
            }
            for part in parts(reader.user, row)
        ]
    }


CONSULTATIONS = Resource(
    name="consultations",
    one="consultation",
    title=_("Consultations"),
    description=_("Drafts that people may comment on; each by its id with comments and answers."),
    schema=schemas.Consultation,
    rows=_consultations,
    tell=lambda reader, rows: [_consultation(row) for row in rows],
    whole=_whole_consultation,
    whole_schema=schemas.WholeConsultation,
)


def _reports(reader: Reader, asked: Asked) -> Any:
    published = visible_drafts(reader.user).filter(stage=DraftStage.PUBLISHED)
    return published.select_related("obligation").order_by("title", "pk")


def _report(reader: Reader, row: Any, visible: set[int]) -> Json:
    return head("reports", row.slug, reverse("portal:report", args=[row.slug])) | {
        "title": row.title,
        "language": row.language,
        "obligation": ref(row.obligation) if row.obligation_id in visible else None,
    }


def _tell_reports(reader: Reader, rows: list[Any]) -> list[Json]:
    owed = [row.obligation_id for row in rows if row.obligation_id]
    seen = visible_obligations(reader.user).filter(pk__in=owed)
    visible = set(seen.values_list("pk", flat=True))
    return [_report(reader, row, visible) for row in rows]


def _whole_report(reader: Reader, row: Any) -> Json:
    sections = row.sections.order_by("order", "pk")
    return _tell_reports(reader, [row])[0] | {
        "sections": [{"heading": one.heading, "body": one.body} for one in sections]
    }


REPORTS = Resource(
    name="reports",
    one="report",
    title=_("Reports"),
    description=_("Reports that the State published in full; each by its id with its sections."),
    schema=schemas.Report,
    rows=_reports,
    tell=_tell_reports,
    whole=_whole_report,
    whole_schema=schemas.WholeReport,
)


def _files(reader: Reader, asked: Asked) -> Any:
    rows = visible_files(reader.user).reports().filter(state="ready")
    return rows.select_related("review").order_by(F("finished_at").desc(nulls_last=True), "pk")


def _tell_files(reader: Reader, rows: list[RenderedFile]) -> list[Json]:
    return [
        head("report-files", row.reference, row.get_absolute_url())
        | {
            "title": row.title,
            "review": ref(row.review),
            "format": row.format,
            "language": row.language,
            "size": row.size,
            "sha256": row.sha256,
            "finished_at": moment(row.finished_at),
            "download": page(reverse("reporting:download", args=[row.reference])),
        }
        for row in rows
    ]


FILES = Resource(
    name="report-files",
    one="report-file",
    title=_("Report files"),
    description=_("Reports on reviews as files that were made and published."),
    schema=schemas.ReportFile,
    rows=_files,
    tell=_tell_files,
    key="reference",
)


def _documents(reader: Reader, asked: Asked) -> Any:
    rows = visible_documents(reader.user)
    if asked["q"]:
        rows = rows.filter(title__icontains=asked["q"])
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    return rows.order_by("-created_at", "-pk")


def _tell_documents(reader: Reader, rows: list[Document]) -> list[Json]:
    return [
        head("documents", row.reference, row.page_url)
        | {
            "title": row.title,
            "kind": coded(row, "kind"),
            "filename": row.filename,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "language": row.language,
            "version": row.version,
            "added_on": day_of(row.created_at),
            "download": page(row.get_absolute_url()),
        }
        for row in rows
    ]


DOCUMENTS = Resource(
    name="documents",
    one="document",
    title=_("Documents"),
    description=_("Files that everyone may fetch: evidence, laws, reports, data sets."),
    schema=schemas.Document,
    rows=_documents,
    tell=_tell_documents,
    key="reference",
    parameters=(
        text("q", _("Words in the title.")),
        choice("kind", _("What the document is."), Kind.values),
    ),
)


# Figures have no pages: there are as many as there are definitions.

SCOPE = (
    identifier("review", _("Count within one review, by its id.")),
    identifier("mechanism", _("Count within one mechanism, by its id.")),
    identifier("institution", _("Count what one institution leads, by its id.")),
)


def _scope(reader: Reader, asked: Asked) -> Scope:
    """The first that is named counts, as on the page of the figures."""
    found: dict[str, Any] = {
        "review": Review.objects.filter(slug=asked["review"]),
        "mechanism": Mechanism.objects.filter(code__iexact=asked["mechanism"]),
        "institution": visible_institutions(reader.user).filter(slug=asked["institution"]),
    }
    for name, rows in found.items():
        if not asked[name]:
            continue
        row = rows.first()
        if row is None:
            raise unknown_value(name, asked[name], str(missing().detail))
        narrowing: dict[str, Any] = {name: row}
        return Scope(today(), **narrowing)
    return Scope(today())


def figures(reader: Reader, asked: Asked) -> Json:
    scope = _scope(reader, asked)
    return {"data": [chosen(_figure(one, scope), asked) for one in read_all(scope)]}


def figure(reader: Reader, asked: Asked, code: str) -> Json:
    if code not in FIGURES:
        raise missing()
    scope = _scope(reader, asked)
    return chosen(_figure(FIGURES[code].read(scope), scope), asked)


def _figure(reading: Reading, scope: Scope) -> Json:
    one = reading.figure
    return {
        "id": one.code,
        "url": page(f"{BASE}/figures/{one.code}"),
        "title": str(one.title),
        "definition": str(one.definition),
        "unit": {"code": str(one.unit), "label": str(one.unit.label)},
        "counted": str(one.counted),
        "n": reading.n,
        "on": reading.on,
        "scope": scope.label,
        "lines": [
            {
                "key": line.key,
                "label": line.label,
                "group": line.group,
                "value": number(line.value),
                "n": reading.n if line.n is None else line.n,
            }
            for line in reading.lines
        ],
    }
