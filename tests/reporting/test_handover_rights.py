"""Handovers: who may do what, and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from focalpoints.models import Handover, HandoverItem, HandoverQuestion
from focalpoints.services import appointments as posts
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError
from reporting.services import handovers as services
from tests import factories as make

from .handing import deputy_post as deputy_post
from .handing import institution as institution
from .handing import officer as officer
from .handing import post as post
from .handing import started
from .handing import work as work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def question_on(row):
    return HandoverQuestion.objects.create(
        item=row.items.first(), text="Why?", asked_by=make.UserFactory()
    )


def on_written(deed):
    """A deed on a handover that is being written."""
    return lambda post, person: deed(make.HandoverFactory(appointment=post, note="Said."), person)


def on_handed(deed):
    """A deed on one that waits to be acknowledged, and on its first item."""
    return lambda post, person: deed(make.handed(post, ["One", "Two"]), person)


DEEDS = {
    "save": on_written(
        lambda row, person: services.save_handover(
            pk=row.pk, revision=1, actor=person, note="Other", notes={}
        )
    ),
    "refresh": on_written(lambda row, person: services.bring_up_to_date(pk=row.pk, actor=person)),
    "hand": on_written(lambda row, person: services.hand_over(pk=row.pk, actor=person)),
    "cancel": on_written(
        lambda row, person: services.cancel(pk=row.pk, actor=person, reason="By mistake")
    ),
    "acknowledge": on_handed(
        lambda row, person: services.acknowledge(
            pk=row.pk, items=[row.items.first().pk], actor=person
        )
    ),
    "ask": on_handed(
        lambda row, person: services.ask(
            pk=row.pk, item=row.items.first().pk, actor=person, text="Why?"
        )
    ),
    "answer": on_handed(
        lambda row, person: services.answer(
            pk=row.pk, question=question_on(row).pk, actor=person, text="Since."
        )
    ),
}
ROLES = ("leaver", "deputy", "authority", "officer", "stranger", "administrator", "successor")


@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        ("save", {"leaver", "deputy", "successor"}),
        ("refresh", {"leaver", "deputy", "successor", "officer"}),
        ("hand", {"leaver", "deputy", "successor"}),
        ("cancel", {"leaver", "officer"}),
        ("acknowledge", {"successor"}),
        ("ask", {"successor"}),
        ("answer", {"leaver", "deputy", "successor", "officer"}),
    ],
)
def test_each_deed_is_for_those_who_may(deed, allowed, post, deputy_post, institution, officer):
    people = {
        "leaver": post.user,
        "deputy": deputy_post.user,
        "authority": make.authority(institution),
        "officer": officer,
        "stranger": make.focal_point(),
        "administrator": make.administrator(),
        "successor": make.focal_point(institution),
    }

    got_in = set()
    for role in ROLES:
        try:
            with transaction.atomic():
                DEEDS[deed](post, people[role])
                got_in.add(role)
                transaction.set_rollback(True)
        except PermissionDenied:
            pass
    assert got_in == allowed


def test_who_owes_the_writing_follows_the_post(post, deputy_post, officer):
    row = make.HandoverFactory(appointment=post)

    def writers():
        return Handover.objects.with_people(today()).get(pk=row.pk).writers

    assert writers() == [post.user.pk]
    posts.suspend_appointment(pk=post.pk, actor=officer, suspended=True, reason="Inquiry")
    assert writers() == [deputy_post.user.pk]
    posts.suspend_appointment(pk=post.pk, actor=officer, suspended=False, reason="Cleared")
    assert writers() == [post.user.pk]
    post.user.is_active = False
    post.user.save()
    assert writers() == [deputy_post.user.pk]
    services.hand_over(
        pk=services.save_handover(
            pk=row.pk, revision=1, actor=deputy_post.user, note="From me.", notes={}
        ).pk,
        actor=deputy_post.user,
    )
    row.refresh_from_db()
    assert (row.handed_by, row.last_editor) == (deputy_post.user, deputy_post.user)


def test_errors_are_said_in_words(post, institution, officer):
    successor = make.focal_point(institution)
    row = make.handed(post, ["One", "Two"])
    item, second = row.items.all()
    with pytest.raises(DomainError):
        services.cancel(pk=row.pk, actor=officer, reason=" ")
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text=" ")
    question = services.ask(pk=row.pk, item=item.pk, actor=successor, text="Why?")
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text="Once more?")
    services.answer(pk=row.pk, question=question.pk, actor=officer, text="Since.")
    with pytest.raises(DomainError):
        services.answer(pk=row.pk, question=question.pk, actor=officer, text="Again.")
    services.acknowledge(pk=row.pk, items=[item.pk], actor=successor)
    assert services.acknowledge(pk=row.pk, items=[item.pk], actor=successor) == 0
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text="Late?")
    services.acknowledge(pk=row.pk, items=[second.pk], actor=successor)
    with pytest.raises(PermissionDenied):
        services.cancel(pk=row.pk, actor=officer, reason="Late")


def test_an_item_of_another_handover_is_not_touched(post, institution, deputy_post):
    successor = make.focal_point(institution)
    row, other = make.handed(post, ["One"]), make.handed(deputy_post, ["Theirs"])
    strange = other.items.get()
    services.acknowledge(pk=row.pk, items=[strange.pk], actor=successor)
    strange.refresh_from_db()
    assert strange.acknowledged_at is None
    with pytest.raises(HandoverItem.DoesNotExist):
        services.ask(pk=row.pk, item=strange.pk, actor=successor, text="Whose?")


def test_a_conflict_names_the_row_as_it_stands(post, deputy_post):
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=deputy_post.user, note="One", notes={})
    with pytest.raises(ConflictError) as caught:
        services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Two", notes={})
    assert caught.value.theirs.note == "One"
    # Saving the same again is none.
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="One", notes={})


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "handed"},
        {"state": "cancelled"},
        {"state": "acknowledged"},
        {"state": "nowhere"},
    ],
)
def test_the_database_refuses_half_a_state(post, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.HandoverFactory(appointment=post, **facts)


def test_the_database_refuses_a_second_open_handover_and_a_half_answer(post):
    row = make.handed(post, ["One"])
    with pytest.raises(IntegrityError), transaction.atomic():
        make.HandoverFactory(appointment=post)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverQuestion.objects.create(
            item=row.items.get(), text="Why?", asked_by=post.user, answer="Half"
        )
