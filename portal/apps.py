from django.apps import AppConfig
from django.utils.module_loading import import_string


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Files of the register are made by what is known here alone.

        Named by string, for services read models, which exist only once every app is loaded.
        """
        add_maker = import_string("reporting.services.rendering.add_maker")
        add_maker("register", import_string("portal.exports.large.make"))
