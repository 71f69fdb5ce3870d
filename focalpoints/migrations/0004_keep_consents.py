"""A day on which somebody consented to a public contact becomes a consent of its own."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

# Nobody knows to which words: the text had no version then.
BEFORE = "before 2026"


def keep(apps, schema_editor):
    appointments = apps.get_model("focalpoints", "Appointment")
    consents = apps.get_model("focalpoints", "ContactConsent")
    given = appointments.objects.filter(publish_contact_since__isnull=False)
    consents.objects.bulk_create(
        consents(
            appointment=row,
            version=BEFORE,
            given_at=timezone.make_aware(
                dt.datetime.combine(row.publish_contact_since, dt.time(12))
            ),
        )
        for row in given.iterator()
    )


def put_back(apps, schema_editor):
    consents = apps.get_model("focalpoints", "ContactConsent")
    for row in consents.objects.filter(withdrawn_at__isnull=True).select_related("appointment"):
        row.appointment.publish_contact_since = timezone.localdate(row.given_at)
        row.appointment.save(update_fields=["publish_contact_since"])
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("focalpoints", "0003_people")]
    operations = [migrations.RunPython(keep, put_back)]
