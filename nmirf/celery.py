"""The Celery application; tasks are found in each app's tasks.py, the clock is set here."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")

app = Celery("nmirf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "appointments": {
        "task": "focalpoints.apply_appointments",
        "schedule": crontab(minute="1"),
    },
    "files": {
        "task": "documents.sweep",
        "schedule": crontab(hour="3", minute="40"),
    },
    "identities": {
        "task": "reporting.forget_identities",
        "schedule": crontab(hour="3", minute="50"),
    },
    "digests": {
        "task": "reporting.send_digests",
        "schedule": crontab(minute="15"),
    },
    "abandoned-work": {
        "task": "reporting.fail_abandoned",
        "schedule": crontab(),
    },
    "doubles": {
        "task": "recommendations.suggest_doubles",
        "schedule": crontab(hour="3", minute="20"),
    },
    "abandoned-imports": {
        "task": "recommendations.fail_abandoned_imports",
        "schedule": crontab(),
    },
}
