from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class FocalpointsConfig(AppConfig):
    name = "focalpoints"
    verbose_name = _("Institutions and people")

    def ready(self) -> None:
        """Files of committees and letters of appointment are opened by what is known here alone.

        Named by string, for policies read models, which exist only once every app is loaded.
        """
        add_reader = import_string("documents.policies.add_reader")
        add_reader(import_string("focalpoints.policies.committee_documents"))
        add_reader(import_string("focalpoints.policies.readable_letters"))
        add_reader(import_string("focalpoints.policies.library_documents"))
        for citer in import_string("focalpoints.citing.CITERS"):
            import_string("documents.belonging.add_citer")(citer)
