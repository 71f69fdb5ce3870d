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


from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        """Files of assessments are opened by what is known here alone.

        Named by string, for policies read models, which exist only once every app is loaded.
        """
        add_reader = import_string("documents.policies.add_reader")
        add_reader(import_string("recommendations.policies.readable_proofs"))
