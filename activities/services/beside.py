"""What stands beside an update while it is written, verified or signed: reads for several doors."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import policies
from activities.choices import HintKind, UpdateState
from activities.models import ImplementationUpdate, UpdateReading
from activities.parsers.wording import Hint, check
from activities.querysets import UpdateQuerySet
from focalpoints.models import FormerName, Institution
from focalpoints.policies import Person
from mechanisms.models import Instrument, Mechanism
from recommendations.models import Synonym

from .writing import Targets, length_allowed, replaceable, targets_of

MOST_OTHERS = 8

# Why each hint is given, and what to do.
WHY = {
    HintKind.PERSON: gettext_lazy(
        "A published name stays findable for ever, and can put a person in danger. Name the office instead, unless the person agreed or holds it."
    ),
    HintKind.MINOR: gettext_lazy(
        "A child can be found again by age, place and what happened. Speak of children in general, or of their number."
    ),
    HintKind.NUMBER: gettext_lazy(
        "The number of a document or a file leads to one person. Leave it out."
    ),
    HintKind.EMAIL: gettext_lazy("Name the office; its address stands in the directory."),
    HintKind.PHONE: gettext_lazy("Name the office; its number stands in the directory."),
    HintKind.LONG: gettext_lazy("It can be saved, but not submitted. Put details into a file."),
    HintKind.SHORT: gettext_lazy("Say what changed for people, since when, and on what basis."),
    HintKind.SENTENCE: gettext_lazy(
        "One thought to a sentence is easier to read and to translate."
    ),
    HintKind.PASSIVE: gettext_lazy("Say who acted: the ministry, the court, the municipality."),
    HintKind.JARGON: gettext_lazy("More people understand the shorter word."),
    HintKind.ACRONYM: gettext_lazy("Write the words out once, with the abbreviation in brackets."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint in words: what was counted ("" for nothing), and why it is given."""

    hint: Hint
    words: str
    why: str


def last_published(
    institutions: Collection[int], targets: Targets, *, but: int | None = None
) -> ImplementationUpdate | None:
    """What these institutions, or those that they follow, told the public last about the same."""
    found: list[ImplementationUpdate] = [
        row
        for row in (
            replaceable(pk, targets)
            .exclude(pk=but)
            .select_related("institution")
            .order_by("-published_at", "-pk")
            .first()
            for pk in institutions
        )
        if row is not None
    ]
    return max(found, key=lambda row: (row.published_at, row.pk), default=None)


def last_of(update: ImplementationUpdate) -> ImplementationUpdate | None:
    """The last published update on the same things; None where this is the first."""
    return last_published([update.institution_id], targets_of(update), but=update.pk)


def of_others(
    user: Person, institutions: Collection[int], targets: Targets
) -> list[ImplementationUpdate]:
    """The latest word of each other institution on the same, as far as this person may read it.

    What was published, and for the secretariat also what is on its way; never a draft.
    """
    lines = [Institution.objects.predecessors_of(pk).values("pk") for pk in institutions]
    own = Q(institution__in=institutions)
    for line in lines:
        own |= Q(institution__in=line)
    rows = _about(targets).filter(
        pk__in=policies.visible_updates(user).values("pk"),
        state__in=[
            UpdateState.PUBLISHED,
            UpdateState.SUBMITTED,
            UpdateState.VERIFIED,
            UpdateState.SIGNED,
        ],
    )
    newest = (
        rows.exclude(own)
        .order_by("institution_id", F("published_at").desc(nulls_first=True), "-pk")
        .distinct("institution_id")
    )
    return list(
        ImplementationUpdate.objects.filter(pk__in=newest.values("pk"))
        .select_related("institution")
        .order_by(F("published_at").desc(nulls_first=True), "-pk")[:MOST_OTHERS]
    )


def _about(targets: Targets) -> UpdateQuerySet:
    rows = ImplementationUpdate.objects.all()
    if targets.cluster is not None:
        return rows.filter(cluster=targets.cluster)
    if targets.activity is not None:
        return rows.filter(activity=targets.activity)
    keys = [recommendation.pk for recommendation in targets.recommendations]
    return rows.filter(pk__in=rows.counting_for(keys).order_by().values("pk"))


def hints(headline: str, narrative: str, language: str) -> list[Finding]:
    """The criteria check of a text; nothing for an empty one."""
    if not (headline.strip() or narrative.strip()):
        return []
    found = check(
        headline, narrative, language=language, most=length_allowed(), known=known_words()
    )
    return [Finding(hint, _counted(hint), str(WHY[hint.kind])) for hint in found]


def hints_of(update: ImplementationUpdate) -> list[Finding]:
    return hints(update.headline, update.narrative, update.language)


def _counted(hint: Hint) -> str:
    if hint.kind in (HintKind.LONG, HintKind.SHORT):
        return _("%(length)s characters; the limit is %(most)s.") % {
            "length": hint.number,
            "most": hint.most,
        }
    if hint.kind == HintKind.SENTENCE:
        return _("%(number)s with more than %(most)s words.") % {
            "number": hint.number,
            "most": hint.most,
        }
    return ""


def known_words() -> frozenset[str]:
    """In lower case, what the register explains itself: names of institutions, abbreviations."""
    pairs = (
        Institution.objects.order_by()
        .values_list("name", "acronym")
        .union(
            FormerName.objects.order_by().values_list("name", "acronym"),
            Mechanism.objects.order_by().values_list("name", "code"),
            Instrument.objects.order_by().values_list("name", "code"),
        )
    )
    synonyms = Synonym.objects.filter(is_active=True).values_list("terms", flat=True)
    words = chain(chain.from_iterable(pairs), chain.from_iterable(synonyms))
    return frozenset(word.casefold() for word in words if word)


def read_by(user: Person) -> Exists:
    """To annotate updates with: whether this person has read the text as it stands."""
    return Exists(
        UpdateReading.objects.of_the_text_as_it_stands().filter(
            person=user.pk, update=OuterRef("pk")
        )
    )
