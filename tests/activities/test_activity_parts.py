"""Activities in depth: who takes part, copies, parts, doubles, hints."""

import datetime as dt
from uuid import uuid4

import pytest

from activities.models import Activity
from activities.smart import hints
from recommendations.models import AffectedGroup, Objective
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def group(name="Newborns"):
    return AffectedGroup.objects.create(code=name.lower(), name=name)


def kind_of_act(code="X-1", name="Registers"):
    return Objective.objects.create(code=code, name=name, description=name)


def path(activity, end=""):
    return f"/workspace/activities/{activity.slug}/{end}"


def typed(people, **more):
    return {
        "token": str(uuid4()),
        "title": "Register in every hospital",
        "lead": people.ministry.pk,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    } | more


def test_all_that_is_typed_is_kept(at_desk, people, recommendation):
    cluster, objective = make.ClusterFactory(), make.PlanObjectiveFactory()
    people_concerned, kind = group(), kind_of_act()
    at_desk("secretariat").post(
        "/workspace/activities/new/",
        typed(
            people,
            code="A-1",
            references="UPR-4-1",
            clusters=[cluster.pk],
            objectives=[objective.pk],
            groups=[people_concerned.pk],
            kind_of_act=kind.pk,
            contributing=[people.other.pk],
            other_partners="Midwives' association",
            expected_result="Each birth is registered.",
            territory="Outer Isles",
        ),
    )
    made = Activity.objects.get()
    assert (made.code, made.territory, made.kind_of_act) == ("A-1", "Outer Isles", kind)
    assert [*made.clusters.all(), *made.objectives.all(), *made.groups.all()] == [
        cluster,
        objective,
        people_concerned,
    ]
    assert [(p.institution, p.role) for p in made.parts_taken.all()] == [
        (people.other, "contributing")
    ]
    page = at_desk("secretariat").get(path(made)).content.decode()
    for words in ("Outer Isles", "Each birth is registered.", "Midwives", people.other.name):
        assert words in page


def test_a_code_belongs_to_one_activity(at_desk, people, activity):
    Activity.objects.update(code="A-1")
    answer = at_desk("focal_point").post(
        "/workspace/activities/new/", typed(people, title="Something else", code="A-1")
    )
    assert answer.status_code == 422
    assert "has the code “A-1” already" in answer.content.decode()


def test_whoever_contributes_reads_and_does_not_change(at_desk, people, activity):
    assert at_desk("other_focal_point").get(path(activity)).status_code == 403
    activity.parts_taken.create(institution=people.other)
    answer = at_desk("other_focal_point").get(path(activity))
    assert answer.status_code == 200
    assert "/edit/" not in answer.content.decode()
    for end in ("edit/", "status/", "split/", "link/", "milestones/new/", "money/new/"):
        assert at_desk("other_focal_point").get(path(activity, end)).status_code == 403


def test_the_lead_is_no_contributor_of_its_own(at_desk, people):
    answer = at_desk("focal_point").post(
        "/workspace/activities/new/", typed(people, contributing=[people.ministry.pk])
    )
    assert list(answer.context["form"].errors) == ["contributing"]


def test_what_the_editor_may_not_see_stays_linked(at_desk, people, activity):
    hidden = make.ClusterFactory(publication="retired")
    shown = make.ClusterFactory()
    activity.cluster_links.create(cluster=hidden)
    activity.cluster_links.create(cluster=shown)
    seen = activity.updated_at.isoformat()
    answer = at_desk("focal_point").post(path(activity, "edit/"), typed(people, seen=seen))
    assert answer.status_code == 302
    assert list(activity.clusters.all()) == [hidden]


def test_a_copy_is_a_draft_with_moved_milestones(at_desk, people, activity, recommendation):
    activity.recommendation_links.create(recommendation=recommendation)
    activity.milestones.create(title="Tender", due_on="2026-03-31", done_on="2026-03-30")
    activity.budget_lines.create(kind="spent", amount=5, currency="EUR", year=2026, source="Grant")
    form = {
        "token": str(uuid4()),
        "title": "Register in every village",
        "lead": people.ministry.pk,
        "starts_on": "2027-01-01",
        "ends_on": "2027-12-31",
        "with_links": "on",
        "with_milestones": "on",
    }
    for _ in range(2):
        answer = at_desk("focal_point").post(path(activity, "copy/"), form)
    assert answer.status_code == 422
    copy = activity.copies.get()
    assert (copy.publication, copy.status, copy.code) == ("draft", "planned", "")
    assert list(copy.recommendations.all()) == [recommendation]
    milestone = copy.milestones.get()
    assert (milestone.due_on, milestone.done_on) == (dt.date(2027, 3, 31), None)
    assert not copy.budget_lines.exists()


def test_a_copy_links_what_its_maker_may_link_and_nothing_else(at_desk, people, recommendation):
    theirs = make.RecommendationFactory(reference="UPR-4-2", lead=people.other)
    open_one, retired = make.ClusterFactory(), make.ClusterFactory(publication="retired")
    source = make.ActivityFactory(lead=people.other)
    for row in (recommendation, theirs):
        source.recommendation_links.create(recommendation=row)
    for row in (open_one, retired):
        source.cluster_links.create(cluster=row)
    form = {"title": "Ours", "lead": people.ministry.pk, "with_links": "on"}
    form |= {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    at_desk("focal_point").post(path(source, "copy/"), form | {"token": str(uuid4())})
    mine = Activity.objects.get(lead=people.ministry)
    assert [*mine.recommendations.all()] == [recommendation]
    assert [*mine.clusters.all()] == [open_one]
    form["lead"] = people.other.pk
    at_desk("secretariat").post(path(source, "copy/"), form | {"token": str(uuid4())})
    officers = source.copies.exclude(pk=mine.pk).get()
    assert {*officers.recommendations.all()} == {recommendation, theirs}


def test_an_activity_is_divided(at_desk, people, activity):
    first, second, both = (
        make.RecommendationFactory(reference=f"UPR-4-{n}", lead=people.ministry) for n in (1, 2, 3)
    )
    for row in (first, second, both):
        activity.recommendation_links.create(recommendation=row)
    cluster = make.ClusterFactory()
    activity.cluster_links.create(cluster=cluster)
    tender = activity.milestones.create(title="Tender", due_on="2026-03-31")
    line = activity.budget_lines.create(
        kind="planned", amount=5, currency="EUR", year=2026, source="Grant"
    )
    form = {
        "token": str(uuid4()),
        "parts": "2",
        "title_1": "Registers",
        "title_2": "Training",
        "starts_on_1": "2026-01-01",
        "ends_on_1": "2026-06-30",
        "starts_on_2": "2026-07-01",
        "ends_on_2": "2026-12-31",
        f"recommendation_{first.pk}": "1",
        f"recommendation_{second.pk}": "2",
        f"recommendation_{both.pk}": "all",
        f"cluster_{cluster.pk}": "2",
        f"milestone_{tender.pk}": "2",
        f"line_{line.pk}": "1",
    }
    assert at_desk("focal_point").get(path(activity, "split/?parts=3")).status_code == 200
    bad = at_desk("focal_point").post(path(activity, "split/"), form | {"ends_on_2": "2026-01-01"})
    assert list(bad.context["form"].errors) == ["ends_on_2"]
    assert at_desk("focal_point").post(path(activity, "split/"), form).status_code == 302
    activity.refresh_from_db()
    part = activity.parts.get()
    assert (activity.title, part.title) == ("Registers", "Training")
    assert (part.publication, part.lead) == (activity.publication, people.ministry)
    assert set(activity.recommendations.all()) == {first, both}
    assert set(part.recommendations.all()) == {second, both}
    assert (list(activity.clusters.all()), list(part.clusters.all())) == ([], [cluster])
    assert (list(part.milestones.all()), list(activity.budget_lines.all())) == ([tender], [line])
    again = at_desk("focal_point").post(path(activity, "split/"), form)
    assert again.status_code == 422
    assert activity.parts.count() == 1


def test_a_title_like_another_is_shown_before_it_is_doubled(at_desk, people, activity):
    form = typed(people, title="Registers in every hospital")
    answer = at_desk("focal_point").post("/workspace/activities/new/", form)
    assert answer.status_code == 422
    assert f"{path(activity)}link/" in answer.content.decode()
    assert Activity.objects.count() == 1
    answer = at_desk("focal_point").post("/workspace/activities/new/", form | {"another": "on"})
    assert answer.status_code == 302
    assert Activity.objects.count() == 2


def test_what_is_alike_is_shown_while_typing_to_those_who_may_see_it(at_desk, people, activity):
    url = "/workspace/activities/similar/?title=register+in+hospitals"
    part = at_desk("other_focal_point").get(url, headers={"hx-request": "true"}).content.decode()
    assert activity.title in part
    assert "<h1" not in part
    assert "/link/" not in part
    assert "<h1" in at_desk("focal_point").get(url).content.decode()
    assert at_desk("cso").get(url).status_code == 403


def test_one_that_is_there_answers_more(at_desk, people, activity, recommendation):
    cluster = make.ClusterFactory()
    link = path(activity, "link/")
    assert at_desk("focal_point").post(link, {}).status_code == 422
    for _ in range(2):
        at_desk("focal_point").post(link, {"recommendations": "UPR-4-1", "clusters": [cluster.pk]})
    assert list(activity.recommendations.all()) == [recommendation]
    assert list(activity.clusters.all()) == [cluster]


def test_a_merged_term_leads_on(at_desk, people, activity):
    old, kept = group("Infants"), group("Minors")
    act, kept_act = kind_of_act("X-1", "Laws"), kind_of_act("X-2", "Statutes")
    activity.group_links.create(group=old)
    activity.kind_of_act = act
    activity.save()
    for row, into in ((old, kept), (act, kept_act)):
        type(row).objects.filter(pk=row.pk).update(is_active=False, merged_into=into)
    page = at_desk("focal_point").get(path(activity)).content.decode()
    assert "Minors" in page
    assert "Statutes" in page
    assert "Infants" not in page
    form = at_desk("focal_point").get(path(activity, "edit/")).context["form"]
    assert form.initial["groups"] == [kept.pk]
    assert form.initial["kind_of_act"] == kept_act
    at_desk("focal_point").post(
        path(activity, "edit/"),
        typed(
            people,
            groups=[kept.pk],
            kind_of_act=kept_act.pk,
            seen=Activity.objects.get().updated_at.isoformat(),
        ),
    )
    activity.refresh_from_db()
    assert list(activity.groups.all()) == [kept]
    assert activity.kind_of_act == kept_act
    assert AffectedGroup.objects.filter(pk=old.pk).exists()
    assert Objective.objects.filter(pk=act.pk).exists()


def test_hints_say_what_is_missing(people, activity, recommendation):
    def met():
        row = Activity.objects.get(pk=activity.pk)
        return "".join(hint.letter for hint in hints(row, people.secretariat) if hint.passed)

    assert met() == "T"
    activity.recommendation_links.create(recommendation=recommendation)
    assert met() == "AT"
    activity.objective_links.create(objective=make.PlanObjectiveFactory())
    assert met() == "ART"
    activity.kind_of_act, activity.expected_result = kind_of_act(), "Births registered."
    activity.ends_on = dt.date(2028, 1, 1)
    activity.save()
    assert met() == "SAR"
    activity.milestones.create(title="Tender", due_on="2026-03-31")
    indicator = make.IndicatorFactory(
        baseline_value=1, baseline_year=2020, target_value=2, target_year=2027
    )
    indicator.activities.add(activity)
    assert met() == "SMART"


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_any_number_of_parts(
    at_desk, people, activity, count, django_assert_max_num_queries
):
    for number in range(count):
        activity.milestones.create(title=f"Step {number}", due_on="2026-03-31")
        activity.budget_lines.create(
            kind="spent", amount=1, currency="EUR", year=2026, source="Grant", funder=people.other
        )
        activity.recommendation_links.create(recommendation=make.RecommendationFactory())
        activity.objective_links.create(objective=make.PlanObjectiveFactory())
        activity.parts_taken.create(institution=make.InstitutionFactory())
    desk = at_desk("focal_point")
    with django_assert_max_num_queries(40) as captured:
        desk.get(path(activity))
    COSTS.add(len(captured))
    assert len(COSTS) == 1


COSTS: set = set()
