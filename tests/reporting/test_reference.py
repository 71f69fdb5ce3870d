"""The command that loads every list of reference data."""

import io
import json

import pghistory
import pytest
from django.core.management import CommandError, call_command

import mechanisms.services.reference
from mechanisms.models import Mechanism, State
from notifications.choices import DutyKind
from notifications.models import ReminderRule
from recommendations.models import Theme

pytestmark = pytest.mark.django_db


def load():
    out = io.StringIO()
    call_command("load_reference", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_what_it_did_to_each_list():
    counts = load()
    assert list(counts) == [
        "reminder_rules",
        *("states", "status_scales", "status_grades", "mechanisms", "instruments"),
        *("ratifications", "reservations"),
        *("themes", "affected_groups", "sdg_goals", "sdg_targets", "objectives", "synonyms"),
        *("units", "right_attributes", "categories"),
    ]
    assert counts["sdg_targets"] == {"created": 169, "updated": 0, "unchanged": 0, "kept": 0}
    again = load()
    assert {count["unchanged"] for count in again.values()} == {
        count["created"] for count in counts.values()
    }
    assert all(count["created"] == count["updated"] == 0 for count in again.values())


def test_the_command_also_prints_words():
    out = io.StringIO()
    call_command("load_reference", stdout=out)
    assert "sdg targets: 169 created, 0 updated, 0 unchanged, 0 kept" in out.getvalue()


def test_every_duty_has_its_reminder_rule():
    load()
    assert set(ReminderRule.objects.values_list("kind", flat=True)) == set(DutyKind.values)
    for rule in ReminderRule.objects.all():
        assert rule.offsets == sorted(set(rule.offsets), reverse=True)
        assert rule.escalate_secretariat_after is not None


def test_a_row_that_drifted_is_corrected_and_history_says_why():
    load()
    Theme.objects.filter(code="privacy").update(name="Privat")
    assert load()["themes"] == {"created": 0, "updated": 1, "unchanged": 113, "kept": 0}
    theme = Theme.objects.get(code="privacy")
    assert theme.name == "Private life & privacy"
    last = theme.events.order_by("pgh_id").last()
    assert last.pgh_context.metadata["reason"] == "Reference data loaded"


def test_what_a_person_changed_stays():
    load()
    with pghistory.context(user=1, url="/admin/"):
        Theme.objects.filter(code="privacy").update(name="Privacy at home")
    assert load()["themes"] == {"created": 0, "updated": 0, "unchanged": 113, "kept": 1}
    assert Theme.objects.get(code="privacy").name == "Privacy at home"


def test_a_change_without_anybody_signed_in_is_not_a_persons():
    load()
    with pghistory.context(user=None, url="/"):
        Theme.objects.filter(code="privacy").update(name="Privat")
    assert load()["themes"]["updated"] == 1


def test_settings_of_the_state_and_its_own_rows_are_left_alone():
    load()
    Mechanism.objects.filter(code="IACHR").update(is_active=True)
    ReminderRule.objects.filter(kind="sign").update(offsets=[2])
    State.objects.create(iso3="XMA", name="A State of its own", is_user_assigned=True)
    counts = load()
    assert all(count["created"] == count["updated"] == 0 for count in counts.values())
    assert Mechanism.objects.get(code="IACHR").is_active
    assert ReminderRule.objects.get(kind="sign").offsets == [2]
    assert State.objects.filter(iso3="XMA").exists()


def test_a_bad_file_stops_the_command_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "reporting.management.commands.load_reference.LOADERS",
        (
            mechanisms.services.reference.load,
            lambda: mechanisms.services.reference.load(tmp_path),
        ),
    )
    with pytest.raises(CommandError, match=r"^status_scales\.csv: No such file"):
        load()
    assert not State.objects.exists()
