"""Of several who move or save an update at once, one does."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection

from activities.services import writing
from nmirf.common.errors import DomainError
from tests import factories as make

from .conftest import make_move


def race(deeds):
    """Run the deeds at once; returns the sorted names of what became of them."""
    outcomes, ready = [], threading.Barrier(len(deeds))

    def run(deed):
        try:
            ready.wait()
            deed()
            outcomes.append("done")
        except (DomainError, PermissionDenied) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "name"), [("draft", "submit"), ("submitted", "verify")])
def test_two_who_move_at_once_move_once(people, brought_to, state, name):
    update = brought_to(state)
    outcomes = race([lambda: make_move(people, name, update.pk)] * 4)
    assert outcomes == ["WorkflowError"] * 3 + ["done"]
    assert update.steps.filter(move=name).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_verifies_while_another_returns(people, brought_to):
    update = brought_to("submitted")
    second = make.UserFactory()
    second.groups.add(Group.objects.get(name="secretariat"))
    outcomes = race(
        [
            lambda: make_move(people, "verify", update.pk),
            lambda: make_move(people, "return", update.pk, second),
        ]
    )
    assert outcomes == ["WorkflowError", "done"]
    assert update.steps.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_never_overwrite(people, draft):
    update = draft()
    outcomes = race(
        [
            lambda: writing.edit(
                pk=update.pk, revision=1, content={"narrative": "Mine."}, actor=people.focal_point
            ),
            lambda: writing.edit(
                pk=update.pk, revision=1, content={"narrative": "Theirs."}, actor=people.deputy
            ),
        ]
    )
    assert outcomes == ["ConflictError", "done"]
    update.refresh_from_db()
    assert update.revision == 2
