"""The lists and moves of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from nmirf.common.workflow import Move


class Kind(models.TextChoices):
    RECOMMENDATION = "recommendation", _("Recommendation")
    CONCERN = "concern", _("Concern or observation")
    PLEDGE = "pledge", _("Voluntary pledge")
    TREATY_ARTICLE = "treaty_article", _("Treaty article")
    JUDGMENT = "judgment", _("Judgment")
    NATIONAL = "national", _("National recommendation")
    OTHER = "other", _("Other")


class Position(models.TextChoices):
    """The State's position, in the words of the Universal Periodic Review."""

    SUPPORTED = "supported", _("Supported")
    NOTED = "noted", _("Noted")
    SUPPORTED_NOTED = "supported_noted", _("Supported in part")
    PENDING = "pending", _("Under examination")
    NOT_STATED = "not_stated", _("Not stated")


class Publication(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


PUBLICATION_MOVES = {
    "publish": Move(
        frozenset({Publication.DRAFT, Publication.RETIRED}), Publication.PUBLISHED, _("Publish")
    ),
    "retire": Move(
        frozenset({Publication.DRAFT, Publication.PUBLISHED}),
        Publication.RETIRED,
        _("Retire"),
        needs_note=True,
    ),
}


class LinkMethod(models.TextChoices):
    """Who or what linked a recommendation to a term."""

    SOURCE = "source", _("as the source names it")
    HUMAN = "human", _("by a person")
    RULE = "rule", _("by a rule, unreviewed")


class ActionLevel(models.IntegerChoices):
    """Source: UPR Info action category (E. McMahon), levels 1 to 5."""

    MINIMAL = 1, _("Minimal")
    CONTINUING = 2, _("Continuing")
    CONSIDERING = 3, _("Considering")
    GENERAL = 4, _("General")
    SPECIFIC = 5, _("Specific")


class GroupRole(models.TextChoices):
    RIGHTS_HOLDER = "rights_holder", _("Rights-holders")
    DUTY_BEARER = "duty_bearer", _("Duty-bearers and professions")


class Needs(models.TextChoices):
    YES = "yes", _("Yes")
    SOMETIMES = "sometimes", _("Sometimes")
    NO = "no", _("No")


class Overlap(models.TextChoices):
    """How far what is reported on a cluster counts for one of its members."""

    DIRECT = "direct", _("Direct: the same substance")
    PARTIAL = "partial", _("Partial: some of the substance")
    DISTINCT = "distinct", _("Distinct: the same subject only")


# Members for which a report on the cluster counts.
COUNTING_OVERLAPS = (Overlap.DIRECT, Overlap.PARTIAL)


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    CONTRIBUTING = "contributing", _("Contributing")
    MONITORING = "monitoring", _("Monitoring")


class AssignmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    CONTESTED = "contested", _("Contested")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ASSIGNMENT_MOVES = {
    "accept": Move(
        frozenset({AssignmentState.PROPOSED, AssignmentState.CONTESTED}),
        AssignmentState.ACCEPTED,
        _("Accept"),
    ),
    "contest": Move(
        frozenset({AssignmentState.PROPOSED}),
        AssignmentState.CONTESTED,
        _("Contest"),
        needs_note=True,
    ),
    "uphold": Move(
        frozenset({AssignmentState.CONTESTED}),
        AssignmentState.PROPOSED,
        _("Propose again"),
        needs_note=True,
    ),
    "withdraw": Move(
        frozenset({AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.CONTESTED}),
        AssignmentState.WITHDRAWN,
        _("Withdraw"),
        needs_note=True,
    ),
}


class Viewpoint(models.TextChoices):
    """Whose view an assessment states. Views stand side by side and are never merged."""

    INSTITUTION = "institution", _("Self-declared by the institution")
    SECRETARIAT = "secretariat", _("Validated by the secretariat")
    NHRI = "nhri", _("National human rights institution")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    MECHANISM = "mechanism", _("Mechanism that asked")


# Viewpoints that an institution of its own states; the others belong to the mechanisms.
OF_AN_INSTITUTION = (Viewpoint.INSTITUTION, Viewpoint.NHRI, Viewpoint.CIVIL_SOCIETY)
# Voices that no government account changes; the database sees to it.
VOICES = (Viewpoint.NHRI, Viewpoint.CIVIL_SOCIETY)

# What the list of differing views holds against each other, by its name in addresses.
BETWEEN = {
    "all": _("all views"),
    "nhri": _("the national human rights institution and the validated status"),
    "civil_society": _("civil society and the validated status"),
    "institution": _("the institution and the validated status"),
    "mechanism": _("the mechanism that asked and the validated status"),
}

# How far a status is, to be held against another one. What says nothing of that (cannot be
# assessed, not applicable, superseded) has no step.
STEPS: dict[str, int] = {
    ImplementationStatus.CONTRARY: 0,
    ImplementationStatus.NOT_IMPLEMENTED: 1,
    ImplementationStatus.NOT_STARTED: 1,
    ImplementationStatus.PLANNED: 2,
    ImplementationStatus.IN_PROGRESS: 3,
    ImplementationStatus.PARTIALLY_IMPLEMENTED: 4,
    ImplementationStatus.ONGOING_CONTINUOUS: 5,
    ImplementationStatus.SUBSTANTIALLY_IMPLEMENTED: 5,
    ImplementationStatus.IMPLEMENTED: 6,
}


class ImportState(models.TextChoices):
    """Where an import is: read, waiting for a person, written."""

    QUEUED = "queued", _("Waiting to be read")
    READING = "reading", _("Being read")
    MAPPING = "mapping", _("Waiting to hear what its columns are")
    READY = "ready", _("Read: waiting for your decision")
    COMMITTING = "committing", _("Being written")
    COMMITTED = "committed", _("Written")
    UNDONE = "undone", _("Undone: what it wrote was taken back")
    FAILED = "failed", _("Failed: nothing was written")
    DISCARDED = "discarded", _("Discarded: nothing was written")


class RowOutcome(models.TextChoices):
    CREATE = "create", _("New")
    UPDATE = "update", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    OTHER_STATE = "other_state", _("Another State's")
    REJECTED = "rejected", _("Rejected")
    LEFT_OUT = "left_out", _("Left out")


class SourceKind(models.TextChoices):
    """Where a statement about a recommendation comes from; a later one of the same source wins."""

    UHRI = "uhri", _("Universal Human Rights Index")
    OHCHR_LIST = "ohchr_list", _("OHCHR thematic list")
    UPR_INFO = "upr_info", _("UPR Info")
    TABLE = "table", _("table")
    REGISTER = "register", _("list of this register")
    HAND = "hand", _("entered by hand")


class RowChoice(models.TextChoices):
    """What a person decides of one row of an import."""

    LEAVE_OUT = "leave_out", _("Leave out")
    SAME_AS = "same_as", _("The same as a recommendation of the register")
    SEPARATE = "separate", _("A recommendation of its own")
    SPLIT = "split", _("Split into its parts")


class TermChoice(models.TextChoices):
    """What a person decides of a term that no list knows."""

    MAP = "map", _("Stands for a term, in this import alone")
    ALIAS = "alias", _("Is another spelling of a term")
    CREATE = "create", _("Is a new term")
    LEAVE_OUT = "leave_out", _("Leave out")


class TermList(models.TextChoices):
    """The lists whose terms a file may name, by the name of the field in a row."""

    THEMES = "themes", _("Themes")
    GROUPS = "groups", _("Affected groups")
    SDGS = "sdgs", _("Sustainable Development Goals")
    STATES = "recommending_states", _("Recommending States")
    # Without these a row can't come in at all.
    MECHANISMS = "mechanisms", _("Mechanisms")
    ADDRESSEES = "states", _("States")


class Taxonomy(models.TextChoices):
    """The lists that people edit, by the name that they have in addresses and rows of a file."""

    THEMES = "themes", _("Themes")
    GROUPS = "groups", _("Affected groups")
    SDGS = "sdgs", _("Targets of the Sustainable Development Goals")
    OBJECTIVES = "objectives", _("Objectives")


# Themes and what stands below them: facets and reports look two levels up, no further.
MOST_LEVELS = 3


class SuggestionKind(models.TextChoices):
    """What two records may be to each other."""

    SAME_AS = "same_as", _("The same recommendation")
    REPEATS = "repeats", _("Takes up an earlier one")


class SuggestionDecision(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class BulkState(models.TextChoices):
    """Where a change of many records is: previewed, written, perhaps taken back."""

    READY = "ready", _("Prepared: waiting for your decision")
    APPLYING = "applying", _("Being written")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded: nothing was written")


BULK_MOVES = {
    "apply": Move(frozenset({BulkState.READY}), BulkState.APPLYING, needs_note=True),
    "finish": Move(frozenset({BulkState.APPLYING}), BulkState.DONE),
    "give_up": Move(frozenset({BulkState.APPLYING}), BulkState.READY),
    "discard": Move(frozenset({BulkState.READY}), BulkState.DISCARDED),
    "undo": Move(frozenset({BulkState.DONE}), BulkState.UNDOING, needs_note=True),
    "finish_undo": Move(frozenset({BulkState.UNDOING}), BulkState.UNDONE),
    "give_up_undo": Move(frozenset({BulkState.UNDOING}), BulkState.DONE),
}


class ViewPage(models.TextChoices):
    """Where a saved view is opened."""

    REGISTER = "register", _("Register")
    GAPS = "gaps", _("Gaps")


class ViewDigest(models.TextChoices):
    """How often the owner of a saved view hears of what is new in it."""

    NONE = "none", _("Never")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every Monday")


class TextStanding(models.TextChoices):
    """What a text of a recommendation is. Only one is authentic."""

    AUTHENTIC = "authentic", _("Authentic text")
    OFFICIAL = "official", _("Official translation")
    UNOFFICIAL = "unofficial", _("Unofficial translation")
    MACHINE = "machine", _("Machine translation")


class EditionState(models.TextChoices):
    """Where another language's edition of a document is."""

    READY = "ready", _("Read: waiting for your decision")
    WRITTEN = "written", _("Written")
    UNDONE = "undone", _("Undone: what it wrote was taken back")
    DISCARDED = "discarded", _("Discarded: nothing was written")


class EditionOutcome(models.TextChoices):
    """What a row of an edition does to the text of its record."""

    NEW = "new", _("New translation")
    REPLACE = "replace", _("Replaces a translation")
    EQUAL = "equal", _("There already")
    AUTHENTIC = "authentic", _("Authentic text, left alone")
    NOT_FOUND = "not_found", _("Not found in the register")
    AMBIGUOUS = "ambiguous", _("Fits several recommendations")
    REJECTED = "rejected", _("Rejected")


# What an edition writes; the rest of its rows change nothing.
WRITING_OUTCOMES = (EditionOutcome.NEW, EditionOutcome.REPLACE)


class TableState(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class TableItemState(models.TextChoices):
    WAITING = "waiting", _("Not discussed yet")
    SETTLED = "settled", _("Settled")
    PARKED = "parked", _("Parked: contested")


TABLE_MOVES = {
    "open": Move(frozenset({TableState.PREPARED}), TableState.RUNNING, _("Open the table")),
    "close": Move(frozenset({TableState.RUNNING}), TableState.CLOSED, _("Close the table")),
}
TABLE_ITEM_MOVES = {
    "settle": Move(
        frozenset({TableItemState.WAITING, TableItemState.PARKED}),
        TableItemState.SETTLED,
        _("Settle"),
    ),
    "park": Move(
        frozenset({TableItemState.WAITING}), TableItemState.PARKED, _("Park"), needs_note=True
    ),
}


class TableSaying(models.TextChoices):
    """The buttons of the phone."""

    LEAD = "lead", _("We lead")
    CONTRIBUTING = "contributing", _("We contribute")
    NOT_US = "not_us", _("Not us")
    UNDO = "undo", _("Take back")


class TableOrder(models.TextChoices):
    PARAGRAPH = "paragraph", _("By paragraph")
    THEME = "theme", _("By theme")
