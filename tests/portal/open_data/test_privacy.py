"""What is not public is in no file: found by planting a word wherever a text can stand."""

import datetime as dt
import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from psycopg import sql

from activities.models import IndicatorValue, Unit
from documents.choices import BELONGING, Classification
from nmirf.common.dates import today
from portal.opendata.tables import TABLES
from reporting.choices import Audience, DraftStage
from reporting.models import Consultation, RenderedFile
from tests import factories as make
from tests import world

WORD = "zqhidden"
OURS = ("accounts", "documents", "notifications", "focalpoints", "mechanisms", "recommendations")
APPS = (*OURS, "activities", "reporting", "portal")
NAMES = {"name", "name_translations"}
TITLES = {"slug", "title", "title_translations"}
# The columns that files show of what is public; every other column is nobody's to read there.
SHOWN = {
    "mechanisms.State": NAMES,
    "mechanisms.Mechanism": NAMES | {"code", "short_name"},
    "mechanisms.Review": TITLES | {"symbol", "document_url"},
    "mechanisms.Instrument": {"code"},
    "mechanisms.StatusGrade": {"code"},
    "mechanisms.ReviewDocument": {"symbol"},
    "recommendations.Theme": NAMES | {"code"},
    "recommendations.AffectedGroup": NAMES | {"code"},
    "recommendations.Objective": NAMES | {"code", "description"},
    "recommendations.SdgGoal": NAMES,
    "recommendations.SdgTarget": NAMES | {"code"},
    "recommendations.Recommendation": {"reference", "symbol", "paragraph", "position_source"}
    | {"response"},
    "recommendations.RecommendationText": {"text", "heading", "source"},
    "recommendations.PositionChange": {"source"},
    "recommendations.Cluster": TITLES | {"statement", "statement_translations"},
    "recommendations.Assessment": {"symbol", "rationale"},
    "focalpoints.Institution": NAMES | {"slug", "acronym", "territory", "website"},
    "focalpoints.NationalMechanism": NAMES
    | {"site_title", "site_title_translations", "state_name", "state_name_translations"}
    | {"contact"},
    "activities.NationalPlan": TITLES | {"summary"},
    "activities.PlanObjective": TITLES | {"code", "statement", "order"},
    "activities.Activity": TITLES
    | {"code", "description", "expected_result", "other_partners", "territory"},
    "activities.Milestone": {"title"},
    "activities.BudgetLine": {"source"},
    "activities.Unit": NAMES | {"code", "symbol"},
    "activities.Category": NAMES | {"code"},
    "activities.RightAttribute": {"code"},
    "activities.Indicator": NAMES
    | {"slug", "code", "definition", "method", "source", "sdg_indicator"},
    "activities.IndicatorValue": {"source", "note", "breakdown", "breakdown_key"},
    "activities.ImplementationUpdate": {"headline", "headline_translations", "narrative", "source"}
    | {"narrative_translations"},
    "reporting.Obligation": TITLES | {"due_document", "symbol"},
    "reporting.Consultation": {"slug", "title", "introduction"},
    "reporting.DraftVersion": {"sha256"},
    "reporting.ReportDraft": {"slug", "title"},
    "reporting.Section": {"heading", "body"},
    "reporting.RenderedFile": {"title", "sha256"},
    "documents.Document": {"title", "filename", "media_type", "sha256"},
}


def closed():
    """Of each model with things that are not public, which these are: nothing of them is shown."""
    draft = ~Q(publication="published")
    of_draft = ~Q(recommendation__publication="published")
    return {
        "recommendations.Recommendation": draft,
        "recommendations.RecommendationText": of_draft,
        "recommendations.PositionChange": of_draft,
        "recommendations.Cluster": draft,
        "recommendations.Assessment": draft | of_draft,
        "mechanisms.ReviewDocument": ~Q(document__classification=Classification.PUBLIC),
        "focalpoints.Institution": ~Q(standing="approved"),
        "activities.NationalPlan": draft,
        "activities.PlanObjective": ~Q(plan__publication="published"),
        "activities.Activity": draft,
        "activities.Milestone": ~Q(activity__publication="published"),
        "activities.BudgetLine": ~Q(activity__publication="published"),
        "activities.Indicator": draft,
        "activities.IndicatorValue": ~Q(indicator__publication="published") | Q(is_current=False),
        "activities.ImplementationUpdate": ~Q(state="published"),
        "reporting.Obligation": Q(is_public=False),
        "reporting.Consultation": ~Q(audience=Audience.PUBLIC) | Q(opens_on__gt=today()),
        "reporting.ReportDraft": ~Q(stage=DraftStage.PUBLISHED)
        | ~Q(classification=Classification.PUBLIC),
        "reporting.Section": ~Q(draft__stage=DraftStage.PUBLISHED),
        "reporting.RenderedFile": Q(is_public=False) | ~Q(state="ready"),
        "documents.Document": ~Q(classification=Classification.PUBLIC)
        | Q(kind__in=BELONGING, evidence_links=None, assessment_evidence_links=None),
    }


def texts(model):
    """The columns of a model that hold words, long enough for one of ours."""
    for field in model._meta.concrete_fields:
        if not (field.primary_key or field.is_relation or field.choices) and _takes_words(field):
            yield field


def _takes_words(field):
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.CharField)
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return field.max_length is None or field.max_length >= len(WORD) + 6
    return isinstance(field, models.JSONField)


def plant(model, field, keys):
    """Our word in this column of these rows, past triggers; whether the column takes it."""
    value = "%s || id::text"
    word = WORD
    if isinstance(field, models.JSONField):
        value, word = "%s::jsonb", json.dumps({"en": WORD, "fr": WORD})
    elif isinstance(field, ArrayField):
        value = "ARRAY[%s]"
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "column": sql.Identifier(field.column),
    }
    statement = sql.SQL("UPDATE {table} SET {column} = {value} WHERE id = ANY(%s)").format(
        value=sql.SQL(value), **names
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, [word, keys])
    except IntegrityError:
        return False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
    return True


def more_drafts():
    """What the world has in public alone."""
    make.ClusterFactory(publication="draft")
    activity = make.ActivityFactory(publication="draft")
    activity.milestones.create(title="Tender", due_on="2026-05-01")
    activity.budget_lines.create(
        kind="planned", amount=5, currency="EUR", year=2026, source="State budget"
    )
    draft = make.RecommendationFactory(publication="draft", published_at=None)
    draft.positions.create(position="supported", source="A/HRC/1/1")
    make.PlanObjectiveFactory(plan=make.PlanFactory(publication="draft"))
    make.ValueFactory(indicator=make.IndicatorFactory(publication="draft"))
    make.ObligationFactory(is_public=False)
    make.InstitutionFactory(standing="suspended")
    for name, public in (("mine", False), ("queued", True)):
        RenderedFile.objects.create(
            title=name, requested_by=make.secretariat(), is_public=public, state="queued"
        )
    known = Consultation.objects.first()
    for slug, audience, days in (("inside", Audience.REGISTERED, 0), ("later", Audience.PUBLIC, 9)):
        Consultation.objects.create(
            slug=slug,
            title=slug,
            version=known.version,
            audience=audience,
            opens_on=today() + dt.timedelta(days=days),
            closes_on=today() + dt.timedelta(days=30),
        )


@pytest.fixture
def planted(db):
    """The world, with our word in every text that no file may show: how many columns took it."""
    world.build()
    more_drafts()
    hidden, taken, refused, lacking = closed(), 0, [], []
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in APPS or model.__name__.endswith("Event"):
            continue
        rows = model._base_manager
        every = list(rows.values_list("pk", flat=True))
        mine = (
            list(rows.filter(hidden[label]).values_list("pk", flat=True).distinct())
            if label in hidden
            else []
        )
        if label in hidden and not mine:
            lacking.append(label)
        for field in texts(model):
            keys = mine if field.name in SHOWN.get(label, ()) else every
            if keys:
                done = plant(model, field, keys)
                taken += done
                refused += [] if done else [f"{label}.{field.name}"]
    assert lacking == [], "nothing in the world that is not public"
    return taken, refused


def contents(path):
    """All that a file says, as text: inside of workbooks and columns too."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    if path.suffix == ".parquet":
        found = pq.read_table(path)
        return f"{found.schema.metadata} {found.to_pylist()} {found.schema}"
    return data.decode()


def test_nothing_that_is_not_public_is_in_any_file(planted, make_edition):
    taken, refused = planted
    assert taken > 200
    # Columns whose form the database checks; none of them holds what a person writes.
    assert len(refused) <= 12, refused
    done = make_edition()
    assert done.edition.tables["recommendations"].rows > 0
    found = {}
    for name in done.edition.files:
        if name != "all.zip":
            said = contents(done.edition.path(name))
            if WORD in said:
                at = said.index(WORD)
                found[name] = said[max(at - 200, 0) : at + 40]
    assert found == {}
    with zipfile.ZipFile(done.edition.path("all.zip")) as archive:
        assert set(archive.namelist()) < set(done.edition.files)


def test_the_word_would_be_found(db, make_edition):
    """In each format: the search above looks where texts stand."""
    make.RecommendationFactory(text=f"Stop {WORD} now.")
    edition = make_edition().edition
    for ending in ("csv", "jsonl", "xlsx", "parquet"):
        assert WORD in contents(edition.path(f"recommendation_texts.{ending}"))


def test_no_file_has_a_column_of_persons():
    for table in TABLES.values():
        for column in table.columns:
            parts = set(column.path.split("__"))
            assert not parts & {
                "author",
                "owner",
                "officer",
                "proposed_by",
                "recorded_by",
                "person",
            }
            assert "email" not in column.name
            assert "mailbox" not in column.path


def test_a_link_to_what_is_not_public_is_empty_and_a_row_of_it_is_left_out(db, make_edition, lines):
    draft = make.ClusterFactory(publication="draft")
    cluster = make.ClusterFactory(parent=draft)
    hidden = make.RecommendationFactory(publication="draft", published_at=None)
    open_ = make.RecommendationFactory()
    for row in (hidden, open_):
        cluster.memberships.create(recommendation=row)
        draft.memberships.create(recommendation=row)
    suspended = make.InstitutionFactory(standing="suspended")
    activity = make.ActivityFactory(lead=suspended)
    activity.recommendation_links.create(recommendation=hidden)
    done = make_edition()
    assert lines(done, "clusters")[0].get("parent") is None
    assert [one["recommendation"] for one in lines(done, "cluster_members")] == [open_.reference]
    assert "lead" not in lines(done, "activities")[0]
    assert lines(done, "activity_recommendations") == []


@pytest.mark.parametrize("k", [5, 1])
def test_small_numbers_are_withheld_in_every_format(db, make_edition, lines, settings, k):
    settings.SMALL_NUMBER_THRESHOLD = k
    unit = make.UnitFactory(is_count=True)
    indicator = make.IndicatorFactory(
        unit=unit, publication="published", baseline_value=3, baseline_year=2020
    )
    assert Unit.objects.get(pk=unit.pk).is_count
    make.ValueFactory(indicator=indicator, value=3)
    assert IndicatorValue.objects.count() == 1
    done = make_edition()
    value, row = lines(done, "indicator_values")[0], lines(done, "indicators")[0]
    parquet = pq.read_table(done.edition.path("indicator_values.parquet")).to_pylist()[0]
    if k == 1:
        assert (value["value"], int(parquet["value"]), row["baseline"]) == (3, 3, 3)
        return
    assert "value" not in value
    assert value["withheld"] == "small"
    assert parquet["value"] is None
    assert "baseline" not in row
