"""Activities taken back from the public, and drafts thrown away."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from activities.models import Activity, ImplementationUpdate
from activities.services import activities as services
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def activity(people, recommendation):
    made = make.ActivityFactory(lead=people.ministry, title="Registers", publication="draft")
    made.recommendation_links.create(recommendation=recommendation)
    made.milestones.create(title="Tender", due_on=dt.date(2026, 3, 31))
    made.budget_lines.create(
        kind="planned", year=2026, amount=Decimal(5), currency="EUR", source="State"
    )
    return made


def go(client, user, name, activity, **data):
    client.force_login(user)
    address = reverse(f"activities:{name}", args=[activity.slug])
    return client.post(address, data) if data else client.get(address)


def published(activity):
    Activity.objects.filter(pk=activity.pk).update(publication="published")
    activity.refresh_from_db()


def test_what_was_published_by_mistake_is_taken_back(client, people, activity):
    published(activity)
    assert client.get(activity.get_absolute_url()).status_code == 200
    assert go(client, people.secretariat, "activity_take_back", activity).status_code == 200
    empty = go(client, people.secretariat, "activity_take_back", activity, reason=" ")
    assert empty.status_code == 422
    done = go(client, people.secretariat, "activity_take_back", activity, reason="The wrong one.")
    assert done.status_code == 302
    activity.refresh_from_db()
    assert (activity.publication, activity.milestones.count()) == ("draft", 1)
    told = activity.events.order_by("pgh_id").last().pgh_context.metadata["reason"]
    assert told == "The wrong one."
    client.logout()
    assert client.get(activity.get_absolute_url()).status_code == 410
    assert b"Registers" not in client.get("/activities/").content
    again = go(client, people.secretariat, "activity_take_back", activity, reason="Twice.")
    assert again.status_code == 403
    services.publish_activity(pk=activity.pk, actor=people.secretariat)


def test_only_the_secretariat_takes_back(client, people, activity):
    published(activity)
    answer = go(client, people.focal_point, "activity_take_back", activity, reason="Mine.")
    assert answer.status_code == 403
    page = go(client, people.focal_point, "activity", activity).content.decode()
    assert "take-back" not in page
    assert "discard" not in page


def test_one_on_which_updates_are_published_is_not_taken_back(client, people, activity, brought_to):
    published(activity)
    update = brought_to("published")
    ImplementationUpdate.objects.filter(pk=update.pk).update(activity=activity)
    answer = go(client, people.secretariat, "activity_take_back", activity, reason="Wrong.")
    assert answer.status_code == 422
    assert "withdraw them first" in answer.content.decode()
    assert Activity.objects.get().publication == "published"


@pytest.mark.parametrize("role", ["focal_point", "secretariat"])
def test_a_draft_is_thrown_away_with_its_parts(client, people, activity, role):
    user = getattr(people, role)
    assert "/discard/" in go(client, user, "activity", activity).content.decode()
    assert go(client, user, "activity_discard", activity).status_code == 200
    assert go(client, user, "activity_discard", activity, reason="Doubled.").status_code == 302
    assert not Activity.objects.exists()
    services.discard_activity(pk=activity.pk, actor=user, reason="A second click.")


def test_a_second_click_is_answered_like_the_first(client, people, activity):
    deed = (client, people.focal_point, "activity_discard", activity)
    answers = [go(*deed, reason="Doubled.") for _click in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [
        (302, reverse("activities:activities"))
    ] * 2
    assert client.get(answers[1].url).text.count("The draft was thrown away.") == 2
    assert (
        go(client, people.secretariat, "activity_discard", activity, reason="Me.").status_code
        == 404
    )
    assert go(*deed).status_code == 404
    # The address may be another one's by then.
    again = make.ActivityFactory(lead=people.ministry, publication="published")
    Activity.objects.filter(pk=again.pk).update(slug=activity.slug)
    assert go(*deed, reason="Doubled.").status_code == 403


def test_neither_what_is_published_nor_another_ministry_s_is_thrown_away(client, people, activity):
    stranger = people.other_focal_point
    assert go(client, stranger, "activity_discard", activity, reason="No.").status_code == 403
    published(activity)
    answer = go(client, people.secretariat, "activity_discard", activity, reason="No.")
    assert answer.status_code == 403
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("what", ["step", "indicator", "update"])
def test_a_draft_on_which_something_hangs_stays(client, people, activity, draft, what):
    if what == "step":
        activity.steps.create(
            actor=people.secretariat, source="planned", target="in_progress", reason="Begun."
        )
    elif what == "indicator":
        activity.indicator_links.create(indicator=make.IndicatorFactory())
    else:
        ImplementationUpdate.objects.filter(pk=draft().pk).update(activity=activity)
    answer = go(client, people.focal_point, "activity_discard", activity, reason="Doubled.")
    assert answer.status_code == 422
    assert "hang on it" in answer.content.decode()
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_buttons_say_what_becomes_of_it_and_of_no_decision(client, people, activity, language):
    """In a table of recommendations the same English words take a decision back."""
    published(activity)
    with override(language):
        of_it, of_a_decision = gettext("Take the activity back"), gettext("Take back")
        for name in ("activity", "activity_take_back"):
            page = go(client, people.secretariat, name, activity).text
            assert of_it in page
            assert of_a_decision not in page
