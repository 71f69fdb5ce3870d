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
    "letters": {
        "task": "focalpoints.take_up_letters",
        "schedule": crontab(minute="*/10"),
    },
    "who-did-not-join": {
        "task": "focalpoints.forget_who_did_not_join",
        "schedule": crontab(hour="3", minute="55"),
    },
    "erasures": {
        "task": "focalpoints.propose_erasures",
        "schedule": crontab(hour="4", minute="5"),
    },
    # After the rights of the day, before the digests.
    "handovers": {
        "task": "reporting.tell_followers",
        "schedule": crontab(minute="10"),
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
    "texts-of-files": {
        "task": "documents.take_up",
        "schedule": crontab(minute="*/10"),
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
    # Invitations that a mail server refused or a worker left.
    "meeting-mails": {
        "task": "reporting.send_meeting_mails",
        "schedule": crontab(minute="*/10"),
    },
    # What cannot wait is queued as it happens; this is for what the queue has lost.
    "deliveries": {
        "task": "notifications.deliver",
        "schedule": crontab(),
    },
    "bounces": {
        "task": "notifications.read_bounces",
        "schedule": crontab(minute="*/10"),
    },
    "abandoned-work": {
        "task": "reporting.fail_abandoned",
        "schedule": crontab(),
    },
    "doubles": {
        "task": "recommendations.suggest_doubles",
        "schedule": crontab(hour="3", minute="20"),
    },
    "undecided": {
        "task": "recommendations.sweep_undecided",
        "schedule": crontab(hour="3", minute="30"),
    },
    "search-words": {
        "task": "recommendations.gather_words",
        "schedule": crontab(minute="*/10"),
    },
    "abandoned-imports": {
        "task": "recommendations.fail_abandoned_imports",
        "schedule": crontab(),
    },
    "abandoned-files-of-values": {
        "task": "activities.take_up_values",
        "schedule": crontab(),
    },
    "abandoned-rounds": {
        "task": "activities.take_up_rounds",
        "schedule": crontab(),
    },
    "abandoned-bulk-edits": {
        "task": "recommendations.take_up_bulk",
        "schedule": crontab(),
    },
    # However much is published within ten minutes, files are made once; nothing waits in a queue.
    "open-data": {
        "task": "portal.publish_data",
        "schedule": crontab(minute="*/10"),
        "args": (False,),
    },
    "open-data-of-the-night": {
        "task": "portal.publish_data",
        "schedule": crontab(hour="2", minute="35"),
        "args": (True,),
    },
    # From seven in the morning; each later round sends what an earlier one could not.
    "followers": {
        "task": "portal.tell_followers",
        "schedule": crontab(minute="35"),
    },
    "links-of-followers": {
        "task": "notifications.take_up_follows",
        "schedule": crontab(minute="*/10"),
    },
    "error-reports": {
        "task": "reporting.take_up_error_reports",
        "schedule": crontab(minute="40"),
    },
    # What was published by a page is told at once; this is for commands, workers and a new day.
    "purge": {
        "task": "portal.purge",
        "schedule": crontab(),
    },
    # Before the digests, which carry what it finds.
    "news-of-views": {
        "task": "portal.tell_news_of_views",
        "schedule": crontab(minute="5"),
    },
}
