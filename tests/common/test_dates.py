"""The State's day: the same for everyone, wherever they say they are."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.utils import timezone

from nmirf.common.dates import day_of, today
from tests import factories as make

# Late in the evening of the State's first of March; elsewhere it is the second already.
LATE = dt.datetime(2026, 3, 1, 22, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_is_the_states_and_not_the_readers(zone):
    with time_machine.travel(LATE, tick=False), timezone.override(zoneinfo.ZoneInfo(zone)):
        assert today() == day_of(LATE) == dt.date(2026, 3, 1)


def test_nobody_reads_a_consultation_early_by_choosing_a_zone(client, settings, db):
    settings.DEMO_MODE = True
    draft = make.ReportDraftFactory(stage="consultation")
    version = draft.versions.create(
        number=1, sections=[], sha256="0" * 64, made_by=make.secretariat()
    )
    version.consultations.create(
        slug="early",
        title="Early",
        opens_on=dt.date(2026, 3, 2),
        closes_on=dt.date(2026, 3, 9),
    )
    with time_machine.travel(LATE, tick=False):
        client.force_login(make.UserFactory(time_zone="Pacific/Kiritimati"))
        assert client.get("/consultations/early/").status_code == 404
