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


class ReviewDocumentKind(models.TextChoices):
    """What a document is in a review, in the order in which a review goes.

    Source: General Assembly resolution 68/268, paras. 1–6; Human Rights Council resolutions 5/1
    and 16/21, annexes; the committees' procedures for follow-up to concluding observations.
    """

    STATE_REPORT = "state_report", _("Report of the State")
    LIST_OF_ISSUES = "list_of_issues", _("List of issues")
    REPLIES = "replies", _("Replies to the list of issues")
    UN_COMPILATION = "un_compilation", _("Compilation of UN information")
    STAKEHOLDER_SUMMARY = "stakeholder_summary", _("Summary of stakeholders’ information")
    NHRI_REPORT = "nhri_report", _("Report of the national human rights institution")
    CIVIL_SOCIETY_REPORT = "civil_society_report", _("Report of civil society")
    OUTCOME = "outcome", _("Concluding observations or outcome")
    ADDENDUM = "addendum", _("Addendum with the State’s positions")
    FOLLOW_UP_REPORT = "follow_up_report", _("Follow-up report")
    FOLLOW_UP_LETTER = "follow_up_letter", _("Follow-up letter")
    OTHER = "other", _("Another document")


class StatementKind(models.TextChoices):
    """Source: Vienna Convention on the Law of Treaties, art. 2 (1) (d)."""

    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
