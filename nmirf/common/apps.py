from celery import current_app
from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "nmirf.common"
    label = "common"

    def ready(self) -> None:
        """Import every tasks.py, so that the web process knows the task names too."""
        current_app.autodiscover_tasks(force=True)
