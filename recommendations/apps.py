from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        """Who reads the files of assessments, and what rests on a file, is known here alone.

        Named by string, for models exist only once every app is loaded.
        """
        add_reader = import_string("documents.policies.add_reader")
        add_reader(import_string("recommendations.policies.readable_proofs"))
        add_citer = import_string("documents.belonging.add_citer")
        add_citer(import_string("recommendations.citing.ASSESSMENTS"))
