"""The demo State: only in demo mode, deterministic, never aging."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from portal.demo.clock import Clock, spread, with_years
from portal.demo.seeding import seed

from .seeded import LATER, seeded_models, snapshot

SECONDS = 25


# Only in demo mode, only once.


@pytest.mark.django_db
def test_nothing_is_written_outside_demo_mode(settings):
    settings.DEMO_MODE = False
    with pytest.raises(DomainError, match="demo mode only"):
        seed(today=today())
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_the_reference_lists_it_says_what_to_do_and_writes_nothing(settings):
    settings.DEMO_MODE = True
    with pytest.raises(CommandError, match="load_reference"):
        call_command("seed_demo")
    assert not Institution.objects.exists()


def test_a_second_run_does_nothing_and_says_so(marisola, capsys):
    before = {model: model.objects.count() for model in seeded_models()}
    call_command("seed_demo")
    assert "there already" in capsys.readouterr().out
    assert {model: model.objects.count() for model in seeded_models()} == before


def test_it_is_seeded_within_seconds(marisola):
    assert marisola["seconds"] < SECONDS


# Deterministic, and it does not age.


def test_another_day_gives_the_same_rows_with_every_date_moved_by_as_much(marisola):
    now, later, moved = snapshot(), marisola["later"], dt.timedelta(days=LATER)
    assert {name: len(rows) for name, rows in now.items()} == {
        name: len(rows) for name, rows in later.items()
    }
    # Appointments and groups are written by their services, which look at the real clock.
    # The year of money is that of its activity's first day, wherever the day falls.
    clocks = {"created_at", "updated_at", "date_joined", "year"}
    for name, rows in now.items():
        for row, other in zip(rows, later[name], strict=True):
            for column, value in row.items():
                if isinstance(value, dt.date) and column not in clocks:
                    value += moved
                if column not in clocks:
                    assert value == other[column], (name, column, row)


def test_a_clock_counts_days_from_today_and_never_looks_ahead():
    clock = Clock(dt.date(2031, 3, 1))
    assert clock.ago(1) == dt.date(2031, 2, 28)
    assert clock.ago(-14) == dt.date(2031, 3, 15)
    assert clock.instant(5, "a") == clock.instant(5, "a") != clock.instant(5, "b")
    assert clock.instant(0, "a").hour == 0
    assert 8 <= clock.instant(5, "a").hour < 17
    assert with_years("{year-1}, {year}, {year+2}", clock.today) == "2030, 2031, 2033"
    assert 0.4 < sum(spread(str(n)) for n in range(2000)) / 2000 < 0.6
