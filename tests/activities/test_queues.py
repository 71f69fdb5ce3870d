"""The verification queue: one after another, each with all that stands beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.choices import Criterion, UpdateState
from activities.models import ImplementationUpdate, UpdateReading, UpdateStep
from focalpoints.choices import Role
from tests import factories as make
from tests.races import at_once

from .conftest import make_move

QUEUE = "/workspace/updates/verify/"
ALL = Criterion.values


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client, people):
    client.force_login(people.secretariat)
    return client


@pytest.fixture
def waiting(brought_to):
    return [brought_to("submitted", headline=f"Number {n}") for n in range(3)]


def state(update):
    return ImplementationUpdate.objects.get(pk=update.pk).state


def sent(update, after="", act="verify", **more):
    return {
        "update": update.reference,
        "revision": update.revision,
        "after": after,
        "act": act,
        "met": ALL,
        **more,
    }


def test_the_queue_is_cleared_one_after_another(officer, waiting):
    page = officer.get(QUEUE)
    place = page.context["place"]
    assert (place.at, place.number, place.total) == (waiting[0].reference, 1, 3)
    answer = officer.post(QUEUE, sent(waiting[0], place.after), follow=True)
    assert answer.context["place"].at == waiting[1].reference
    assert "Number 0: Verified" in answer.content.decode()
    form = sent(waiting[1], waiting[2].reference, "return", met=ALL[:3], note="Since when?")
    answer = officer.post(QUEUE, form, follow=True)
    assert answer.context["place"].at == waiting[2].reference
    answer = officer.post(QUEUE, sent(waiting[2]), follow=True)
    assert answer.context["place"].at is None
    assert b"Nothing waits to be verified" in answer.content
    assert [state(row) for row in waiting] == ["verified", "returned", "verified"]
    step = UpdateStep.objects.get(move="return")
    assert (step.failed_criteria, step.note) == ([ALL[3]], "Since when?")


def test_one_is_skipped_and_come_back_to(officer, waiting):
    place = officer.get(QUEUE, {"at": str(waiting[1].reference)}).context["place"]
    assert (place.before, place.after) == (waiting[0].reference, waiting[2].reference)
    assert [state(row) for row in waiting] == ["submitted"] * 3


@pytest.mark.parametrize("asked", ["nonsense", "", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_an_address_that_names_nothing_shows_the_first(officer, waiting, asked):
    assert officer.get(QUEUE, {"at": asked}).context["place"].at == waiting[0].reference


def test_a_form_that_names_no_update_is_refused(officer, waiting):
    assert officer.post(QUEUE, {"act": "verify", "met": ALL}).status_code == 400
    assert officer.post(QUEUE, {"update": "x", "act": "verify", "met": ALL}).status_code == 400
    strange = {"update": "00000000-0000-0000-0000-000000000000", "met": ALL}
    assert officer.post(QUEUE, strange).status_code == 404


def test_a_form_with_an_error_keeps_its_place_and_its_note(officer, waiting):
    form = sent(waiting[1], waiting[2].reference, met=ALL[:2], note="My long note.")
    answer = officer.post(QUEUE, form)
    assert answer.status_code == 422
    assert answer.context["place"].at == waiting[1].reference
    assert b"My long note." in answer.content
    assert state(waiting[1]) == "submitted"


def test_somebody_was_faster_and_the_note_is_not_lost(officer, people, waiting):
    make_move(people, "return", waiting[0].pk, make.secretariat())
    form = sent(waiting[0], waiting[1].reference, "return", met=ALL[:3], note="My long note.")
    answer = officer.post(QUEUE, form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody was faster: Number 0" in text
    assert "My long note." in text
    assert answer.context["taken"]["step"].target == UpdateState.RETURNED
    assert answer.context["place"].at == waiting[1].reference
    assert [state(row) for row in waiting] == ["returned", "submitted", "submitted"]


def test_a_text_that_changed_meanwhile_is_shown_anew(officer, waiting):
    ImplementationUpdate.objects.filter(pk=waiting[0].pk).update(revision=4)
    answer = officer.post(QUEUE, sent(waiting[0], note="My note."))
    assert answer.status_code == 409
    assert "Read it again" in answer.content.decode()
    assert 'name="revision" value="4"' in answer.content.decode()
    assert "My note." in answer.content.decode()
    assert state(waiting[0]) == "submitted"


def test_nobody_verifies_the_updates_of_ones_own_institution(officer, people, waiting):
    make.AppointmentFactory(
        user=people.secretariat, institution=people.ministry, role=Role.FOCAL_POINT
    )
    page = officer.get(QUEUE)
    assert page.context["place"].total == 0
    assert officer.post(QUEUE, sent(waiting[0])).status_code == 403
    assert state(waiting[0]) == "submitted"


@pytest.mark.parametrize(
    "role", ["focal_point", "authority", "administrator", "cso", "nhri", "other_focal_point"]
)
def test_the_queue_is_the_secretariats(client, people, waiting, role):
    client.force_login(getattr(people, role))
    assert client.get(QUEUE).status_code == 403
    assert client.post(QUEUE, sent(waiting[0])).status_code in {403, 404}
    assert state(waiting[0]) == "submitted"


@pytest.mark.parametrize("where", UpdateState.values)
def test_only_what_waits_stands_in_the_queue(officer, brought_to, where):
    update = brought_to(where)
    total = officer.get(QUEUE).context["place"].total
    assert total == (1 if where == "submitted" else 0)
    answer = officer.post(QUEUE, sent(update))
    if where == "draft":
        assert answer.status_code == 404
    else:
        assert answer.status_code == (302 if where == "submitted" else 409)


def test_who_else_opened_it_a_moment_ago_is_named(officer, people, waiting):
    other = make.secretariat()
    UpdateReading.objects.create(update=waiting[0], person=other, revision=1)
    assert f"{other} opened this at" in officer.get(QUEUE).content.decode()
    old = timezone.now() - timedelta(hours=2)
    UpdateReading.objects.filter(person=other).update(read_at=old)
    assert f"{other} opened this at" not in officer.get(QUEUE).content.decode()
    assert UpdateReading.objects.filter(person=people.secretariat).count() == 1


def test_the_last_published_and_the_check_stand_beside(officer, people, brought_to):
    brought_to("published", narrative="What was told last year about births in hospitals.")
    brought_to("submitted", narrative="Ana Ruiz was registered on the spot, free of charge.")
    text = officer.get(QUEUE).content.decode()
    assert "What was told last year" in text
    assert "This may be the name of a person" in text


@pytest.mark.django_db(transaction=True)
def test_verified_and_returned_at_once_one_of_the_two_holds(people, brought_to):
    update = brought_to("submitted")
    errors = at_once(
        lambda: make_move(people, "verify", update.pk),
        lambda: make_move(people, "return", update.pk),
    )
    assert len(errors) == 1
    assert UpdateStep.objects.filter(update=update, move__in=["verify", "return"]).count() == 1


def test_queries_do_not_grow_with_the_queue(
    officer, people, recommendation, waiting, django_assert_max_num_queries
):
    counts = []
    officer.get(QUEUE)
    for more in (0, 20):
        for _n in range(more):
            make.UpdateFactory(
                institution=people.ministry,
                state="submitted",
                submitted_at=timezone.now(),
                on=[recommendation],
            )
        with django_assert_max_num_queries(40) as asked:
            officer.get(QUEUE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "tab", "address"),
    [("secretariat", "verify", QUEUE), ("authority", "sign", "/workspace/updates/sign/")],
)
def test_the_lists_lead_to_their_queues(client, people, brought_to, role, tab, address):
    brought_to("submitted" if tab == "verify" else "verified")
    client.force_login(getattr(people, role))
    page = client.get("/workspace/updates/", {"list": tab})
    assert f'href="{address}"' in page.content.decode()
    assert (
        f'href="{address}"'
        not in client.get("/workspace/updates/", {"list": "published"}).content.decode()
    )
