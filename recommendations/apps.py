from django.apps import AppConfig
from django.utils.module_loading import import_string


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        """What assessments rest on is told to the library.

        Named by string, for models exist only once every app is loaded.
        """
        add_citer = import_string("documents.belonging.add_citer")
        add_citer(import_string("recommendations.citing.ASSESSMENTS"))
