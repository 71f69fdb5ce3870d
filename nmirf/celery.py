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
    "absences": {
        "task": "focalpoints.announce_absences",
        "schedule": crontab(minute="2"),
    },
    "returns": {
        "task": "reporting.tell_returns",
        "schedule": crontab(minute="3"),
    },
    "files": {
        "task": "documents.sweep",
        "schedule": crontab(hour="3", minute="40"),
    },
    "identities": {
        "task": "reporting.forget_identities",
        "schedule": crontab(hour="3", minute="50"),
    },
    "old-files": {
        "task": "reporting.drop_old_files",
        "schedule": crontab(hour="3", minute="45"),
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
    "search-words": {
        "task": "recommendations.gather_words",
        "schedule": crontab(minute="*/10"),
    },
    "abandoned-imports": {
        "task": "recommendations.fail_abandoned_imports",
        "schedule": crontab(),
    },
    "abandoned-bulk-edits": {
        "task": "recommendations.take_up_bulk",
        "schedule": crontab(),
    },
    # Before the digests, which carry what it finds.
    "news-of-views": {
        "task": "portal.tell_news_of_views",
        "schedule": crontab(minute="5"),
    },
}
