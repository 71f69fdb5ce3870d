"""What hangs on an activity in a file: its real days, its milestones, its money."""

from collections import Counter
from operator import attrgetter

from django.utils.translation import gettext as _

from activities.choices import ActivityStatus
from activities.models import Activity, BudgetLine, Milestone
from activities.parsers.activity_table import Row, Step
from nmirf.common.errors import DomainError

from .import_names import Names

_MONEY = attrgetter("kind", "year", "amount", "currency", "source", "funder_id")


def set_days(row: Row, activity: Activity, status: str) -> list[str]:
    """Status and real days as the file says them. Raises DomainError where they contradict."""
    before = (activity.status, activity.started_on, activity.ended_on)
    activity.status = status
    for name in ("started_on", "ended_on"):
        if name in row.days:
            setattr(activity, name, row.days[name])
    started, ended = activity.started_on, activity.ended_on
    if status == ActivityStatus.PLANNED and (started or ended):
        raise DomainError(_("What is planned has neither started nor ended."))
    if status == ActivityStatus.IN_PROGRESS and ended:
        raise DomainError(_("What is in progress has not ended."))
    if ended and not started:
        raise DomainError(_("Say when it started, too."))
    if started and ended and ended < started:
        raise DomainError(_("It ended before it started."))
    names = ("status", "started_on", "ended_on")
    return [name for name, old in zip(names, before, strict=True) if getattr(activity, name) != old]


def check_steps(row: Row, activity: Activity | None) -> None:
    """Refuse milestones of the same words, but as many as the activity has already."""
    present = Counter(one.title for one in activity.milestones.all()) if activity else Counter()
    for title, number in Counter(step.title for step in row.steps or ()).items():
        if number > max(1, present[title]):
            row.refuse("milestones", title, _("Two milestones have the same words."))


def new_steps(row: Row, activity: Activity) -> list[Milestone]:
    """The milestones as the file has them; not saved."""
    return [
        Milestone(activity=activity, title=step.title, due_on=step.due_on, done_on=step.done_on)
        for step in row.steps or ()
    ]


def set_steps(row: Row, activity: Activity) -> list[str]:
    """Milestones as the file has them, known by their words; of the same words, by their days first."""
    if row.steps is None:
        return []
    wanted, left = list(row.steps), list(activity.milestones.all())
    for step in row.steps:
        same = next((one for one in left if _is(one, step)), None)
        if same is not None:
            left.remove(same)
            wanted.remove(step)
    changed = bool(wanted or left)
    for step in wanted:
        milestone = next((one for one in left if one.title == step.title), None)
        if milestone is None:
            milestone = Milestone(activity=activity, title=step.title)
        else:
            left.remove(milestone)
        milestone.due_on, milestone.done_on = step.due_on, step.done_on
        milestone.save()
    for milestone in left:
        milestone.delete()
    return ["milestones"] if changed else []


def _is(milestone: Milestone, step: Step) -> bool:
    said = (milestone.title, milestone.due_on, milestone.done_on)
    return said == (step.title, step.due_on, step.done_on)


def lines(row: Row, activity: Activity, names: Names) -> list[BudgetLine]:
    """The budget as the file has it; not saved."""
    paid = activity.budget_lines.all() if activity.pk else ()
    present = {line.funder_id for line in paid if line.funder_id is not None}
    named = dict.fromkeys(one.funder for one in row.money or ())
    funders = {name: names.institution(row, "budget", name, present) for name in named}
    return [
        BudgetLine(
            activity=activity,
            kind=one.kind,
            year=one.year,
            amount=one.amount,
            currency=one.currency,
            source=one.source,
            funder=funders[one.funder],
        )
        for one in row.money or ()
    ]


def set_money(row: Row, activity: Activity, names: Names) -> list[str]:
    """The budget as the file has it."""
    if row.money is None:
        return []
    wanted, changed = lines(row, activity, names), False
    for line in activity.budget_lines.all():
        same = [one for one in wanted if _MONEY(one) == _MONEY(line)]
        if same:
            wanted.remove(same[0])
        else:
            line.delete()
            changed = True
    BudgetLine.objects.bulk_create(wanted)
    return ["budget"] if changed or wanted else []
