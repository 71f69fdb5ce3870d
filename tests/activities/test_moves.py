"""The way of an update from a draft to official information."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from activities import policies
from activities.choices import OPEN, UPDATE_MOVES, SignatureWay, UpdateState
from activities.models import ImplementationUpdate, UpdateStep, Verification
from activities.services import moves, writing
from activities.services.announcements import subject
from activities.tasks import announce_step
from focalpoints.choices import Role
from focalpoints.models import Appointment
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.models import Assessment, Recommendation
from tests import factories as make
from tests.files import upload

from .conftest import OWNERS, make_move

ROLES = [
    "focal_point",
    "deputy",
    "authority",
    "secretariat",
    "administrator",
    "other_focal_point",
    "other_authority",
    "cso",
    "nhri",
]
STATES = [state for state in UpdateState.values if state != "superseded"]
MAY = {name: {owner} for name, owner in OWNERS.items()} | {"submit": {"focal_point", "deputy"}}


@pytest.mark.parametrize("state", UpdateState.values)
def test_every_role_and_move_at_this_state(people, brought_to, state):
    """Role × move: only those whose part it is, and only from where it starts."""
    update = brought_to(state)
    before = update.state
    for name, step in UPDATE_MOVES.items():
        if name == "supersede":
            continue
        for role in ROLES:
            actor = getattr(people, role)
            may, starts = role in MAY[name], state in step.sources
            assert bool(policies.can_move(actor, update, name)) is may, (role, name)
            if may and starts:
                continue
            refusal = WorkflowError if may else PermissionDenied
            with pytest.raises(refusal):
                make_move(people, name, update.pk, actor)
    update.refresh_from_db()
    assert update.state == before
    for role in ROLES:
        offered = policies.available_moves(getattr(people, role), update)
        wanted = {n for n in MAY if role in MAY[n] and state in UPDATE_MOVES[n].sources}
        assert set(offered) == wanted


@pytest.mark.parametrize("name", list(OWNERS))
def test_a_move_leads_where_it_should_and_is_on_record(people, brought_to, name):
    step = UPDATE_MOVES[name]
    update = brought_to(sorted(step.sources)[0])
    make_move(people, name, update.pk)
    update.refresh_from_db()
    assert update.state == step.target
    last = update.steps.last()
    assert (last.move, last.target, last.actor) == (
        name,
        step.target,
        getattr(people, OWNERS[name]),
    )
    assert update.events.last().state == step.target


def test_the_database_refuses_every_jump(brought_to):
    edges = {(s, m.target) for m in UPDATE_MOVES.values() for s in m.sources}
    for state in STATES:
        update = brought_to(state)
        for target in UpdateState.values:
            if target == state or (state, target) in edges:
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                ImplementationUpdate.objects.filter(pk=update.pk).update(state=target)


def test_a_step_is_never_edited_or_deleted(brought_to):
    brought_to("submitted")
    for deed in (lambda: UpdateStep.objects.update(note="x"), UpdateStep.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_a_deputy_does_all_but_sign(people, brought_to):
    assert make_move(people, "submit", brought_to("draft").pk, people.deputy).state == "submitted"
    with pytest.raises(PermissionDenied, match="validating authority"):
        make_move(people, "sign", brought_to("verified").pk, people.deputy)


@pytest.mark.parametrize("role", Role.values)
def test_an_officer_never_verifies_the_own_institution(people, brought_to, role):
    insider = make.secretariat()
    make.AppointmentFactory(user=insider, institution=people.ministry, role=role)
    for state, name in [("submitted", "verify"), ("submitted", "return"), ("signed", "publish")]:
        with pytest.raises(PermissionDenied, match="own institution"):
            make_move(people, name, brought_to(state).pk, insider)


def test_whose_appointment_has_ended_signs_nothing(people, brought_to):
    update = brought_to("verified")
    post = Appointment.objects.get(user=people.authority)
    post.ends_on = post.starts_on
    post.save()
    people.authority.__dict__.pop("_nmirf_rights", None)
    with pytest.raises(PermissionDenied):
        make_move(people, "sign", update.pk)


def test_verifying_needs_all_four_criteria(people, brought_to):
    update = brought_to("submitted")
    with pytest.raises(DomainError, match="all four"):
        moves.verify(pk=update.pk, actor=people.secretariat, met=["clarity", "source"])
    moves.verify(
        pk=update.pk,
        actor=people.secretariat,
        met=["objective", "vocabulary", "clarity", "source"],
    )
    assert len(Verification.objects.get().met) == 4


def test_returning_names_the_criteria_and_the_reason(people, brought_to):
    update = brought_to("submitted")
    with pytest.raises(DomainError, match="four criteria"):
        moves.return_update(pk=update.pk, actor=people.secretariat, failed=[], note="Unclear.")
    with pytest.raises(WorkflowError, match="Say why"):
        moves.return_update(pk=update.pk, actor=people.secretariat, failed=["clarity"], note=" ")
    moves.return_update(
        pk=update.pk, actor=people.secretariat, failed=["clarity", "source"], note="Since when?"
    )
    step = update.steps.last()
    assert (step.failed_criteria, step.note) == (["clarity", "source"], "Since when?")
    assert set(Verification.objects.get().met) == {"objective", "vocabulary"}


def test_nothing_new_needs_no_words(people, recommendation):
    update = moves.report_nothing_new(
        reference=uuid4(),
        institution=people.ministry,
        targets=writing.Targets(recommendations=[recommendation]),
        actor=people.deputy,
    )
    assert (update.state, update.narrative) == ("submitted", "")
    for name in ("verify", "sign", "publish"):
        make_move(people, name, update.pk)
    assert ImplementationUpdate.objects.get().state == "published"


def test_an_update_that_says_nothing_is_not_submitted(people, draft):
    with pytest.raises(DomainError, match="what was done"):
        moves.submit(pk=draft(narrative="  ").pk, actor=people.focal_point)


def test_an_update_that_says_too_much_is_not_submitted(people, draft):
    with pytest.raises(DomainError, match="701"):
        moves.submit(pk=draft(narrative="x" * 701).pk, actor=people.focal_point)


def test_the_mechanism_sets_the_length(people, draft):
    make.NationalMechanismFactory(update_length=200)
    with pytest.raises(DomainError, match="200"):
        moves.submit(pk=draft(narrative="x" * 201).pk, actor=people.focal_point)


def test_what_was_read_is_what_is_moved(people, draft):
    """A text that changed after the page was opened is not submitted unread."""
    update = draft()
    writing.edit(
        pk=update.pk, revision=1, content={"narrative": "Another text."}, actor=people.deputy
    )
    with pytest.raises(ConflictError):
        moves.submit(pk=update.pk, actor=people.focal_point, revision=1)
    assert moves.submit(pk=update.pk, actor=people.focal_point, revision=2).state == "submitted"


def test_publication_states_the_institutions_own_view(people, brought_to, recommendation):
    brought_to("published")
    view = Assessment.objects.get()
    assert (view.recommendation, view.viewpoint, view.institution, view.status) == (
        recommendation,
        "institution",
        people.ministry,
        "in_progress",
    )
    assert (view.publication, view.author) == ("published", people.focal_point)
    recommendation.refresh_from_db()
    assert recommendation.status == ""  # the validated status is the secretariat's alone


def test_no_view_is_recorded_before_publication_or_without_a_proposed_status(brought_to):
    brought_to("signed")
    brought_to("published", proposed_status="")
    assert not Assessment.objects.exists()


def test_withdrawing_takes_the_view_back_and_stays_in_history(people, brought_to):
    update = brought_to("withdrawn")
    assert Assessment.objects.get().publication == "retired"
    assert update.steps.last().note == "The order was annulled."
    event = update.events.order_by("pgh_id").last()
    assert event.pgh_context.metadata["reason"] == "The order was annulled."


def test_a_newer_update_takes_the_place_only_if_it_says_so(people, brought_to, draft):
    first, second = brought_to("published"), brought_to("published")
    assert first.state == second.state == "published"
    third = draft(another=True, replaces=first)
    for name in ("submit", "verify", "sign", "publish"):
        make_move(people, name, third.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.superseded_by, second.state) == ("superseded", third, "published")
    assert first.steps.last().move == "supersede"


def test_an_update_takes_the_place_of_none_that_tells_of_more(
    client, settings, people, recommendation, brought_to, draft
):
    settings.DEMO_MODE = True
    other = make.RecommendationFactory(reference="UPR-4-2", lead=people.ministry)
    first = brought_to("published", on=[recommendation, other])
    with pytest.raises(DomainError, match="UPR-4-2"):
        draft(another=True, replaces=first)
    newer = draft(another=True)
    with pytest.raises(DomainError, match="UPR-4-2"):
        writing.edit(
            pk=newer.pk,
            revision=newer.revision,
            content={"replaces": first},
            actor=people.focal_point,
        )
    # One from before this was asked for: what it leaves out stays public.
    type(newer).objects.filter(pk=newer.pk).update(replaces=first)
    for name in ("submit", "verify", "sign"):
        make_move(people, name, newer.pk)
    client.force_login(people.secretariat)
    page = client.get(reverse("activities:publish", args=[newer.reference])).text
    assert "tells of UPR-4-2 as well" in page
    assert "becomes superseded" not in page
    make_move(people, "publish", newer.pk)
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == ("published", None)
    whole = draft(another=True, on=[recommendation, other], replaces=first)
    for name in ("submit", "verify", "sign", "publish"):
        make_move(people, name, whole.pk)
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == ("superseded", whole)


def test_one_that_tells_of_a_retired_record_too_gives_way(
    client, settings, people, recommendation, brought_to, draft
):
    """Nobody can name what is retired in a newer one."""
    settings.DEMO_MODE = True
    other = make.RecommendationFactory(reference="UPR-4-2", lead=people.ministry)
    first = brought_to("published", on=[recommendation, other])
    Recommendation.objects.filter(pk=other.pk).update(publication="retired")
    newer = draft(another=True, replaces=first)
    for name in ("submit", "verify", "sign"):
        make_move(people, name, newer.pk)
    client.force_login(people.secretariat)
    address = reverse("activities:publish", args=[newer.reference])
    assert "becomes superseded" in client.get(address).text
    make_move(people, "publish", newer.pk)
    first.refresh_from_db()
    assert first.superseded_by == newer


def test_what_was_withdrawn_meanwhile_is_not_superseded(people, brought_to, draft):
    first = brought_to("published")
    newer = draft(another=True, replaces=first)
    for name in ("submit", "verify", "sign"):
        make_move(people, name, newer.pk)
    make_move(people, "withdraw", first.pk)
    assert make_move(people, "publish", newer.pk).state == "published"
    first.refresh_from_db()
    assert first.state == "withdrawn"


def test_a_form_signed_on_paper(people, brought_to):
    update = brought_to("verified")
    with pytest.raises(PermissionDenied, match="No signed form"):
        moves.accept_signed_form(pk=update.pk, actor=people.secretariat)
    attach = {"pk": update.pk, "upload": upload("form.pdf"), "signatory": "Ana Ruiz, minister"}
    for stranger in (people.authority, people.secretariat, people.other_focal_point):
        with pytest.raises(PermissionDenied):
            moves.attach_signed_form(actor=stranger, **attach)
    moves.attach_signed_form(actor=people.deputy, **attach)
    for stranger in (people.focal_point, people.authority, people.administrator):
        with pytest.raises(PermissionDenied):
            moves.accept_signed_form(pk=update.pk, actor=stranger)
    moves.accept_signed_form(pk=update.pk, actor=people.secretariat)
    update.refresh_from_db()
    assert (update.state, update.signature_way) == ("signed", SignatureWay.SCANNED)
    assert update.signatory == "Ana Ruiz, minister"
    assert "Ana Ruiz, minister" in update.steps.last().note
    assert make_move(people, "publish", update.pk).state == "published"


def test_a_form_that_is_not_in_order_is_refused(people, brought_to):
    update = brought_to("verified")
    moves.attach_signed_form(
        pk=update.pk, actor=people.focal_point, upload=upload("form.pdf"), signatory="A. Ruiz"
    )
    with pytest.raises(WorkflowError, match="Say why"):
        moves.refuse_signed_form(pk=update.pk, actor=people.secretariat, note="")
    moves.refuse_signed_form(pk=update.pk, actor=people.secretariat, note="No stamp.")
    update.refresh_from_db()
    assert (update.state, update.signed_form) == ("verified", None)
    assert make_move(people, "sign", update.pk).signature_way == SignatureWay.IN_SYSTEM


@pytest.mark.parametrize(
    ("state", "name", "told"),
    [
        ("draft", "submit", {"secretariat"}),
        ("submitted", "return", {"focal_point", "deputy"}),
        ("submitted", "verify", {"focal_point", "deputy", "authority"}),
        ("verified", "sign", {"secretariat"}),
        ("verified", "decline", {"focal_point", "deputy"}),
        ("signed", "publish", {"focal_point", "deputy", "authority"}),
        ("published", "withdraw", {"focal_point", "deputy", "authority"}),
    ],
)
def test_those_concerned_hear_of_it_once(
    people, brought_to, state, name, told, django_capture_on_commit_callbacks
):
    update = brought_to(state)
    with django_capture_on_commit_callbacks(execute=True):
        make_move(people, name, update.pk)
    assert {n.person for n in Notification.objects.all()} == {getattr(people, r) for r in told}
    assert announce_step(update.steps.last().pk) == 0
    line = Notification.objects.first()
    assert update.narrative not in line.text
    assert "UPR-4-1" in line.text


def test_the_secretariat_of_the_own_institution_is_not_asked_to_verify(
    people, draft, django_capture_on_commit_callbacks
):
    insider = make.secretariat()
    make.AppointmentFactory(user=insider, institution=people.ministry)
    with django_capture_on_commit_callbacks(execute=True):
        make_move(people, "submit", draft().pk)
    assert [n.person for n in Notification.objects.all()] == [people.secretariat]


def test_open_states_end_with_publication():
    assert set(OPEN) == set(UpdateState) - {"published", "superseded", "withdrawn"}


@pytest.mark.parametrize(("publication", "named"), [("published", True), ("draft", False)])
def test_the_title_of_a_draft_cluster_goes_into_no_message(publication, named, db):
    cluster = make.ClusterFactory(title="Births in the mountains", publication=publication)
    told = subject(make.UpdateFactory(cluster=cluster))
    assert (told == cluster.title) is named
