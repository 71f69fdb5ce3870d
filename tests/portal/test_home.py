"""The first page, and the plain pages that everyone may read."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common import colour
from nmirf.common.dates import today
from recommendations.models import Recommendation
from reporting.services import consultations
from tests import factories as make

PLAIN = ["/about/", "/accessibility/", "/privacy/", "/licence/", "/reports/", "/calendar/"]


@pytest.fixture
def mechanism_row(db):
    return make.NationalMechanismFactory(accent="#7a1fa2", legal_basis="Decree 14/2019")


def published_update(**facts):
    author = make.UserFactory()
    return make.UpdateFactory(
        state="published",
        author=author,
        signed_by=author,
        signed_at=timezone.now(),
        published_at=timezone.now(),
        **facts,
    )


def fill(number):
    """So many of everything that the first page lists."""
    for index in range(number):
        mechanism = make.MechanismFactory(code=f"SP-{index}", kind="special_procedure", order=90)
        row = make.RecommendationFactory(
            mechanism=mechanism, review=make.ReviewFactory(mechanism=mechanism)
        )
        published_update(on=[row], headline=f"Headline {index}")
        make.ObligationFactory(due_on=today() + dt.timedelta(days=index + 1))
        section = make.SectionFactory(draft=make.ReportDraftFactory(stage="drafting"))
        consultations.open_consultation(
            actor=make.secretariat(),
            draft_pk=section.draft_id,
            title="Draft report",
            introduction="",
            opens_on=today(),
            closes_on=today() + dt.timedelta(days=9),
        )


@pytest.mark.parametrize("number", [1, 20])
def test_the_first_page_asks_the_database_little_whatever_it_lists(
    client, number, mechanism_row, django_assert_max_num_queries
):
    fill(number)
    cache.clear()
    with django_assert_max_num_queries(9):
        assert client.get("/").status_code == 200
    with django_assert_max_num_queries(7):
        client.get("/")


def test_it_says_what_this_is_and_counts_what_is_published(client, mechanism_row):
    make.RecommendationFactory(issued_on=dt.date(2014, 3, 1))
    make.RecommendationFactory.create_batch(2)
    make.RecommendationFactory(publication="draft", published_at=None)
    page = client.get("/").text
    assert "Republic of Marisola: what was asked" in page
    assert re.search(r"3 recommendations of .* since 2014", page)
    assert "Validated status of 3 published recommendations" in page


def test_each_number_leads_to_the_same_number_of_rows(client, mechanism_row):
    rows = make.RecommendationFactory.create_batch(3)
    Recommendation.objects.filter(pk=rows[0].pk).update(status="implemented")
    make.RecommendationFactory(publication="draft", published_at=None)
    page = client.get("/").text
    assert 'href="/recommendations/?status=implemented">1</a>' in page
    assert 'href="/recommendations/?status=not_assessed">2</a>' in page
    assert client.get("/recommendations/?status=not_assessed").context["page"].paginator.count == 2


def test_officers_get_numbers_that_their_register_shares(client, settings, mechanism_row):
    settings.DEMO_MODE = True
    make.RecommendationFactory()
    make.RecommendationFactory(publication="draft", published_at=None)
    client.force_login(make.secretariat())
    [(_status, number, address)] = client.get("/").context["overview"].bar
    assert (number, client.get(address).context["page"].paginator.count) == (1, 1)


def test_special_procedures_share_one_bar(client, mechanism_row):
    fill(3)
    [asker] = client.get("/").context["overview"].askers
    assert (str(asker["label"]), asker["total"]) == ("Special procedures", 3)
    assert client.get(asker["url"]).context["page"].paginator.count == 3


def test_latest_updates_lead_to_what_they_are_about(client, mechanism_row):
    row = make.RecommendationFactory()
    published_update(on=[row], headline="Hospitals register births")
    published_update(on=[row], headline="", nothing_new=True)
    make.UpdateFactory(on=[row], headline="Still a draft")
    hidden = make.ClusterFactory(publication="draft")
    published_update(cluster=hidden, headline="On an unpublished cluster")
    page = client.get("/").text
    assert f'<a href="{row.get_absolute_url()}">Hospitals register births</a>' in page
    assert "On an unpublished cluster" in page
    assert hidden.get_absolute_url() not in page
    assert "Still a draft" not in page
    assert "Nothing new" not in page


def test_without_anything_it_says_so(client, db):
    page = client.get("/").text
    for words in (
        "No recommendation is published yet",
        "Nothing is due",
        "No consultation is open",
    ):
        assert words in page


@pytest.mark.parametrize("address", PLAIN)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_plain_pages_open_in_every_direction_before_and_after_set_up(client, db, address, prefix):
    assert client.get(prefix + address).status_code == 200
    make.NationalMechanismFactory()
    cache.clear()
    assert client.get(prefix + address).status_code == 200


def test_the_mechanism_lists_its_members_by_kind(client, mechanism_row):
    make.InstitutionFactory(name="Ministry of Health", membership="full")
    make.InstitutionFactory(name="Human Rights Commission", kind="nhri", membership="consultative")
    make.InstitutionFactory(name="Free Press Union", kind="cso", membership="none")
    make.InstitutionFactory(name="Not approved yet", standing="pending")
    page = client.get("/about/").text
    assert page.index("Ministry of Health") < page.index("Human Rights Commission")
    assert "Decree 14/2019" in page
    assert "Free Press Union" not in page
    assert "Not approved yet" not in page
    assert 'id="status"' in page


def test_a_published_report_is_read_in_full_and_no_other(client, db):
    published = make.ReportDraftFactory(stage="published", classification="public")
    make.SectionFactory(draft=published, heading="Introduction", body="**Births** are registered.")
    adopted = make.ReportDraftFactory(stage="adopted", title="Adopted, not published")
    assert "<strong>Births</strong>" in client.get(f"/reports/{published.slug}/").text
    assert client.get(f"/reports/{adopted.slug}/").status_code == 404
    library = client.get("/reports/").text
    assert published.title in library
    assert adopted.title not in library


# The State's colour.


def test_the_style_sheet_of_the_state_is_kept_by_browsers(client, mechanism_row):
    address = re.search(r'href="(/brand\.css\?[^"]+)"', client.get("/").text)[1]
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/css"
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert response.text.startswith(":root { --accent: light-dark(#7a1fa2, #")


def test_black_on_white_has_the_highest_contrast():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_any_accent_is_made_readable_in_both_themes(chosen):
    found = colour.accent(chosen)
    for ground in (*colour.LIGHT_GROUNDS, found.light_soft):
        assert colour.contrast(found.light, ground) >= 4.5
    for ground in (*colour.DARK_GROUNDS, found.dark_soft):
        assert colour.contrast(found.dark, ground) >= 4.5


def test_a_colour_that_is_readable_stays_as_it_is():
    assert colour.accent("#0b5fa5").light == "#0b5fa5"
