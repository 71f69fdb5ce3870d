"""Kinds of institutions and appointments, and what an appointment lets a person do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    AGENCY = "agency", _("Agency")
    PARLIAMENT = "parliament", _("Parliament")
    JUDICIARY = "judiciary", _("Judiciary")
    NHRI = "nhri", _("National human rights institution")
    STATISTICS = "statistics", _("Statistics office")
    LOCAL = "local", _("Regional or local government")
    CSO = "cso", _("Civil society organisation")
    ACADEMIA = "academia", _("University or research body")
    UN = "un", _("United Nations entity")
    BUSINESS = "business", _("Business")
    STATE = "state", _("State")


class Branch(models.TextChoices):
    EXECUTIVE = "executive", _("Executive")
    LEGISLATIVE = "legislative", _("Legislative")
    JUDICIAL = "judicial", _("Judicial")
    INDEPENDENT = "independent", _("Independent")
    NONE = "none", _("None")


class Membership(models.TextChoices):
    FULL = "full", _("Full member")
    CONSULTATIVE = "consultative", _("Consultative member")
    NONE = "none", _("Not a member")


class Standing(models.TextChoices):
    PENDING = "pending", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")


class Role(models.TextChoices):
    FOCAL_POINT = "focal_point", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")
    VALIDATING_AUTHORITY = "validating_authority", _("Validating authority")
    POLITICAL_REPRESENTATIVE = "political_representative", _("Political representative")
    REPRESENTATIVE = "representative", _("Representative")


# The object permission on the institution that each role carries while it is in force.
PERMISSION_OF = {
    Role.FOCAL_POINT: "report_for",
    Role.DEPUTY: "report_for",
    Role.VALIDATING_AUTHORITY: "sign_for",
    Role.POLITICAL_REPRESENTATIVE: "comment_for",
    Role.REPRESENTATIVE: "comment_for",
}

# Institutions whose representatives read internal records (access table, third column).
CONSULTATIVE_KINDS = {
    InstitutionKind.NHRI,
    InstitutionKind.PARLIAMENT,
    InstitutionKind.JUDICIARY,
    InstitutionKind.STATISTICS,
    InstitutionKind.UN,
}
