"""Reading updates and signing several at once: what was not read, or changed since, is left out."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY

from activities.models import ImplementationUpdate, UpdateReading, UpdateStep
from activities.services import evidence, moves, signing, writing
from activities.services.evidence import Files
from tests import factories as make
from tests.files import upload
from tests.races import at_once

from .conftest import make_move

QUEUE = "/workspace/updates/sign/"
READ = "/workspace/updates/sign/read/"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def at_desk(client, people):
    def sit(role="authority", method="password", age=0):
        client.force_login(getattr(people, role))
        session = client.session
        session["account_authentication_methods_user"] = session[SESSION_KEY]
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": method, "at": time.time() - age, "reauthenticated": True}
        ]
        session.save()
        return client

    return sit


def state(update):
    return ImplementationUpdate.objects.get(pk=update.pk).state


def mark(update):
    return f"{update.reference}:{update.revision}"


def open_all(client, *updates):
    for update in updates:
        assert client.get(QUEUE, {"at": str(update.reference)}).status_code == 200


@pytest.mark.parametrize("page", ["", "sign/", "queue"])
def test_to_open_the_text_is_to_have_read_it(at_desk, people, brought_to, page):
    update = brought_to("verified")
    address = f"{QUEUE}?at={update.reference}" if page == "queue" else None
    at_desk().get(address or f"/workspace/updates/{update.reference}/{page}")
    reading = UpdateReading.objects.get()
    assert (reading.person, reading.update, reading.revision) == (people.authority, update, 1)


@pytest.mark.parametrize("role", ["focal_point", "deputy", "secretariat", "other_authority", "cso"])
def test_only_who_signs_it_counts_as_having_read_it(at_desk, brought_to, role):
    update = brought_to("verified")
    at_desk(role).get(f"/workspace/updates/{update.reference}/")
    assert not UpdateReading.objects.exists()


def test_the_list_shows_which_are_read(at_desk, brought_to):
    first, second = brought_to("verified"), brought_to("verified", headline="The second one")
    client = at_desk()
    open_all(client, second)
    page = client.get(QUEUE)
    assert {row.pk: row.is_read for row in page.context["page"]} == {
        first.pk: False,
        second.pk: True,
    }
    assert "1 of 2 read" in page.content.decode()


def test_all_that_was_read_is_signed_in_one_act(at_desk, people, brought_to):
    updates = [brought_to("verified", headline=f"Number {n}") for n in range(3)]
    client = at_desk()
    open_all(client, *updates[:2])
    page = client.get(READ)
    assert [row.pk for row in page.context["rows"]] == [updates[0].pk, updates[1].pk]
    assert all(state(update) == "verified" for update in updates)
    answer = client.post(READ, {"chosen": [mark(row) for row in updates]}, follow=True)
    assert [state(update) for update in updates] == ["signed", "signed", "verified"]
    text = answer.content.decode()
    assert "2 updates are signed" in text
    assert "Left out: “Number 2”" in text
    assert UpdateStep.objects.filter(move="sign", actor=people.authority).count() == 2


def test_one_that_is_not_ticked_is_not_signed(at_desk, brought_to):
    first, second = brought_to("verified"), brought_to("verified")
    client = at_desk()
    open_all(client, first, second)
    client.post(READ, {"chosen": [mark(second)]})
    assert (state(first), state(second)) == ("verified", "signed")


def test_no_tick_comes_back_and_nothing_is_signed(at_desk, brought_to):
    update = brought_to("verified")
    client = at_desk()
    open_all(client, update)
    for sent in ({}, {"chosen": "nonsense"}, {"chosen": f"{update.reference}:x"}):
        answer = client.post(READ, sent)
        assert answer.status_code == 422
        assert b"Choose at least one" in answer.content
    assert state(update) == "verified"


def test_what_was_written_anew_since_is_read_no_longer(at_desk, people, brought_to):
    update = brought_to("verified")
    client = at_desk()
    open_all(client, update)
    rewrite(people, update)
    assert client.get(QUEUE).context["read"] == 0
    answer = client.post(READ, {"chosen": [mark(update)]}, follow=True)
    assert b"You have not read it as it stands now" in answer.content
    assert state(update) == "verified"


def rewrite(people, update, content=None):
    """Sent back, changed, and brought to the same place again."""
    make_move(people, "decline", update.pk)
    row = ImplementationUpdate.objects.get(pk=update.pk)
    content = {"narrative": "Another text."} if content is None else content
    writing.edit(pk=row.pk, revision=row.revision, content=content, actor=people.focal_point)
    make_move(people, "submit", update.pk)
    make_move(people, "verify", update.pk)


def test_nor_one_whose_files_alone_were_changed(at_desk, people, brought_to):
    update = brought_to("verified")
    client = at_desk()
    open_all(client, update)
    make_move(people, "decline", update.pk)
    evidence.attach(pk=update.pk, files=Files([upload("other.pdf")]), actor=people.deputy)
    make_move(people, "submit", update.pk)
    make_move(people, "verify", update.pk)
    assert ImplementationUpdate.objects.get(pk=update.pk).revision == update.revision
    client.post(READ, {"chosen": [mark(update)]})
    assert state(update) == "verified"


def test_another_revision_than_was_shown_is_left_out(at_desk, people, brought_to):
    """Read, rewritten and read again: the page that still names the old text signs nothing."""
    update = brought_to("verified")
    client = at_desk()
    open_all(client, update)
    old = mark(update)
    rewrite(people, update)
    open_all(client, update)
    answer = client.post(READ, {"chosen": [old]}, follow=True)
    assert b"Read it again" in answer.content
    assert state(update) == "verified"


def test_another_institutions_is_not_signed(at_desk, people, brought_to):
    update = brought_to("verified")
    UpdateReading.objects.create(update=update, person=people.other_authority, revision=1)
    at_desk("other_authority").post(READ, {"chosen": [mark(update)]})
    assert state(update) == "verified"
    outcome = signing.sign_several(chosen={update.pk: 1}, actor=people.other_authority)
    assert outcome.signed == []


def test_the_second_factor_guards_the_signing_of_several(at_desk, people, brought_to):
    Authenticator.objects.create(user=people.authority, type="totp", data={"secret": "x"})
    update = brought_to("verified")
    client = at_desk()
    open_all(client, update)
    for ask in (client.get, client.post):
        answer = ask(READ, {"chosen": [mark(update)]})
        assert answer.url.startswith("/account/2fa/reauthenticate/")
    assert state(update) == "verified"
    client = at_desk(method="mfa")
    client.post(READ, {"chosen": [mark(update)]})
    assert state(update) == "signed"


def test_who_has_not_just_shown_who_they_are_shows_it_first(at_desk, brought_to):
    update = brought_to("verified")
    client = at_desk(age=301)
    open_all(client, update)
    assert client.get(READ).url.startswith("/account/reauthenticate/")
    assert client.post(READ, {"chosen": [mark(update)]}).status_code == 302
    assert state(update) == "verified"


def test_without_one_that_is_read_it_leads_back(at_desk, brought_to):
    brought_to("verified")
    answer = at_desk().get(READ, follow=True)
    assert answer.redirect_chain[-1][0] == QUEUE
    assert b"You have read none" in answer.content


def test_an_empty_queue_says_so(at_desk, people):
    assert b"Nothing waits for a signature" in at_desk().get(QUEUE).content
    assert b"Nothing waits for a signature" in at_desk().get(QUEUE, {"at": "first"}).content


@pytest.mark.django_db(transaction=True)
def test_signed_twice_at_once_it_is_signed_once(people, brought_to):
    update = brought_to("verified")
    UpdateReading.objects.create(update=update, person=people.authority, revision=1)
    outcomes = []

    def sign():
        outcomes.append(signing.sign_several(chosen={update.pk: 1}, actor=people.authority))

    assert at_once(sign, sign) == []
    assert sorted(len(outcome.signed) for outcome in outcomes) == [0, 1]
    assert sum(len(outcome.left_out) for outcome in outcomes) == 1
    assert UpdateStep.objects.filter(update=update, move="sign").count() == 1


@pytest.mark.django_db(transaction=True)
def test_signed_and_sent_back_at_once_one_of_the_two_holds(people, brought_to):
    update = brought_to("verified")
    UpdateReading.objects.create(update=update, person=people.authority, revision=1)
    at_once(
        lambda: signing.sign_several(chosen={update.pk: 1}, actor=people.authority),
        lambda: moves.decline(pk=update.pk, actor=people.authority, note="No."),
    )
    moves_made = list(UpdateStep.objects.filter(update=update, move__in=["sign", "decline"]))
    assert len(moves_made) == 1
    assert state(update) == moves_made[0].target


@pytest.mark.django_db(transaction=True)
def test_two_pages_that_are_opened_at_once_make_one_reading(people, brought_to):
    update = brought_to("verified")

    def read():
        signing.record_reading(update=update, actor=people.authority)

    assert at_once(read, read, read) == []
    assert UpdateReading.objects.count() == 1


def test_queries_do_not_grow_with_the_queue(
    at_desk, people, recommendation, brought_to, django_assert_max_num_queries
):
    first = brought_to("verified")
    client = at_desk()
    counts = []
    for more in (0, 12):
        for _n in range(more):
            make.UpdateFactory(
                institution=people.ministry,
                state="verified",
                submitted_at=first.submitted_at,
                on=[recommendation],
            )
        with django_assert_max_num_queries(40) as asked:
            client.get(QUEUE, {"at": str(first.reference)})
        counts.append(len(asked))
    assert counts[1] <= counts[0]
