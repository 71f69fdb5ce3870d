"""Records that may be the same, or take each other up: suggested by likeness, decided by people."""

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import SuggestionDecision
from recommendations.models import Recommendation, Repeat, Suggestion

from .likeness import REPEATED, SAME

# Comparing a whole register takes longer than a page may.
_PATIENCE = "20min"

_TEXTS = """
    CREATE TEMPORARY TABLE nmirf_compared ON COMMIT DROP AS
    SELECT r.id, r.mechanism_id, r.symbol, r.paragraph, r.issued_on, v.cycle, t.language,
           left(t.text, 3000) AS text
      FROM recommendations_recommendation r
      JOIN mechanisms_state s ON s.id = r.addressed_to_id AND s.iso3 = %(state)s
      JOIN recommendations_recommendationtext t ON t.recommendation_id = r.id
      LEFT JOIN mechanisms_review v ON v.id = r.review_id
     WHERE r.publication <> 'retired'
"""
_SAME = """
    INSERT INTO recommendations_suggestion
           (kind, subject_id, other_id, score, reason, decision, created_at, updated_at)
    SELECT 'same_as', a.id, b.id, max(round(100 * share.value)), '', 'open', now(), now()
      FROM nmirf_compared a
      JOIN nmirf_compared b
        ON b.mechanism_id = a.mechanism_id AND b.language = a.language AND b.id > a.id
       AND COALESCE(a.cycle = b.cycle,
                    extract(year FROM a.issued_on) = extract(year FROM b.issued_on), true)
       AND NOT nmirf_apart(a.symbol, a.paragraph, b.symbol, b.paragraph)
     CROSS JOIN LATERAL (SELECT nmirf_likeness(a.text, b.text) AS value) AS share
     WHERE share.value >= %(same)s
     GROUP BY a.id, b.id
    ON CONFLICT (kind, subject_id, other_id) DO NOTHING
"""
# Of several earlier ones that are alike, the three likeliest: treaties are asked for in every cycle
# in almost the same words.
_REPEATS = """
    INSERT INTO recommendations_suggestion
           (kind, subject_id, other_id, score, reason, decision, created_at, updated_at)
    SELECT 'repeats', later, earlier, score, '', 'open', now(), now()
      FROM (
        SELECT a.id AS later, b.id AS earlier, max(round(100 * share.value)) AS score,
               row_number() OVER (
                   PARTITION BY a.id ORDER BY max(share.value) DESC, b.id) AS place
          FROM nmirf_compared a
          JOIN nmirf_compared b
            ON b.mechanism_id = a.mechanism_id AND b.language = a.language
           AND b.issued_on < a.issued_on
           AND (a.cycle <> b.cycle
                OR (COALESCE(a.cycle, b.cycle) IS NULL
                    AND extract(year FROM b.issued_on) < extract(year FROM a.issued_on)))
         CROSS JOIN LATERAL (SELECT nmirf_likeness(a.text, b.text) AS value) AS share
         WHERE share.value >= %(repeated)s
           AND NOT EXISTS (
               SELECT FROM recommendations_repeat
                WHERE later_id = a.id AND earlier_id = b.id)
         GROUP BY a.id, b.id
      ) AS found
     WHERE place <= 3
    ON CONFLICT (kind, subject_id, other_id) DO NOTHING
"""


@transaction.atomic
def suggest_doubles() -> int:
    """Suggest pairs of the own State's records that may be one, or repeat each other; how many are new.

    Safe to run twice: a pair is suggested once, whatever was decided on it.
    """
    values = {
        "state": settings.STATE_CODE,
        "same": SAME / 100,
        "repeated": REPEATED / 100,
        "time": _PATIENCE,
    }
    with connection.cursor() as cursor:
        # One run at a time; a second one waits for nothing, since the first finds the same.
        cursor.execute("SELECT pg_try_advisory_xact_lock(7203, 0)")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT set_config('statement_timeout', %(time)s, true)", values)
        cursor.execute("DROP TABLE IF EXISTS nmirf_compared")
        cursor.execute(_TEXTS, values)
        cursor.execute("ANALYZE nmirf_compared")
        before = Suggestion.objects.count()
        with because(_("Compared by wording")):
            for statement in (_SAME, _REPEATS):
                cursor.execute(statement, values)
        cursor.execute("DROP TABLE nmirf_compared")
    return Suggestion.objects.count() - before


def _open(pk: int, actor: User) -> Suggestion:
    require(policies.can_manage_register(actor))
    row = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("subject", "other")
        .get(pk=pk)
    )
    if row.decision != SuggestionDecision.OPEN:
        raise WorkflowError(_("Someone has already decided on this pair."))
    return row


def _decide(row: Suggestion, decision: str, actor: User) -> None:
    row.decision, row.decided_by, row.decided_at = decision, actor, timezone.now()
    row.save(update_fields=["decision", "decided_by", "decided_at", "updated_at"])


@transaction.atomic
def refuse_suggestion(*, pk: int, actor: User) -> Suggestion:
    """Say that the two are different; the pair is never suggested again.

    Raises PermissionDenied, DoesNotExist, WorkflowError when someone else was first.
    """
    row = _open(pk, actor)
    with because(_("Not the same, not a repeat")):
        _decide(row, SuggestionDecision.REFUSED, actor)
    return row


@transaction.atomic
def accept_as_repeat(*, pk: int, actor: User) -> Repeat:
    """Link the pair: the later one takes up the earlier one. Raises as `link_repeat` too."""
    row = _open(pk, actor)
    later, earlier = row.subject, row.other
    if _day(later) < _day(earlier):
        later, earlier = earlier, later
    link = link_repeat(later=later, earlier=earlier, actor=actor)
    with because(_("Takes up an earlier one")):
        _decide(row, SuggestionDecision.ACCEPTED, actor)
    return link


def _day(record: Recommendation) -> int:
    return record.issued_on.toordinal() if record.issued_on else 0


@transaction.atomic
def link_repeat(*, later: Recommendation, earlier: Recommendation, actor: User) -> Repeat:
    """Record that one recommendation takes up an earlier one.

    Raises PermissionDenied, and DomainError where the order of the days forbids it, or it is linked.
    """
    require(policies.can_manage_register(actor))
    pair = Recommendation.objects.select_for_update().filter(pk__in=[later.pk, earlier.pk])
    list(pair.order_by("pk"))
    if later.pk == earlier.pk:
        raise DomainError(_("A recommendation doesn't take up itself."))
    if later.issued_on and earlier.issued_on and later.issued_on < earlier.issued_on:
        raise DomainError(
            _("%(reference)s is the later one: link them the other way round.")
            % {"reference": earlier.reference}
        )
    if Repeat.objects.filter(later=earlier, earlier=later).exists():
        raise DomainError(_("They are linked the other way round already."))
    with because(_("Takes up an earlier one")):
        link, is_new = Repeat.objects.get_or_create(later=later, earlier=earlier)
    if not is_new:
        raise DomainError(_("They are linked already."))
    return link


@transaction.atomic
def unlink_repeat(*, pk: int, actor: User, reason: str) -> None:
    """Take a link between two cycles away; history keeps it. Raises PermissionDenied, DomainError."""
    require(policies.can_manage_register(actor))
    if not reason.strip():
        raise DomainError(_("Say why."))
    with because(reason):
        Repeat.objects.select_for_update().get(pk=pk).delete()
