"""What the State has set out to do: plans with their objectives, and the versions that were kept."""

from collections.abc import Iterable, Iterator

from activities.models import (
    Activity,
    ActivityObjective,
    NationalPlan,
    ObjectiveCluster,
    ObjectiveRecommendation,
    ObjectiveTarget,
    PlanObjective,
    PlanVersion,
)
from activities.services.implementation import groups_of
from activities.services.versions import content_of, digest_of
from mechanisms.models import Review
from recommendations.choices import Publication
from recommendations.models import SdgTarget

from . import reading
from .clock import Clock
from .people import People
from .reading import Entry
from .register import Register
from .rows import write, write_dated


def seed(clock: Clock, people: People, register: Register) -> None:
    """After the activities, which objectives name by their titles."""
    for entry in reading.entries("plans"):
        plan = _plan(entry, clock, people, register)
        write_dated([plan])
        if plan.review:
            _of_review(plan, plan.review)
        stages: list[list[Entry]] = [[], []]
        for objective in entry.get("objectives", []):
            stages["late" in objective].append(objective)
        days = [int(day) for day in reading.words(entry, "versions")]
        for number, stage in enumerate(stages):
            _objectives(plan, stage, people, register)
            if number < len(days):
                _keep(plan, number + 1, days[number], entry, clock, people)


def _plan(entry: Entry, clock: Clock, people: People, register: Register) -> NationalPlan:
    adopted = int(entry["adopted"]) if "adopted" in entry else None
    entered = clock.instant((adopted or 0) + 10, entry["slug"])
    return NationalPlan(
        slug=entry["slug"],
        kind=entry["kind"],
        title=entry["title"],
        title_translations=reading.translations(entry),
        summary=entry["summary"],
        lead=people.institutions[entry["lead"]],
        review=register.reviews[entry["review"]] if "review" in entry else None,
        starts_on=clock.ago(int(entry["starts"])),
        ends_on=clock.ago(int(entry["ends"])),
        adopted_on=None if adopted is None else clock.ago(adopted),
        publication=entry.get("publication", Publication.PUBLISHED),
        created_at=entered,
        updated_at=entered,
    )


def _of_review(plan: NationalPlan, review: Review) -> None:
    """An objective for each cluster, as `plan_from_review` makes them."""
    groups = groups_of(review, by="cluster", only_supported=True)
    rows = _written(
        PlanObjective(
            plan=plan,
            code=str(number),
            title=group.title,
            title_translations=group.title_translations,
            statement=group.cluster.statement if group.cluster else "",
            lead=group.cluster.lead if group.cluster else None,
        )
        for number, group in enumerate(groups, start=1)
    )
    write(
        ObjectiveCluster(objective=row, cluster=group.cluster)
        for row, group in zip(rows, groups, strict=True)
        if group.cluster
    )
    write(
        ObjectiveRecommendation(objective=row, recommendation=recommendation)
        for row, group in zip(rows, groups, strict=True)
        for recommendation in group.recommendations
    )


def _objectives(
    plan: NationalPlan, entries: list[Entry], people: People, register: Register
) -> None:
    rows = {row.code: row for row in plan.objectives.all()}
    for entry in entries:
        code = entry["code"]
        (rows[code],) = _written(
            [
                PlanObjective(
                    plan=plan,
                    parent=rows.get(code.rpartition(".")[0]),
                    code=code,
                    title=entry["title"],
                    title_translations=reading.translations(entry),
                    statement=entry.get("text", ""),
                    lead=people.institutions[entry["lead"]],
                )
            ]
        )
    write(
        ObjectiveCluster(objective=rows[entry["code"]], cluster=register.clusters[slug])
        for entry in entries
        for slug in reading.words(entry, "clusters")
    )
    targets = {target.code: target for target in SdgTarget.objects.all()}
    write(
        ObjectiveTarget(objective=rows[entry["code"]], target=targets[code])
        for entry in entries
        for code in reading.words(entry, "targets")
    )
    activities = {row.title: row for row in Activity.objects.all()}
    write(
        ActivityObjective(objective=rows[entry["code"]], activity=activities[title])
        for entry in entries
        for title in entry.get("activities", [])
    )


def _written(rows: Iterable[PlanObjective]) -> list[PlanObjective]:
    """Rows that came about with their plan."""

    def dated() -> Iterator[PlanObjective]:
        for row in rows:
            row.created_at = row.updated_at = row.plan.created_at
            yield row

    return write_dated(dated())


def _keep(
    plan: NationalPlan, number: int, day: int, entry: Entry, clock: Clock, people: People
) -> None:
    content = content_of(plan)
    write_dated(
        [
            PlanVersion(
                plan=plan,
                number=number,
                note="As adopted." if number == 1 else entry["note"],
                content=content,
                sha256=digest_of(content),
                made_by=people.account("secretariat"),
                made_at=clock.instant(day, f"{plan.slug} {number}"),
            )
        ]
    )
