"""The facts of a record, edited by the secretariat."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from recommendations.forms.editing import stamp
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, ThemeLink
from recommendations.services import editing
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    person = make.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def record():
    return make.RecommendationFactory(symbol="CRC/C/XMA/CO/5", paragraph="9")


def address(record):
    return reverse("recommendations:edit_recommendation", args=[record.reference])


def typed(record, **more):
    return {
        "symbol": record.symbol,
        "paragraph": record.paragraph,
        "kind": record.kind,
        "reason": "Looked at the document.",
        "seen": stamp(record),
        **more,
    }


def test_every_fact_is_changed_and_the_reason_kept(client, officer, record):
    group = AffectedGroup.objects.create(code="girls", name="Girls")
    goal = SdgGoal.objects.create(number=16, name="Peace")
    target = SdgTarget.objects.create(code="16.9", name="Identity", goal=goal)
    objective = Objective.objects.create(code="LEG", name="Law", description="Law")
    theme = make.ThemeFactory()
    client.post(
        address(record),
        typed(
            record,
            paragraph="31 (b)",
            kind="concern",
            themes=[theme.pk],
            groups=[group.pk],
            sdg_goals=[goal.pk],
            sdg_targets=[target.pk],
            objectives=[objective.pk],
            rationale="Named in the text.",
            action_level="5",
            requires_legislation="yes",
            legislation_basis="Civil code, article 7",
            priority="on",
            follow_up_due_on="2027-05-01",
            follow_up_source="CRC/C/XMA/CO/5, para. 50",
        ),
    )
    record.refresh_from_db()
    assert (record.paragraph, record.paragraph_key, record.kind) == (
        "31 (b)",
        "00031.b",
        "concern",
    )
    assert (record.action_level, record.requires_legislation, record.priority) == (5, True, True)
    assert record.follow_up_due_on == dt.date(2027, 5, 1)
    assert record.follow_up_source == "CRC/C/XMA/CO/5, para. 50"
    for links in ("theme_links", "group_links", "sdg_goal_links", "sdg_target_links"):
        link = getattr(record, links).get()
        assert (link.method, link.rationale, link.reviewed_by) == (
            "human",
            "Named in the text.",
            officer,
        )
    assert record.objectives.get() == objective
    event = record.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Looked at the document."


def test_links_that_stay_keep_who_made_them_and_others_go(client, officer, record):
    kept, gone = make.ThemeFactory(name="Water"), make.ThemeFactory()
    ThemeLink.objects.create(recommendation=record, theme=kept, method="source")
    ThemeLink.objects.create(recommendation=record, theme=gone, method="source")
    assert b"Water (as the source names it)" in client.get(address(record)).content
    client.post(address(record), typed(record, themes=[kept.pk]))
    link = record.theme_links.get()
    assert (link.theme, link.method) == (kept, "source")


def test_what_a_rule_suggested_is_confirmed_by_a_person(client, officer, record):
    theme = make.ThemeFactory()
    link = ThemeLink.objects.create(recommendation=record, theme=theme, method="rule")
    client.post(address(record), typed(record, themes=[theme.pk]))
    link.refresh_from_db()
    assert link.method == "rule"
    record.refresh_from_db()
    client.post(address(record), typed(record, themes=[theme.pk], confirm_rules="on"))
    link = record.theme_links.get()
    assert (link.method, link.reviewed_by) == ("human", officer)


def test_a_term_out_of_use_stays_where_it_is_and_is_not_offered_elsewhere(client, officer, record):
    retired = make.ThemeFactory(name="Old name", is_active=False)
    assert b"Old name" not in client.get(address(record)).content
    ThemeLink.objects.create(recommendation=record, theme=retired)
    assert b"Old name" in client.get(address(record)).content


def test_of_two_who_edit_at_once_the_second_sees_both(client, officer, record):
    page = client.get(address(record))
    before = page.context["form"]["seen"].value()
    theme = make.ThemeFactory(name="Water")
    client.post(address(record), typed(record, themes=[theme.pk], seen=before, priority="on"))
    answer = client.post(address(record), typed(record, paragraph="10", seen=before))
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Someone else saved this first" in body
    shown = {clash.label: (clash.theirs, clash.mine) for clash in answer.context["clashes"]}
    assert shown["Paragraph"] == ("9", "10")
    assert shown["Priority"] == ("Yes", "No")
    assert shown["Themes"] == ("Water (by a person)", "–")
    record.refresh_from_db()
    assert record.paragraph == "9"
    again = answer.context["form"]["seen"].value()
    client.post(address(record), typed(record, paragraph="10", seen=again))
    record.refresh_from_db()
    assert (record.paragraph, record.theme_links.count()) == ("10", 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "required"),
        ({"kind": "poem"}, "not one of the available"),
        ({"action_level": "6"}, "not one of the available"),
        ({"legislation_basis": "Civil code"}, "only where it does"),
    ],
)
def test_what_is_wrong_is_said(change, words, client, officer, record):
    answer = client.post(address(record), typed(record) | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_else_edits(record):
    with pytest.raises(PermissionDenied):
        editing.edit_record(
            pk=record.pk,
            seen=timezone.now(),
            facts=None,
            rationale="",
            confirm_rules=False,
            actor=make.focal_point(),
            reason="x",
        )


def test_a_day_of_follow_up_never_stands_above_the_document_of_another_day(client, officer, record):
    record.follow_up_due_on, record.follow_up_source = dt.date(2026, 3, 1), "CO/8, para. 50"
    record.save()
    later = typed(record, follow_up_due_on="2027-01-01", follow_up_source="")
    response = client.post(address(record), later)
    assert response.status_code == 422
    assert b"Say which document asks for it." in response.content
    client.post(address(record), later | {"follow_up_source": "Letter of 2 May 2026"})
    record.refresh_from_db()
    assert record.follow_up_due_on == dt.date(2027, 1, 1)
    assert record.follow_up_source == "Letter of 2 May 2026"
    client.post(address(record), typed(record, follow_up_source="Letter of 2 May 2026"))
    record.refresh_from_db()
    assert (record.follow_up_due_on, record.follow_up_source) == (None, "")


def test_a_day_that_came_without_a_document_does_not_stop_other_changes(client, officer, record):
    record.follow_up_due_on = dt.date(2026, 3, 1)
    record.save()
    client.post(address(record), typed(record, follow_up_due_on="2026-03-01", paragraph="9"))
    record.refresh_from_db()
    assert (record.paragraph, record.follow_up_due_on) == ("9", dt.date(2026, 3, 1))
