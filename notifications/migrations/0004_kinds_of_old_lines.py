"""What the lines are about that were written before lines had a kind, by the keys that services gave."""

from django.db import migrations

BY_KEY = (
    ("digest:", "reminder"),
    ("update-step-", "update"),
    ("assignment:", "assignment"),
    ("assignments:", "assignment"),
    ("contested:", "assignment"),
    ("view:", "view"),
    ("rendered:", "file"),
    ("import:", "work"),
    ("bulk:", "work"),
    ("comment:", "consultation"),
    ("answer:", "consultation"),
)


def sort(apps, schema_editor):
    notifications = apps.get_model("notifications", "Notification").objects.filter(kind="other")
    for start, kind in BY_KEY:
        notifications.filter(key__startswith=start).update(kind=kind)
    # The summary of a digest is never news of the next one.
    apps.get_model("notifications", "Notification").objects.filter(kind="reminder").update(
        channel="inbox"
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_digests_and_calendar")]

    operations = [migrations.RunPython(sort, migrations.RunPython.noop)]
