"""What stands beside an update while it is written: the last published one, the others', the check."""

from uuid import uuid4

import pytest
from django.utils import timezone

from activities.models import Activity, ActivityInstitution, Evidence, ImplementationUpdate
from activities.services import beside, evidence, writing
from activities.services.evidence import Citation, Files
from activities.services.writing import Targets
from recommendations.models import Assignment, ClusterMembership, Recommendation, Synonym
from tests import factories as make
from tests.files import upload

from .conftest import make_move

NEW = "/workspace/updates/new/"
ON_ONE = {"recommendation": "UPR-4-1"}


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def at_desk(client, people):
    def sit(role="focal_point"):
        client.force_login(getattr(people, role))
        return client

    return sit


def others_update(people, recommendation, state="published", **facts):
    return make.UpdateFactory(
        institution=people.other,
        author=people.other_focal_point,
        state=state,
        submitted_at=timezone.now(),
        signed_by=people.other_authority,
        signed_at=timezone.now(),
        published_at=timezone.now() if state == "published" else None,
        on=[recommendation],
        **facts,
    )


def typed(**more):
    marks = {"draft": str(uuid4()), "form": str(uuid4()), "revision": "0"}
    about = {"recommendations": [str(Recommendation.objects.get(reference="UPR-4-1").pk)]}
    text = {"headline": "New", "narrative": "A text.", "language": "en", "more": "", "then": "save"}
    return marks | about | text | more


def test_the_last_published_stands_beside_the_form(at_desk, brought_to):
    brought_to("published", narrative="What was told first.")
    newest = brought_to("published", narrative="What was told last year.")
    brought_to("withdrawn", narrative="What was taken back.")
    page = at_desk().get(NEW, ON_ONE)
    assert page.context["last"] == newest
    text = page.content.decode()
    assert "What was told last year." in text
    assert "What was taken back." not in text


def test_one_starts_from_it_and_nothing_is_saved_by_that(at_desk, brought_to):
    last = brought_to("published", narrative="What was told last year.")
    client = at_desk()
    assert "Start from it" in client.get(NEW, ON_ONE).content.decode()
    page = client.get(NEW, ON_ONE | {"from": "last"})
    form = page.context["form"]
    assert form["narrative"].value() == "What was told last year."
    assert (form["source"].value(), form["replaces"].value()) == (last.source, last.pk)
    assert "Start from it" not in page.content.decode()
    assert ImplementationUpdate.objects.count() == 1


def test_what_starts_from_it_takes_its_place_once_it_is_published(at_desk, people, brought_to):
    last = brought_to("published")
    answer = at_desk().post(f"{NEW}?recommendation=UPR-4-1&from=last", typed(replaces=last.pk))
    assert answer.status_code == 302
    newer = ImplementationUpdate.objects.exclude(pk=last.pk).get()
    for name in ("submit", "verify", "sign", "publish"):
        make_move(people, name, newer.pk)
    last.refresh_from_db()
    assert (last.state, last.superseded_by) == ("superseded", newer)


def test_what_tells_of_more_is_begun_from_and_not_replaced(
    at_desk, people, brought_to, recommendation
):
    other = make.RecommendationFactory(reference="UPR-4-2", lead=people.ministry)
    last = brought_to("published", on=[recommendation, other], narrative="What was told of both.")
    form = at_desk().get(NEW, ON_ONE | {"from": "last"}).context["form"]
    assert form["narrative"].value() == "What was told of both."
    assert form["replaces"].value() is None
    answer = at_desk().post(f"{NEW}?recommendation=UPR-4-1&from=last", typed(replaces=last.pk))
    assert answer.status_code == 422
    assert "UPR-4-2" in str(answer.context["form"].non_field_errors())


@pytest.mark.parametrize(("narrative", "offered"), [("", True), ("Begun.", False)])
def test_a_draft_that_says_something_is_not_covered_over(
    at_desk, brought_to, draft, narrative, offered
):
    brought_to("published", narrative="What was told last year.")
    update = draft(narrative=narrative)
    address = f"/workspace/updates/{update.reference}/edit/"
    client = at_desk()
    assert ("Start from it" in client.get(address).content.decode()) is offered
    value = client.get(address, {"from": "last"}).context["form"]["narrative"].value()
    assert value == ("What was told last year." if offered else "Begun.")


def test_where_nothing_was_published_it_starts_empty(at_desk, recommendation):
    page = at_desk().get(NEW, ON_ONE | {"from": "last"})
    assert page.context["last"] is None
    assert not page.context["form"]["narrative"].value()


@pytest.mark.parametrize(
    ("state", "role", "seen"),
    [
        ("published", "focal_point", True),
        ("draft", "focal_point", False),
        ("submitted", "focal_point", False),
        ("verified", "focal_point", False),
        ("signed", "focal_point", False),
        ("withdrawn", "focal_point", False),
    ],
)
def test_others_stand_beside_in_their_own_name_and_their_drafts_do_not(
    at_desk, people, recommendation, state, role, seen
):
    others_update(people, recommendation, state, narrative="What the others say.")
    text = at_desk(role).get(NEW, ON_ONE).content.decode()
    assert ("What the others say." in text) is seen
    assert ("Ministry of Labour" in text) is seen


@pytest.mark.parametrize(
    ("state", "seen"),
    [("published", True), ("submitted", True), ("signed", True), ("draft", False)],
)
def test_the_secretariat_also_sees_what_others_have_on_its_way(
    at_desk, people, recommendation, brought_to, state, seen
):
    update = brought_to("submitted")
    others_update(people, recommendation, state, narrative="What the others say.")
    page = at_desk("secretariat").get(f"/workspace/updates/{update.reference}/verify/")
    assert ("What the others say." in page.content.decode()) is seen


def test_of_each_other_institution_the_latest_word_stands_beside(
    people, recommendation, brought_to
):
    others_update(people, recommendation, narrative="The older.")
    newer = others_update(people, recommendation, narrative="The newer.")
    brought_to("published")
    targets = Targets(recommendations=[recommendation])
    found = beside.of_others(people.focal_point, [people.ministry.pk], targets)
    assert found == [newer]


def test_what_others_said_of_its_cluster_or_activity_counts(people, recommendation):
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    activity = make.ActivityFactory(lead=people.other)
    activity.recommendations.add(recommendation)
    third = make.InstitutionFactory()
    facts = {"state": "published", "signed_by": people.authority, "signed_at": timezone.now()}
    facts |= {"published_at": timezone.now()}
    of_cluster = make.UpdateFactory(institution=third, cluster=cluster, **facts)
    of_activity = make.UpdateFactory(institution=people.other, activity=activity, **facts)
    targets = Targets(recommendations=[recommendation])
    found = beside.of_others(people.focal_point, [people.ministry.pk], targets)
    assert set(found) == {of_cluster, of_activity}
    assert beside.of_others(people.focal_point, [people.ministry.pk], Targets(cluster=cluster)) == [
        of_cluster
    ]


def test_the_check_is_shown_while_typing_and_never_refuses(at_desk, recommendation):
    form = typed(narrative="Ana Ruiz was heard by the BCRX.")
    answer = at_desk().post(
        f"/workspace/updates/{form['draft']}/autosave/?recommendation=UPR-4-1", form
    )
    text = answer.content.decode()
    assert "This may be the name of a person" in text
    assert "<q>Ana Ruiz</q>" in text
    assert "BCRX" in text
    assert 'id="hints" hx-swap-oob="true"' in text
    assert ImplementationUpdate.objects.get().narrative.startswith("Ana Ruiz")


def test_without_script_it_is_shown_once_saved_and_before_it_is_submitted(at_desk, recommendation):
    client = at_desk()
    saved = client.post(
        f"{NEW}?recommendation=UPR-4-1", typed(narrative="Ana Ruiz was heard by all of them.")
    )
    assert "<q>Ana Ruiz</q>" in client.get(saved.url).content.decode()
    update = ImplementationUpdate.objects.get()
    address = f"/workspace/updates/{update.reference}/submit/"
    text = client.get(address).content.decode()
    assert "This may be the name of a person: “Ana Ruiz”" in text
    assert client.post(address, {"revision": update.revision}).status_code == 302
    assert ImplementationUpdate.objects.get().state == "submitted"


def test_a_form_with_an_error_shows_it_too(at_desk, recommendation):
    answer = at_desk().post(f"{NEW}?recommendation=UPR-4-1", typed(narrative="Ana Ruiz. " * 100))
    assert answer.status_code == 422
    assert "This may be the name of a person" in answer.content.decode()
    assert "The text is too long" in answer.content.decode()


def test_what_is_marked_up_in_a_text_stays_text(at_desk, recommendation):
    form = typed(narrative="The <b>Ana Ruiz</b> <script>alert(1)</script> Bad Name")
    answer = at_desk().post(
        f"/workspace/updates/{form['draft']}/autosave/?recommendation=UPR-4-1", form
    )
    assert "<script>alert" not in answer.content.decode()


def test_abbreviations_that_the_register_knows_are_fine(people):
    make.InstitutionFactory(name="Bureau of Civil Registration", acronym="BCRX")
    Synonym.objects.create(code="pnm", terms=["PNMQ", "national preventive mechanism"])
    found = beside.hints(
        "", "The BCRX and the PNMQ met the ZZTOP on the spot, free of charge.", "en"
    )
    assert [item.hint.found for item in found] == [("ZZTOP",)]


# Where it starts: from the page of a recommendation, of a cluster, of an activity.


@pytest.fixture
def cluster(people):
    cluster = make.ClusterFactory(slug="births")
    Assignment.objects.create(
        cluster=cluster,
        institution=people.ministry,
        role="lead",
        state="accepted",
        proposed_by=people.secretariat,
    )
    return cluster


@pytest.fixture
def activity(people):
    return make.ActivityFactory(slug="mobile-teams", lead=people.ministry)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/recommendations/UPR-4-1/", "recommendation=UPR-4-1"),
        ("/clusters/births/", "cluster=births"),
        ("/activities/mobile-teams/", "activity=mobile-teams"),
    ],
)
def test_an_update_starts_from_the_page_of_what_it_is_about(
    at_desk, people, recommendation, cluster, activity, page, query
):
    address = f"{NEW}?{query}"
    assert f'href="{address}"' in at_desk().get(page).content.decode()
    assert at_desk().get(address).status_code == 200
    if "recommendation" not in query:
        assert f'href="{address}"' not in at_desk("other_focal_point").get(page).content.decode()
        assert at_desk("other_focal_point").get(address).status_code == 403
    marks = {"draft": str(uuid4()), "form": str(uuid4()), "revision": "0"}
    text = {"headline": "New", "narrative": "A text.", "language": "en", "then": "save"}
    about = typed() if "recommendation" in query else {}
    assert at_desk().post(address, about | marks | text).status_code == 302
    update = ImplementationUpdate.objects.get()
    assert [update.targets.count(), update.cluster, update.activity] == [
        1 if "recommendation" in query else 0,
        cluster if "cluster" in query else None,
        activity if "activity" in query else None,
    ]


@pytest.mark.parametrize(("part", "may"), [("contributing", True), ("partner", False)])
def test_who_contributes_to_an_activity_reports_on_it_in_its_own_name(
    at_desk, people, activity, part, may
):
    ActivityInstitution.objects.create(activity=activity, institution=people.other, role=part)
    Activity.objects.update(publication="published")
    answer = at_desk("other_focal_point").get(NEW, {"activity": "mobile-teams"})
    assert answer.status_code == (200 if may else 403)


# The place in a file.


@pytest.fixture
def with_file(people, draft):
    update = draft()
    files = Files([upload("report.pdf")], "public", Citation(12, "table 3"))
    evidence.attach(pk=update.pk, files=files, actor=people.focal_point)
    return update


def test_evidence_leads_to_the_page_that_it_cites(at_desk, with_file):
    text = at_desk().get(f"/workspace/updates/{with_file.reference}/").content.decode()
    link = with_file.evidence_links.get()
    assert f'href="{link.document.get_absolute_url()}#page=12"' in text
    assert "page 12, table 3" in text


def test_a_file_that_is_no_pdf_opens_at_its_beginning(people, draft):
    update = draft()
    files = Files([upload("births.csv")], citation=Citation(2, ""))
    evidence.attach(pk=update.pk, files=files, actor=people.focal_point)
    link = update.evidence_links.get()
    assert link.address == link.document.get_absolute_url()
    assert link.place == "page 2"


def test_the_place_is_said_with_the_form_and_changed_with_it(at_desk, people, draft):
    update = draft()
    client = at_desk()
    address = f"/workspace/updates/{update.reference}/edit/"
    form = typed(revision="1", uploads=[upload("report.pdf")], classification="public", page="7")
    assert client.post(address, form).status_code == 302
    link = Evidence.objects.get()
    assert (link.page, link.note) == (7, "")
    row = ImplementationUpdate.objects.get()
    form = typed(revision=row.revision) | {f"page-{link.pk}": "8", f"note-{link.pk}": "annex"}
    assert client.post(address, form).status_code == 302
    link.refresh_from_db()
    assert (link.page, link.note) == (8, "annex")


def test_a_form_that_does_not_speak_of_a_file_leaves_its_place(at_desk, with_file):
    address = f"/workspace/updates/{with_file.reference}/edit/"
    assert at_desk().post(address, typed(revision="1")).status_code == 302
    assert Evidence.objects.get().page == 12


@pytest.mark.parametrize("page", ["0", "-3", "1.5", "twelve", "99999999999"])
def test_a_page_that_is_none_is_refused_and_nothing_typed_is_lost(at_desk, with_file, page):
    link = with_file.evidence_links.get()
    form = typed(revision="1", narrative="My long text.") | {f"page-{link.pk}": page}
    answer = at_desk().post(f"/workspace/updates/{with_file.reference}/edit/", form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "My long text." in text
    assert f'value="{page}"' in text
    assert Evidence.objects.get().page == 12


def test_one_page_is_not_said_of_several_files(at_desk, recommendation):
    files = [upload("a.pdf"), upload("b.pdf", b"%PDF-b")]
    answer = at_desk().post(f"{NEW}?recommendation=UPR-4-1", typed(uploads=files, page="3"))
    assert answer.status_code == 422
    assert "Each file has its own page" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_the_page_of_another_updates_file_is_not_touched(people, draft, with_file):
    other = draft(another=True)
    link = with_file.evidence_links.get()
    writing.edit(
        pk=other.pk,
        revision=other.revision,
        content={"headline": "X"},
        citations={link.pk: Citation(99)},
        actor=people.focal_point,
    )
    link.refresh_from_db()
    assert link.page == 12


def test_queries_of_the_form_do_not_grow_with_what_stands_beside(
    at_desk, people, recommendation, brought_to, django_assert_max_num_queries
):
    client = at_desk()
    brought_to("published")
    client.get(NEW, ON_ONE)
    counts = []
    for more in (1, 6):
        for _n in range(more):
            facts = {"institution": make.InstitutionFactory()}
            make.UpdateFactory(
                state="published",
                signed_by=people.authority,
                signed_at=timezone.now(),
                published_at=timezone.now(),
                on=[recommendation],
                **facts,
            )
        with django_assert_max_num_queries(45) as asked:
            client.get(NEW, ON_ONE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
