"""The standing groups. All other rights come from appointments (focalpoints)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingGroup(models.TextChoices):
    ADMINISTRATORS = "administrators", _("Administrators")
    SECRETARIAT = "secretariat", _("Secretariat")
    CONSULTATION_OFFICERS = "consultation_officers", _("Consultation officers")
