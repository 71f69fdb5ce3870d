from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        """Files of updates and of values are opened by what is known here alone.

        Named by string, for policies read models, which exist only once every app is loaded.
        """
        add_reader = import_string("documents.policies.add_reader")
        add_reader(import_string("activities.policies.readable_documents"))
        add_reader(import_string("activities.policies.readable_value_documents"))
        for citer in import_string("activities.citing.CITERS"):
            import_string("documents.belonging.add_citer")(citer)
