"""Institutions renamed; what no reshuffle does, and what it asks first."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import ImplementationUpdate
from focalpoints.choices import Role
from focalpoints.models import Appointment, MeetingMail, Reshuffle
from nmirf.common.dates import today
from notifications.models import Notification
from recommendations.models import Assignment
from reporting.services import reshuffles as services
from tests import factories as make

from .reshuffling import ACT, NEW, address, asked, assigned, body, carry_out, split, steps
from .reshuffling import first as first
from .reshuffling import officer as officer
from .reshuffling import second as second

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


# Renaming.


def test_a_rename_keeps_the_row_and_the_name_of_each_day(client, officer, first):
    update = make.UpdateFactory(institution=first, on=[make.RecommendationFactory(lead=first)])
    query = asked("rename", institution="water", name="Ministry of Blue", new_address="on")
    row = carry_out(client, query)
    first.refresh_from_db()
    former = first.former_names.get()
    assert (first.name, first.slug) == ("Ministry of Blue", "ministry-of-blue")
    assert (former.name, former.slug, former.reshuffle) == ("Ministry of Water", "water", row)
    assert former.until == today() - dt.timedelta(days=1)
    update.refresh_from_db()
    assert update.institution == first


def test_the_old_address_leads_on(client, officer, first):
    carry_out(client, asked("rename", institution="water", name="Blue", new_address="on"))
    for name in ("portal:institution", "reporting:institution"):
        response = client.get(reverse(name, args=["water"]))
        assert response.status_code == 301
        assert response.headers["Location"] == reverse(name, args=["blue"])
    found = client.get(reverse("portal:register"), {"institution": "water"})
    assert "Blue" in body(found)


def test_history_and_record_say_the_name_of_the_day(client, officer, first):
    record = make.RecommendationFactory(lead=first)
    make.UpdateFactory(
        institution=first,
        on=[record],
        state="published",
        signed_at="2020-01-01T12:00Z",
        signed_by=officer,
        published_at="2020-01-02T12:00Z",
    )
    carry_out(client, asked("rename", institution="water", name="Ministry of Blue"))
    page = body(client.get(record.get_absolute_url()))
    day = today()
    assert "Ministry of Water (since" in page
    assert f"{day.year}: Ministry of Blue)" in page
    assert "Ministry of Blue" in body(client.get("/institutions/water/"))


def test_a_rename_to_the_same_name_is_refused(client, officer, first):
    response = client.get(address(asked("rename", institution="water", name=first.name)))
    assert "That is its name already" in body(response)


def test_a_rename_tells_its_people(client, officer, first):
    person = make.focal_point(first)
    carry_out(client, asked("rename", institution="water", name="Ministry of Blue"))
    text = Notification.objects.get(person=person).text
    assert "Ministry of Blue" in text


# What is refused, and what has to be chosen.


def refused(client, query):
    response = client.get(address(query))
    assert response.status_code in (200, 422)
    preview = response.context.get("preview")
    return " ".join(preview.refusals) if preview else body(response)


def test_what_cannot_be_is_refused_in_words(client, officer, first, second):
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    gone = make.InstitutionFactory(slug="gone", name="Gone", dissolved_on=dt.date(2024, 1, 1))
    assert "carry it out on the day" in refused(
        client, asked("dissolve", institution="water") | {"effective_on": tomorrow}
    )
    assert "merged into itself" in refused(
        client, asked("merge", institutions=["water"], into="water")
    )
    assert "two institutions at least" in refused(
        client, asked("merge", institutions=["water"], name="Blue")
    )
    assert "named Ministry of Energy already" in refused(
        client, asked("rename", institution="water", name="ministry of energy")
    ).replace("ministry of energy", "Ministry of Energy")
    assert "two parts at least" in refused(client, split())
    assert "Two parts are the same" in refused(client, split(name_2="ministry of rivers"))
    assert "cannot follow itself" in refused(
        client, asked("dissolve", institution="water", successor="water")
    )
    assert "Choose one that exists, or name a new one" in refused(
        client, asked("merge", institutions=["water", "energy"])
    )
    assert client.get(address(asked("dissolve", institution=gone.slug))).status_code == 422
    assert client.get(f"{NEW}?kind=explode").status_code == 404
    assert Reshuffle.objects.count() == 0


def test_the_host_does_not_end_without_a_successor(client, officer, first, second):
    mechanism = make.NationalMechanismFactory(host=first)
    assert "hosts the mechanism" in refused(client, asked("dissolve", institution="water"))
    carry_out(client, asked("dissolve", institution="water", successor="energy"))
    mechanism.refresh_from_db()
    assert mechanism.host == second


def test_forms_signed_on_paper_are_checked_before(client, officer, first):
    from tests.world import _file

    make.UpdateFactory(
        institution=first,
        state="verified",
        signatory="Ana",
        signed_form=_file(officer, "signed_form", "restricted"),
        on=[make.RecommendationFactory()],
    )
    assert "check it first" in refused(client, asked("dissolve", institution="water"))


def test_a_day_before_the_last_publication_is_warned_of(client, officer, first, second):
    make.UpdateFactory(
        institution=first,
        on=[make.RecommendationFactory()],
        state="published",
        signed_at="2026-01-01T12:00Z",
        signed_by=officer,
        published_at=f"{today()}T12:00Z",
    )
    query = asked("merge", institutions=["water", "energy"], name="Blue")
    page = client.get(address(query | {"effective_on": "2026-01-05"}))
    assert "after the act was in force" in body(page)


def test_where_nobody_could_sign_the_officer_has_to_choose(client, officer, first, second):
    authority = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    query = asked("dissolve", institution="water", successor="energy")
    assert not client.get(address(query)).context["preview"].asks_for_authority
    leave = {"leave": f"people:{authority.pk}"}
    page, sent = steps(client, query, **leave)
    assert "wait until an authority is appointed" in body(page)
    assert client.post(address(query), sent).status_code == 422
    assert Reshuffle.objects.count() == 0
    assert client.post(address(query), sent | {"waits": "on"}).status_code == 302
    assert ImplementationUpdate.objects.get().institution == second


@pytest.mark.parametrize(("which", "asks"), [("first", True), ("second", False)])
def test_an_authority_whose_account_is_closed_signs_nothing(
    client, officer, first, second, which, asks
):
    """The one that comes is closed; of the one that is there already it does not matter."""
    coming = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    if which == "second":
        make.AppointmentFactory(institution=second, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    coming.user.is_active = False
    coming.user.save()
    query = asked("dissolve", institution="water", successor="energy")
    assert client.get(address(query)).context["preview"].asks_for_authority is asks


@pytest.mark.parametrize("goes", ["1", "-1"])
def test_a_part_that_goes_on_is_asked_about_when_its_authority_goes(client, officer, first, goes):
    authority = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    query = asked("split", institution="water", part_1="water", name_2="Ministry of the Sea")
    assert not client.get(address(query)).context["preview"].asks_for_authority
    page, sent = steps(client, query, **{f"to:people:{authority.pk}": goes})
    assert "wait until an authority is appointed" in body(page)
    assert client.post(address(query), sent).status_code == 422
    other = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    page, sent = steps(client, query, **{f"to:people:{authority.pk}": goes})
    assert client.post(address(query), sent).status_code == 302
    assert Appointment.objects.in_force(today()).filter(pk=other.pk, institution=first).exists()


@pytest.mark.parametrize("comes", [True, False])
def test_an_invitation_moves_with_the_person_and_not_past_them(
    client, officer, first, second, comes
):
    leaver, here = make.AppointmentFactory(institution=first), make.focal_point(second)
    meeting = make.MeetingFactory(state="invited", invited_at=timezone.now())
    make.AttendanceFactory(meeting=meeting, institution=first, user=leaver.user)
    query = asked("dissolve", institution="water", successor="energy")
    carry_out(client, query, **({} if comes else {"leave": f"people:{leaver.pk}"}))
    rows = [(row.user, row.institution) for row in meeting.attendances.all()]
    assert rows == [(leaver.user if comes else here, second)]
    told = Notification.objects.filter(text__startswith="You are invited")
    assert {line.person for line in told} == (set() if comes else {here})


def test_what_ends_with_nobody_after_it_comes_to_no_meeting(client, officer, first, second):
    """Whoever had the invitation for it has the meeting taken out of the calendar."""
    leaver = make.AppointmentFactory(institution=first).user
    meeting = make.MeetingFactory(state="invited", invited_at=timezone.now())
    row = make.AttendanceFactory(meeting=meeting, institution=first, user=leaver)
    guest = make.AttendanceFactory(meeting=meeting, institution=first, user=None, name="Ana")
    MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST", sent_at=timezone.now())
    carry_out(client, asked("dissolve", institution="water"))
    assert list(meeting.attendances.all()) == [guest]
    [mail] = MeetingMail.objects.all()
    assert (mail.meeting, mail.user, mail.method, mail.sequence) == (meeting, leaver, "CANCEL", 1)


def test_the_deed_needs_the_last_word(client, officer, first, second):
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    del sent["understood"]
    assert client.post(address(query), sent).status_code == 422
    assert Reshuffle.objects.count() == 0


def test_the_same_form_twice_does_it_once(client, officer, first, second):
    assigned(first)
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    assert client.post(address(query), sent).status_code == 302
    again = client.post(address(query), sent)
    assert again.headers["Location"] == Reshuffle.objects.get().get_absolute_url()
    assert Reshuffle.objects.count() == 1
    assert Assignment.objects.not_withdrawn().count() == 1


def test_what_changed_since_the_preview_is_shown_again(client, officer, first, second):
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    assigned(first)
    response = client.post(address(query), sent)
    assert response.status_code == 422
    assert "has changed since" in body(response)
    assert Reshuffle.objects.count() == 0


def test_the_text_of_the_act_is_kept_for_everyone(client, officer, first):
    query = asked("rename", institution="water", name="Blue")
    _page, sent = steps(client, query)
    sent["document"] = SimpleUploadedFile("act.pdf", b"%PDF-1.7 act", "application/pdf")
    assert client.post(address(query), sent).status_code == 302
    document = Reshuffle.objects.get().document
    assert (document.kind, document.classification) == ("law", "public")


def test_everybody_concerned_is_told_once(client, officer, first, second):
    mine, theirs = make.focal_point(first), make.focal_point(second)
    assigned(first)
    carry_out(client, asked("merge", institutions=["water", "energy"], into="energy"))
    texts = dict(Notification.objects.values_list("person", "text"))
    assert Notification.objects.filter(key__startswith="reshuffle:").count() == len(texts) == 3
    assert "goes on at Ministry of Energy" in texts[mine.pk]
    assert "takes over" in texts[theirs.pk]
    assert "Reshuffle carried out" in texts[officer.pk]


@pytest.mark.parametrize("role", ["focal_point", "authority", "administrator"])
def test_nobody_else_carries_one_out(first, second, role):
    from django.core.exceptions import PermissionDenied

    from focalpoints.choices import ReshuffleKind

    person = getattr(make, role)()
    plan = services.Plan(
        ReshuffleKind.DISSOLVE, today(), ACT, (first,), (services.Target(institution=second),)
    )
    with pytest.raises(PermissionDenied):
        services.preview(plan=plan, actor=person)
    with pytest.raises(PermissionDenied):
        services.carry_out(
            plan=plan,
            orders=services.Orders(reference="6f9619ff-8b86-4011-b42d-00c04fc964ff", seen=""),
            actor=person,
        )
