"""Terms that no list knows: what they may stand for, what people decide, what is made of it.

Nothing of it reaches the lists before the import is written, and then within its transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Mechanism, State
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import ImportState, TermChoice, TermList
from recommendations.models import (
    AffectedGroup,
    ImportBatch,
    SdgGoal,
    SdgTarget,
    TermDecision,
    Theme,
)
from recommendations.parsers.text import fold_label
from recommendations.services.taxonomy.others import add_alias
from recommendations.services.taxonomy.terms import create_term

from .batch_lock import locked
from .terms import MOST_LABEL

_SUGGESTIONS = 3
_LEAST_LIKENESS = 0.2
_EXAMPLES = 2
# Lists to which an import may add terms; States, mechanisms and goals are what the world says they are.
OPEN_LISTS = (TermList.THEMES, TermList.GROUPS)
# Lists without whose term a row can't come in.
NEEDED_LISTS = (TermList.MECHANISMS, TermList.ADDRESSEES)
_MODELS: Mapping[str, Any] = {
    TermList.THEMES: Theme,
    TermList.GROUPS: AffectedGroup,
    TermList.SDGS: SdgTarget,
    TermList.STATES: State,
    TermList.MECHANISMS: Mechanism,
    TermList.ADDRESSEES: State,
}
# Known by their ISO code.
_OF_STATES = (TermList.STATES, TermList.ADDRESSEES)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of one term; an empty choice takes the decision back."""

    list: str
    label: str
    choice: str
    code: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """One term that the file names, and in how many rows; `with_help` fills in the last two."""

    list: str
    label: str
    count: int
    decision: TermDecision | None
    # What was last decided of the same term in another import that was written.
    earlier: TermDecision | None
    examples: Sequence[str] = ()
    suggestions: Sequence[Option] = ()

    @property
    def key(self) -> str:
        """By which a page knows the term again, whatever was decided of others meanwhile."""
        return sha256(f"{self.list}\n{self.label}".encode()).hexdigest()[:16]


def unknown_terms(batch: ImportBatch) -> list[UnknownTerm]:
    """Those that no list knows or that were decided, the most frequent first within their list."""
    decided = {(one.list, one.label): one for one in batch.term_decisions.all()}
    counted = {
        (name, found["term"][:MOST_LABEL]): found["count"]
        for name, terms in batch.unmatched.items()
        for found in terms
    }
    earlier = _earlier(counted)
    return [
        UnknownTerm(
            list=name,
            label=label,
            count=counted.get((name, label), 0),
            decision=decided.get((name, label)),
            earlier=earlier.get((name, label)),
        )
        for name, label in sorted(
            counted.keys() | decided.keys(),
            key=lambda one: (TermList.values.index(one[0]), -counted.get(one, 0), one[1]),
        )
    ]


def with_help(batch: ImportBatch, terms: Sequence[UnknownTerm]) -> list[UnknownTerm]:
    """The same with rows in which each stands, and what it may stand for."""
    examples = _examples(batch, [(term.list, term.label) for term in terms])
    names = {term.list for term in terms}
    options = {name: dict(options_of(name)) for name in names}
    spellings = {name: _spellings(name) for name in names}
    return [
        replace(
            term,
            examples=examples[term.list, term.label],
            suggestions=_likeliest(term.label, spellings[term.list], options[term.list]),
        )
        for term in terms
    ]


def _earlier(terms: Iterable[tuple[str, str]]) -> dict[tuple[str, str], TermDecision]:
    """Decisions that no list remembers: what was left out, or stood for a term in one import."""
    written = TermDecision.objects.filter(
        batch__state=ImportState.COMMITTED,
        label__in={label for _name, label in terms},
        choice__in=(TermChoice.LEAVE_OUT, TermChoice.MAP),
    )
    return {(one.list, one.label): one for one in written.order_by("updated_at", "pk")}


def options_of(name: str) -> list[tuple[str, str]]:
    """(code, label) of every term of a list that is in use."""
    if name in _OF_STATES:
        return sorted(((s.iso3, s.label) for s in State.objects.all()), key=lambda one: one[1])
    if name == TermList.MECHANISMS:
        return sorted(((m.code, m.label) for m in Mechanism.objects.all()), key=lambda one: one[1])
    terms = _MODELS[name].objects.filter(is_active=True, merged_into=None)
    if name == TermList.SDGS:
        goals = [
            (str(goal.number), f"{goal.number} {goal.label}") for goal in SdgGoal.objects.all()
        ]
        return goals + [(term.code, str(term)) for term in terms.select_related("goal")]
    return sorted(((term.code, term.label) for term in terms), key=lambda one: one[1])


def _examples(
    batch: ImportBatch, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """A few texts of rows in which a term stands; looks through a bounded number of rows."""
    found: dict[tuple[str, str], list[str]] = {one: [] for one in wanted}
    rows = batch.rows.exclude(unknown=[]).values_list("unknown", "changes", "said", "reference")
    for unknown, changes, said, reference in rows[:2_000]:
        text = said.get("text") or changes.get("text") or reference
        for name, label in unknown:
            texts = found.get((name, label[:MOST_LABEL]))
            if texts is not None and len(texts) < _EXAMPLES and isinstance(text, str):
                texts.append(text)
    return found


def _spellings(name: str) -> list[tuple[frozenset[str], str]]:
    """(trigrams of a spelling, code) of each spelling of each term of a list."""
    code = "iso3" if name in _OF_STATES else "code"
    terms = _MODELS[name].objects.all()
    return [
        (_trigrams(spelling), getattr(term, code))
        for term in terms
        for spelling in (term.name, *term.aliases)
    ]


def _likeliest(
    label: str, spellings: Sequence[tuple[frozenset[str], str]], options: Mapping[str, str]
) -> list[Option]:
    own = _trigrams(label)
    best: dict[str, float] = {}
    for trigrams, code in spellings:
        if code in options and (common := len(own & trigrams)):
            best[code] = max(best.get(code, 0.0), common / len(own | trigrams))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:_SUGGESTIONS]
    return [Option(code, options[code]) for code, share in ranked if share >= _LEAST_LIKENESS]


def _trigrams(text: str) -> frozenset[str]:
    """As PostgreSQL's pg_trgm takes them: of each word with two spaces before and one after."""
    found: set[str] = set()
    for word in "".join(c if c.isalnum() else " " for c in fold_label(text)).split():
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


@transaction.atomic
def decide_terms(*, pk: int, wishes: Sequence[Wish], actor: User) -> ImportBatch:
    """Keep what a person decided of the terms of an import; until it is written all can be changed.

    Raises PermissionDenied, WorkflowError, DomainError with the term that can't be had so.
    """
    batch = locked(pk, actor)
    if batch.state != ImportState.READY:
        raise WorkflowError(_("This import is not waiting for a decision any more."))
    known: dict[str, set[str]] = {}
    for wish in wishes:
        if wish.list not in known:
            known[wish.list] = {code for code, _label in options_of(wish.list)}
        _check(wish, known[wish.list])
        if wish.choice in (TermChoice.ALIAS, TermChoice.CREATE):
            _try(wish, actor)
    with because(_("Terms of the import of %(file)s") % {"file": batch.filename}):
        for wish in wishes:
            _keep(batch, wish, actor)
    batch.is_outdated = True
    batch.save()
    return batch


def decide_rest(*, pk: int, name: str, act: str, actor: User) -> int:
    """One decision on all terms of a list that are left; how many it was about.

    `act`: `leave_out` them, decide as `earlier` imports did, or take `back` that they are left out.
    Raises PermissionDenied, WorkflowError, DomainError.
    """
    batch = ImportBatch.objects.get(pk=pk)
    terms = [term for term in unknown_terms(batch) if term.list == name]
    if act == "leave_out":
        left = [term for term in terms if term.decision is None]
        wishes = [Wish(name, term.label, TermChoice.LEAVE_OUT) for term in left]
    elif act == "earlier":
        known = {code for code, _label in options_of(name)} | {""}
        said = [term.earlier for term in terms if term.decision is None and term.earlier]
        wishes = [Wish(name, one.label, one.choice, one.code) for one in said if one.code in known]
    elif act == "back":
        out = [one for one in terms if one.decision and one.decision.choice == TermChoice.LEAVE_OUT]
        wishes = [Wish(name, term.label, "") for term in out]
    else:
        raise DomainError(_("There is no such decision."))
    decide_terms(pk=pk, wishes=wishes, actor=actor)
    return len(wishes)


def _check(wish: Wish, known: set[str]) -> None:
    if not wish.choice or wish.choice == TermChoice.LEAVE_OUT:
        return
    problem = ""
    if wish.choice == TermChoice.CREATE:
        problem = _problem_of_new(wish, known)
    elif wish.code not in known:
        problem = _("Choose the term that it stands for.")
    elif wish.choice == TermChoice.ALIAS and wish.list == TermList.SDGS and "." not in wish.code:
        problem = _(
            "A goal has no other spellings: let it stand for the goal in this import alone."
        )
    if problem:
        raise DomainError(f"{wish.label}: {problem}")


def _try(wish: Wish, actor: User) -> None:
    """Raises DomainError where the list would not take it; nothing of it stays."""
    with transaction.atomic():
        _apply(wish, actor, str(_("Import")))
        transaction.set_rollback(True)


def _problem_of_new(wish: Wish, known: set[str]) -> str:
    if wish.list not in OPEN_LISTS:
        return _("This list takes no new terms.")
    if not wish.code:
        return _("Give the new term a code.")
    if _MODELS[wish.list].objects.filter(code=wish.code).exists():
        return _("The code “%(code)s” is taken.") % {"code": wish.code}
    if wish.parent and (wish.list != TermList.THEMES or wish.parent not in known):
        return _("There is no such parent.")
    return ""


def _keep(batch: ImportBatch, wish: Wish, actor: User) -> None:
    decisions = batch.term_decisions.filter(list=wish.list, label=wish.label)
    if not wish.choice:
        decisions.delete()
        return
    leave_out = wish.choice == TermChoice.LEAVE_OUT
    values = {
        "choice": wish.choice,
        "code": "" if leave_out else wish.code,
        "parent": wish.parent if wish.choice == TermChoice.CREATE else "",
        "decided_by": actor,
    }
    TermDecision.objects.update_or_create(
        batch=batch, list=wish.list, label=wish.label, defaults=values
    )


def apply_terms(batch: ImportBatch) -> None:
    """Add the aliases and terms that were decided, within the transaction that writes the import.

    Raises DomainError where a list has changed since, so that it takes one of them no more.
    """
    reason = _("Import of %(file)s") % {"file": batch.filename}
    decided = batch.term_decisions.filter(choice__in=(TermChoice.ALIAS, TermChoice.CREATE))
    with because(reason, batch=str(batch.reference), user=batch.started_by_id):
        for decision in decided.select_related("decided_by"):
            _apply(decision, decision.decided_by, reason)


def _apply(one: Wish | TermDecision, actor: User, reason: str) -> None:
    """Add the spelling or the term, by the rules of the lists.

    Raises DomainError, with the label, where a list does not take it or the person may not any more.
    """
    name = TermList.STATES if one.list in _OF_STATES else one.list
    facts = {"list": name, "code": one.code, "actor": actor, "reason": reason}
    key = "iso3" if name in _OF_STATES else "code"
    is_there = _MODELS[name].objects.filter(**{key: one.code}).exists()
    try:
        if is_there:
            add_alias(label=one.label, **facts)
        elif one.choice == TermChoice.CREATE:
            create_term(name=one.label, parent=one.parent, **facts)
    except (DomainError, PermissionDenied) as error:
        raise DomainError(f"{one.label}: {error}") from error
