from django.db import models
from django.utils.translation import gettext_lazy as _


class MechanismKind(models.TextChoices):
    UPR = "upr", _("Universal Periodic Review")
    TREATY_BODY = "treaty_body", _("Treaty body")
    SPECIAL_PROCEDURE = "special_procedure", _("Special procedure")
    REGIONAL_BODY = "regional_body", _("Regional body")
    REGIONAL_COURT = "regional_court", _("Regional court")
    NATIONAL = "national", _("National body")


class System(models.TextChoices):
    UN = "un", _("United Nations")
    AFRICAN = "african", _("African Union")
    INTER_AMERICAN = "inter_american", _("Organization of American States")
    COUNCIL_OF_EUROPE = "council_of_europe", _("Council of Europe")
    EUROPEAN_UNION = "european_union", _("European Union")
    ARAB = "arab", _("League of Arab States")
    ASEAN = "asean", _("ASEAN")
    OIC = "oic", _("Organisation of Islamic Cooperation")
    NATIONAL = "national", _("National")


class RegionalGroup(models.TextChoices):
    AFRICA = "africa", _("Africa")
    ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific")
    EASTERN_EUROPE = "eastern_europe", _("Eastern Europe")
    GRULAC = "grulac", _("Latin America and the Caribbean")
    WEOG = "weog", _("Western Europe and others")
    NONE = "none", _("No regional group")


class InstrumentKind(models.TextChoices):
    TREATY = "treaty", _("Treaty")
    SUBSTANTIVE_PROTOCOL = "substantive_protocol", _("Substantive protocol")
    PROCEDURE_PROTOCOL = "procedure_protocol", _("Protocol on a procedure")


class EntryRule(models.TextChoices):
    """When an instrument enters into force for a State that joins later."""

    DAYS_30 = "days_30", _("30th day after deposit")
    MONTHS_1 = "months_1", _("1 month after deposit")
    MONTHS_3 = "months_3", _("3 months after deposit")
    FIRST_OF_MONTH_AFTER_3 = "first_of_month_after_3", _("first day of the month after 3 months")


class ReviewStage(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    REPORT_SUBMITTED = "report_submitted", _("Report submitted")
    REVIEWED = "reviewed", _("Reviewed")
    RECOMMENDATIONS_RECEIVED = "recommendations_received", _("Recommendations received")
    CLOSED = "closed", _("Closed")


class ImplementationStatus(models.TextChoices):
    """The canonical scale onto which every other scale is mapped."""

    NOT_STARTED = "not_started", _("Not started")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    PARTIALLY_IMPLEMENTED = "partially_implemented", _("Partly implemented")
    SUBSTANTIALLY_IMPLEMENTED = "substantially_implemented", _("Substantially implemented")
    IMPLEMENTED = "implemented", _("Implemented")
    ONGOING_CONTINUOUS = "ongoing_continuous", _("Ongoing, continuous")
    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
    CONTRARY = "contrary", _("Contrary measures")
    NOT_ASSESSABLE = "not_assessable", _("Cannot be assessed")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    SUPERSEDED = "superseded", _("Superseded")


class Act(models.TextChoices):
    """How a State became bound. Source: Vienna Convention on the Law of Treaties, arts. 14, 15."""

    RATIFICATION = "ratification", _("Ratification")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")
    ACCEPTANCE = "acceptance", _("Acceptance")


class Procedure(models.TextChoices):
    """What the State said of a procedure of an instrument."""

    NONE = "none", _("The instrument has none")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    ACCEPTED = "accepted", _("Accepted")
    EXCLUDED = "excluded", _("Excluded by a declaration")


class StatementKind(models.TextChoices):
    """Source: Vienna Convention on the Law of Treaties, art. 2 (1) (d)."""

    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
