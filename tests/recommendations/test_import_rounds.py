"""Whole ways through the desk: what a person decided, written, and taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nmirf.common.history import because
from recommendations.models import (
    Recommendation,
    SourceRecord,
    Theme,
    ThemeLink,
)
from recommendations.services import imports as services
from tests import factories as make
from tests.plugin import REAL_DATA
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]
LAZY = "Right to be lazy"


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def read(officer, django_capture_on_commit_callbacks):
    """`read(path)`: a file that was read and waits for a decision."""

    def act(path):
        with django_capture_on_commit_callbacks(execute=True):
            batch = services.start_import(
                file=SimpleUploadedFile(path.name, path.read_bytes()),
                state_code="SVN",
                publish=False,
                actor=officer,
            )
        batch.refresh_from_db()
        assert batch.state == "ready", batch.error
        return batch

    return act


def write(batch, officer):
    services.judge_again(pk=batch.pk, actor=officer)
    services.request_commit(pk=batch.pk, actor=officer)
    services.commit_import(pk=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "committed", batch.error
    return batch


def with_new_theme(read, officer, tmp_path):
    batch = read(json_file(tmp_path, record(1, Themes=[LAZY]), record(2, Text="122.8 Sign it.")))
    wish = services.Wish("themes", LAZY, "create", "lazy")
    services.decide_terms(pk=batch.pk, wishes=[wish], actor=officer)
    return write(batch, officer)


def test_undoing_an_import_takes_the_term_that_it_created_away(read, officer, tmp_path):
    before = list(Theme.objects.values("code", "name", "is_active", "aliases"))
    batch = with_new_theme(read, officer, tmp_path)
    assert ThemeLink.objects.get(theme__name=LAZY).recommendation.paragraph == "122.7"
    services.undo_import(pk=batch.pk, actor=officer)
    assert list(Theme.objects.values("code", "name", "is_active", "aliases")) == before
    assert not Recommendation.objects.exists()
    # And the same once more, with nothing in its way.
    with_new_theme(read, officer, tmp_path)
    assert ThemeLink.objects.filter(theme__name=LAZY).count() == 1


def test_a_term_that_the_import_created_stays_where_somebody_else_uses_it(read, officer, tmp_path):
    batch = with_new_theme(read, officer, tmp_path)
    theme = Theme.objects.get(name=LAZY)
    with because("By hand."):
        other = make.RecommendationFactory()
        ThemeLink.objects.create(recommendation=other, theme=theme, method="human")
    services.undo_import(pk=batch.pk, actor=officer)
    assert list(ThemeLink.objects.all().values_list("recommendation", "theme")) == [
        (other.pk, theme.pk)
    ]
    assert list(Recommendation.objects.all()) == [other]


def test_a_term_below_the_one_that_it_created_keeps_it(read, officer, tmp_path):
    batch = with_new_theme(read, officer, tmp_path)
    theme = Theme.objects.get(name=LAZY)
    with because("By hand."):
        below = make.ThemeFactory(parent=theme)
    services.undo_import(pk=batch.pk, actor=officer)
    below.refresh_from_db()
    assert below.parent == theme


@pytest.mark.realdata
def test_real_rows_are_held_to_be_the_records_that_they_may_be(read, officer):
    """The records have lost whatever names them: texts alone tell which row may be which."""
    write(read(REAL_DATA / "uhri/slovenia_upr.json"), officer)
    number = Recommendation.objects.count()
    path = REAL_DATA / "ohchr_matrix/UPR34_Slovenia_Thematic_list_of_Recommendations.docx"
    cycle = Recommendation.objects.filter(symbol__startswith="A/HRC/43")
    truth = {row.paragraph: row.pk for row in cycle}
    with because("By hand."):
        Recommendation.objects.update(paragraph="", paragraph_key="", symbol="")
    batch = read(path)
    rows = list(batch.rows.order_by("position"))
    assert batch.counts["create"] == len(rows) == 215
    meant = {}
    for row in rows:
        right = Recommendation.objects.get(pk=truth[row.changes["paragraph"]])
        if right.reference in {one["reference"] for one in row.candidates}:
            meant[row.position] = right
    # Nearly every one is among those offered.
    assert len(meant) > 210
    for position, target in meant.items():
        services.decide_rows(
            pk=batch.pk, positions={position}, choice="same_as", target=target, actor=officer
        )
    write(batch, officer)
    assert Recommendation.objects.count() == number + len(rows) - len(meant)
    of_list = SourceRecord.objects.filter(source="ohchr_list")
    assert of_list.filter(recommendation__in=meant.values()).count() == len(meant)
    # Whoever sends the list again finds all of it there, without deciding once more.
    again = read(path)
    assert again.counts["create"] == 0
    services.undo_import(pk=batch.pk, actor=officer)
    assert Recommendation.objects.count() == number
    assert not of_list.exists()
