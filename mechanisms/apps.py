from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class MechanismsConfig(AppConfig):
    name = "mechanisms"
    verbose_name = _("Mechanisms")

    def ready(self) -> None:
        """Which reviews a document belongs to is known here alone.

        Named by string, for models exist only once every app is loaded.
        """
        add_citer = import_string("documents.belonging.add_citer")
        add_citer(import_string("mechanisms.citing.REVIEWS"))
