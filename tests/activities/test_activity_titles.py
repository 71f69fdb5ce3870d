"""Titles of activities in the other languages."""

from uuid import uuid4

import pytest
from django.utils import translation

from activities.models import Activity
from activities.services import dividing
from activities.services.dividing import Share
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def desk(client, people):
    client.force_login(people.focal_point)
    return client


@pytest.fixture
def titled(people):
    titles = {"fr": "Registres", "ar": "سجلات"}
    return make.ActivityFactory(lead=people.ministry, title="Registers", title_translations=titles)


def test_the_form_takes_the_title_in_every_language(desk, people):
    form = {"token": str(uuid4()), "lead": people.ministry.pk, "title": "Registers"}
    form |= {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "title_fr": "Registres "}
    assert desk.post("/workspace/activities/new/", form).status_code == 302
    made = Activity.objects.get()
    assert made.title_translations == {"fr": "Registres"}
    with translation.override("fr"):
        assert made.label == "Registres"
    address = f"/workspace/activities/{made.slug}/edit/"
    shown = desk.get(address).context["form"]
    assert [*shown.fields][:3] == ["title", "title_fr", "title_ar"]
    assert shown["title_fr"].value() == "Registres"
    assert 'lang="ar" dir="rtl"' in str(shown["title_ar"])
    changed = form | {"title_fr": "", "title_ar": "سجلات"}
    assert desk.post(address, changed).status_code == 302
    made.refresh_from_db()
    assert made.title_translations == {"ar": "سجلات"}


def test_a_title_that_is_too_long_is_refused_where_it_stands(desk, titled):
    form = {"title": "Registers", "title_fr": "x" * 201, "lead": titled.lead_id}
    form |= {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = desk.post(f"/workspace/activities/{titled.slug}/edit/", form)
    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == ["title_fr"]


def test_copies_and_parts_carry_translations_of_their_own_title_alone(people, titled):
    actor = people.secretariat
    days = {"starts_on": titled.starts_on, "ends_on": titled.ends_on}
    ways = {"with_links": False, "with_milestones": False}
    for title, kept in (("Registers", titled.title_translations), ("Schools", {})):
        content = {"title": title, "lead": titled.lead, **days}
        made = dividing.copy_activity(
            pk=titled.pk, actor=actor, content=content, token=uuid4(), **ways
        )
        assert made.title_translations == kept
    shares = [Share(title=title, **days) for title in ("Registers", "In the villages")]
    first, second = dividing.split_activity(pk=titled.pk, actor=actor, shares=shares, token=uuid4())
    assert first.title_translations == titled.title_translations
    assert second.title_translations == {}
