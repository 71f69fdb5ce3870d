"""A year in the life of the mechanism over HTTP, then its few steps that need a browser.

History bears the database's own time, which nobody turns: May is now, and the other months lie
around it.
"""

import datetime as dt
import re
import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from focalpoints.choices import Role
from focalpoints.models import ConfirmationRound, Handover, Institution, Meeting
from nmirf.celery import app as celery_app
from nmirf.common.dates import today
from notifications.models import Notification, ReminderSent
from recommendations.models import Assignment, ThematicTable
from recommendations.services.tables.board import read_spoken
from reporting.models import RenderedFile
from reporting.services.digests import send_digests
from tests import factories as make
from tests.common.test_ics import read, unescaped
from tests.focalpoints.test_invitations import LINK
from tests.reporting.reshuffling import asked, carry_out

DAY = dt.timedelta(days=1)
MAY = today()
NOW = "Ministry of Home Affairs"
PASSWORD = "four plain words here"
PHONES = 12
CRITERIA = ["objective", "vocabulary", "clarity", "source"]

# The access table as to own drafts, their submission, signatures and what is published.
CELLS = {
    "reporter": [200, 200, 200, 403, 200],
    # Who signs shows anew who they are.
    "authority": [200, 403, 403, 302, 200],
    "secretariat": [404, 404, 404, 403, 200],
    "nobody": [404, 404, 404, 404, 200],
}
# What the clock runs each day before the digests.
BEATS = (
    "focalpoints.apply_appointments",
    "focalpoints.announce_absences",
    "reporting.tell_returns",
    "focalpoints.take_up_letters",
    "reporting.tell_followers",
    "reporting.send_meeting_mails",
    "notifications.deliver",
)


def day(month, number=1):
    return MAY + dt.timedelta(days=30 * (month - 5) + number - 1)


@contextmanager
def on(month, number=1):
    """At nine on that day, after everything that the clock runs in the night."""
    with time_machine.travel(dt.datetime.combine(day(month, number), dt.time(9), dt.UTC)):
        run_beats()
        yield


def run_beats():
    for name in BEATS:
        celery_app.tasks[name].delay()


def signed_in(person):
    """A client with a session of its own, password and second factor given just now."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["has_second_factor"] = True
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()
    return client


def vouched(person):
    client = signed_in(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


def do(person, path, **data):
    """Send a form that has to be taken."""
    answer = vouched(person).post(path, data)
    said = re.findall(r'(?s)class="(?:error|notice bad)[^>]*>.*?</', answer.content.decode())
    assert answer.status_code == 302, (path, answer.status_code, said)


def text(person, path):
    answer = signed_in(person).get(path, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def at(update, page=""):
    return f"/workspace/updates/{update.reference}/{page}"


def move(person, update, name, **more):
    update.refresh_from_db()
    do(person, at(update, f"{name}/"), revision=update.revision, **more)
    update.refresh_from_db()


def publish(update, *, reporter, authority, officer):
    move(reporter, update, "submit")
    move(officer, update, "verify", act="verify", met=CRITERIA)
    move(authority, update, "sign")
    move(officer, update, "publish")


def updates_of(institution, author, authority, officer, record):
    """A draft, one that waits for the signature, and a published one."""
    found = [
        make.UpdateFactory(
            institution=institution,
            author=author,
            on=[record],
            headline=f"{institution.slug}: {stage}",
            proposed_status="in_progress",
        )
        for stage in ("published", "verified", "draft")
    ]
    publish(found[0], reporter=author, authority=authority, officer=officer)
    move(author, found[1], "submit")
    move(officer, found[1], "verify", act="verify", met=CRITERIA)
    return SimpleNamespace(published=found[0], verified=found[1], draft=found[2])


def ask_cells(updates, **people):
    """`reporter=[…], nobody=[…]`: each cell of the access table, for each of these people."""
    pages = [
        at(updates.draft),
        at(updates.draft, "edit/"),
        at(updates.draft, "submit/"),
        at(updates.verified, "sign/"),
        at(updates.published),
    ]
    for part, persons in people.items():
        for person in persons:
            client = signed_in(person)
            found = [client.get(page).status_code for page in pages]
            assert found == CELLS[part], (part, person)
            # What is closed to be read is closed to be done.
            for page, status in zip(pages[1:4], found[1:4], strict=True):
                if status >= 400:
                    assert client.post(page).status_code == status, (part, person, page)


@pytest.fixture
def year(marisola):
    """The State's two ministries, a third one that will lose its people, and their records."""
    year = marisola
    year.pia = make.AppointmentFactory(
        user__full_name="Pia Moreau", institution=year.labour, role=Role.VALIDATING_AUTHORITY
    ).user
    year.health = make.InstitutionFactory(name="Ministry of Health", slug="health")
    year.edda_post = make.AppointmentFactory(
        user__full_name="Edda Falk", institution=year.health, role=Role.FOCAL_POINT
    )
    year.nuno_post = make.AppointmentFactory(
        user__full_name="Nuno Reis",
        institution=year.health,
        role=Role.DEPUTY,
        deputises=year.edda_post,
    )
    year.edda, year.nuno = year.edda_post.user, year.nuno_post.user
    year.mia = make.AppointmentFactory(
        user__full_name="Mia Costa", institution=year.health, role=Role.VALIDATING_AUTHORITY
    ).user
    year.outsiders = [year.society, make.focal_point(), make.administrator()]
    year.births = make.RecommendationFactory(reference="UPR-4-1", lead=year.interior)
    year.midwives = make.RecommendationFactory(reference="UPR-4-2", lead=year.health)
    return year


class Post:
    """The digests of the year; each is asked for twice, and nobody gets a second one."""

    def __init__(self):
        self.got = Counter()

    def send(self, month, number):
        with on(month, number):
            mail.outbox.clear()
            outcome = send_digests(on=today())
            sent = Counter(to for message in mail.outbox for to in message.to)
            assert sum(sent.values()) == outcome.sent
            assert send_digests(on=today()).sent == 0
            assert sum(len(message.to) for message in mail.outbox) == outcome.sent
            assert max(sent.values(), default=1) == 1, sent
            self.got.update({(to, today()): 1 for to in sent})
            assert max(self.got.values(), default=1) == 1
        return set(sent)


def test_a_year_over_http(year, built_fonts):
    post = Post()
    january_asks_whether_all_is_right(year, post)
    february_merges_two_ministries(year, post)
    march_loses_both_people_of_one(year, post)
    april_brings_new_ones(year, post)
    may_is_an_absence(year, post)
    june_is_late_and_goes_up_the_line(year, post)
    september_is_a_table(year, post)
    november_decides(year, post)


# January: is all of it still right?


def january_asks_whether_all_is_right(year, post):
    with on(1):
        rounds = reverse("focalpoints:confirmation_rounds")
        do(year.officer, rounds, title="Yearly question", due_on=day(1, 20).isoformat())
        question = year.focal_point.appointments.get().confirmations.get()
        assert "Yes, still right" in text(year.focal_point, question.get_absolute_url())
        do(year.focal_point, f"{question.get_absolute_url()}right/")
        question.appointment.refresh_from_db()
        assert question.appointment.last_confirmed_on == day(1)
        other = year.other_focal_point.appointments.get().confirmations.get()
        do(year.other_focal_point, f"{other.get_absolute_url()}changed/", note="I move in June.")
    assert year.other_focal_point.email in post.send(1, 2)
    with on(1, 3):
        asked_of = ConfirmationRound.objects.get()
        listed = text(year.officer, f"{asked_of.get_absolute_url()}?answer=change")
        assert "I move in June." in listed
        do(year.officer, f"{asked_of.get_absolute_url()}close/")


# February: a reshuffle.


def february_merges_two_ministries(year, post):
    with on(2):
        year.updates = updates_of(
            year.interior, year.focal_point, year.minister, year.officer, year.births
        )
        ask_cells(
            year.updates,
            reporter=[year.focal_point, year.deputy],
            authority=[year.minister],
            secretariat=[year.officer],
            nobody=[year.other_focal_point, year.pia, *year.outsiders],
        )
        signing = make.UpdateFactory(
            institution=year.labour, author=year.other_focal_point, on=[year.births]
        )
    with on(2, 10):
        query = asked("merge", institutions=["interior", "labour"], name=NOW)
        carry_out(signed_in(year.officer), query)
    with on(2, 11):
        year.home = Institution.objects.get(name=NOW)
        ask_cells(
            year.updates,
            reporter=[year.focal_point, year.deputy, year.other_focal_point],
            authority=[year.minister, year.pia],
            secretariat=[year.officer],
            nobody=year.outsiders,
        )
        signing.refresh_from_db()
        assert signing.institution == year.home
        led = Assignment.objects.not_withdrawn().get(recommendation=year.births)
        assert (led.institution, led.state) == (year.home, "accepted")
        read_under_the_old_name(year)
        move(year.other_focal_point, year.updates.draft, "submit")
        assert year.updates.draft.state == "submitted"
    assert year.focal_point.email in post.send(2, 12)


def read_under_the_old_name(year):
    year.updates.published.refresh_from_db()
    assert year.updates.published.institution == year.interior
    for page in (year.births.get_absolute_url(), at(year.updates.published)):
        assert "Ministry of the Interior" in text(year.society, page)
    for address in ("portal:institution", "reporting:institution"):
        assert NOW in text(year.officer, reverse(address, args=["interior"]))


# March and April: two leave in a week, two come.


def march_loses_both_people_of_one(year, post):
    with on(3):
        year.left = updates_of(year.health, year.edda, year.mia, year.officer, year.midwives)
        ask_cells(
            year.left,
            reporter=[year.edda, year.nuno],
            authority=[year.mia],
            secretariat=[year.officer],
            nobody=[year.focal_point, *year.outsiders],
        )
        start(year.edda, year.edda_post)
        start(year.officer, year.nuno_post)
        first = Handover.objects.get(appointment=year.edda_post)
        assert first.items.filter(kind="update").exists()
        write(year.edda, first, "The midwives' school answers on Mondays.")
        for row, last in ((year.edda_post, day(3, 3)), (year.nuno_post, day(3, 5))):
            end(year.officer, row, last)
    assert year.edda.email in post.send(3, 2)
    with on(3, 6):
        second = Handover.objects.get(appointment=year.nuno_post)
        write(year.officer, second, "As told on the telephone.")
        ask_cells(
            year.left,
            authority=[year.mia],
            secretariat=[year.officer],
            nobody=[year.edda, year.nuno, year.focal_point, *year.outsiders],
        )
        assert all("Ministry of Health" in page for page in vacancies(year.officer))
    post.send(3, 7)


def vacancies(officer):
    """The secretariat's lists of institutions without a focal point, and without a deputy."""
    path = reverse("focalpoints:vacancies")
    return [text(officer, f"{path}?gap={gap}") for gap in ("no_focal_point", "no_deputy")]


def start(person, post):
    path = reverse("reporting:handover_start", args=[post.reference])
    do(person, path, due_on=(today() + 9 * DAY).isoformat())


def write(person, row, note):
    path = f"{row.get_absolute_url()}write/"
    do(person, path, revision=row.revision, note=note, then="hand")
    do(person, f"{row.get_absolute_url()}hand/")
    row.refresh_from_db()
    assert row.state == "handed"


def end(officer, post, last):
    path = reverse("focalpoints:end", args=[post.reference])
    do(officer, path, ends_on=last.isoformat(), follows="nobody", reason="Left", seen="")


def april_brings_new_ones(year, post):
    with on(3, 27):
        mail.outbox.clear()
        year.alma = join(year, "alma@example.org", "Alma Varga", role=Role.FOCAL_POINT)
        principal = year.alma.appointments.get()
        year.ivo = join(
            year, "ivo@example.org", "Ivo Lang", role=Role.DEPUTY, deputises=principal.pk
        )
        ask_cells(
            year.left,
            reporter=[year.alma, year.ivo],
            authority=[year.mia],
            secretariat=[year.officer],
            nobody=[year.edda, year.nuno, *year.outsiders],
        )
        assert year.left.draft.get_absolute_url() in text(year.alma, reverse("activities:updates"))
        run_beats()
        first_day = text(year.alma, reverse("reporting:first_day"))
        assert year.midwives.reference in first_day
        acknowledge(year.alma, Handover.objects.get(appointment=year.edda_post))
        acknowledge(year.ivo, Handover.objects.get(appointment=year.nuno_post))
        memory = text(year.alma, reverse("reporting:memory", args=["health"]))
        assert "The midwives&#x27; school answers on Mondays." in memory
        assert "As told on the telephone." in memory
        assert not any("Ministry of Health" in page for page in vacancies(year.officer))
    post.send(3, 28)
    # Who left hears that the handover was read, and of no duty any more.
    left = ReminderSent.objects.filter(person__in=[year.edda, year.nuno])
    assert not left.filter(digest__on__gt=day(3, 5)).exists()


def send_invitation(year, address, name, **post):
    do(
        year.officer,
        reverse("focalpoints:invite"),
        email=address,
        full_name=name,
        institution=year.health.pk,
        language="en",
        level="technical",
        starts_on=today().isoformat(),
        reason="Vacant",
        **post,
    )
    run_beats()


def link_to(address):
    """The path of the link in the one letter of invitation to this address."""
    found = [LINK.search(message.body) for message in mail.outbox if message.to == [address]]
    (link,) = (match[1] for match in found if match)
    return link


def join(year, address, name, **post):
    """Invited by e-mail, an account opened, the second factor set up, the first day looked at."""
    send_invitation(year, address, name, **post)
    link = link_to(address)
    client = Client()
    answer = client.post(link, {"full_name": name, "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert client.get(link).status_code == 410
    first_day = reverse("reporting:first_day")
    login = f"/account/login/?next={first_day}"
    client.post(login, {"login": address, "password": PASSWORD})
    set_up = "/account/2fa/totp/activate/"
    assert client.get(first_day).headers["Location"] == set_up
    # The password is shown once more before a second factor is set up.
    client.post(client.get(set_up).headers["Location"], {"password": PASSWORD})
    assert client.get(set_up).status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(set_up, {"code": code}).status_code == 302
    page = client.get(first_day)
    assert "of 5 steps done" in page.content.decode()
    return year.health.appointments.get(user__email=address).user


def acknowledge(person, row):
    """Item by item; the last one closes it."""
    path = row.get_absolute_url()
    assert row.items.exists()
    open_ones = row.items.filter(gone_at=None, acknowledged_at=None)
    for item in list(open_ones):
        row.refresh_from_db()
        assert row.state == "handed"
        assert f'value="{item.pk}"' in text(person, path)
        do(person, f"{path}acknowledge/", item=item.pk)
    row.refresh_from_db()
    assert (row.state, row.successor.user) == ("acknowledged", person)


# May: an absence.


def may_is_an_absence(year, post):
    record = make.RecommendationFactory(reference="UPR-4-3", lead=year.home)
    draft = make.UpdateFactory(
        institution=year.home,
        author=year.focal_point,
        on=[record],
        proposed_status="in_progress",
    )
    cells = SimpleNamespace(
        draft=draft, verified=year.updates.verified, published=year.updates.published
    )
    people = {
        "reporter": [year.focal_point, year.deputy],
        "authority": [year.minister],
        "secretariat": [year.officer],
        "nobody": [year.alma, *year.outsiders],
    }
    principal = year.focal_point.appointments.get(institution=year.home)
    with on(5):
        ask_cells(cells, **people)
        do(
            year.focal_point,
            reverse("focalpoints:set_absence", args=[principal.reference]),
            starts_on=day(5).isoformat(),
            ends_on=day(5).isoformat(),
            note="The registrars answer next week.",
        )
        ask_cells(cells, **people)
        principals, deputys = links(year.focal_point), links(year.deputy)
        assert principals == deputys
        assert at(draft) in deputys
        page = text(year.deputy, at(draft, "edit/"))
        assert draft.narrative in page
        finish(year.deputy, draft, record)
    with on(5, 2):
        absence = principal.absences.get()
        path = reverse("reporting:absence", args=[principal.reference, absence.pk])
        for person in (year.focal_point, year.deputy):
            done = text(person, path)
            for words in ("While Ilse Brandt was away", "Tomas Oduya", ": Submitted"):
                assert words in done, words
            key = f"absence-{absence.pk}-return"
            assert Notification.objects.filter(person=person, key=key).count() == 1
        draft.refresh_from_db()
        assert (draft.author, draft.last_editor) == (year.focal_point, year.deputy)
        again = make.UpdateFactory(institution=year.home, author=year.focal_point, on=[record])
        cells.draft = again
        ask_cells(cells, **people)
    assert {year.focal_point.email, year.deputy.email} <= post.send(5, 3)


def links(person):
    """Where the desk and the list of updates lead this person."""
    pages = [text(person, reverse(name)) for name in ("reporting:desk", "activities:updates")]
    found = re.findall(r'href="(/workspace/(?:updates|assignments)/[^"?#]*)', "".join(pages))
    assert found
    return set(found)


def finish(person, draft, record):
    do(
        person,
        at(draft, "edit/"),
        headline="Births are registered",
        narrative="Finished by the deputy.",
        source="Registry",
        language="en",
        recommendations=[record.pk],
        revision=draft.revision,
        form=str(uuid.uuid4()),
    )
    move(person, draft, "submit")
    assert draft.steps.get(move="submit").actor == person


# June: what is late goes up the line, and stops when it is done.


def june_is_late_and_goes_up_the_line(year, post):
    update = year.left.draft
    with on(6):
        move(year.alma, update, "submit")
        send_back(year.officer, update)
    subject, heard = "", {}
    for number in range(8, 48):
        reached = post.send(6, number)
        rows = ReminderSent.objects.filter(kind="returned", institution="health")
        for person in (year.alma, year.ivo, year.mia, year.officer):
            if rows.filter(person=person).exists():
                heard.setdefault(person, number)
        if number == 8:
            subject = rows.get(person=year.alma).subject
            assert year.alma.email in reached
            with on(6, 8):
                path = f"{reverse('notifications:snooze')}?subject={subject}"
                do(year.alma, path, until=day(6, 15).isoformat())
        # The reminder of the day before is put off; that of the day itself comes.
        if number in (14, 15):
            assert rows.filter(person=year.alma).count() == number - 13
    # Due on the fifteenth: the deputy three days late, then the authority, then the secretariat.
    assert heard == {year.alma: 8, year.ivo: 18, year.mia: 29, year.officer: 45}
    with on(6, 48):
        trail = text(year.officer, reverse("notifications:trail"))
        assert all(str(person) in trail for person in heard)
        move(year.ivo, update, "submit")
        told = ReminderSent.objects.filter(kind="returned", subject=subject).count()
    for number in range(49, 56):
        post.send(6, number)
    assert ReminderSent.objects.filter(kind="returned", subject=subject).count() == told


def send_back(officer, update):
    update.refresh_from_db()
    do(
        officer,
        at(update, "verify/"),
        revision=update.revision,
        act="return",
        met=CRITERIA[:2],
        note="Since when?",
    )
    update.refresh_from_db()
    assert update.state == "returned"


# September: a thematic table.


def september_is_a_table(year, post):
    guests = [make.InstitutionFactory(name=f"Agency {n:02}") for n in range(PHONES)]
    pressing = {row: make.focal_point(row) for row in guests}
    review = make.ReviewFactory(title="Fifth cycle")
    for n in (1, 2, 3):
        make.RecommendationFactory(
            reference=f"UPR-5-{n}", review=review, paragraph=str(n), paragraph_key=f"{n:04}"
        )
    with on(9):
        do(
            year.officer,
            reverse("recommendations:new_table"),
            title="Table on the fifth cycle",
            place="Hall 2",
            order="paragraph",
            starts_at=f"{today()}T10:00",
            ends_at=f"{today()}T17:00",
            review=review.pk,
            institutions=[row.pk for row in (*guests, year.home)],
            languages=["en"],
        )
        table = ThematicTable.objects.get()
        do(year.officer, room("open_table", table))
        # All twelve contribute in the same instant, the new ministry leads.
        assert press_at_once(table, pressing, "contributing") == [302] * PHONES
        press(signed_in(year.focal_point), table, year.home, "lead")
        settle(year.officer, table)
        given = Assignment.objects.filter(meeting=table.meeting, state="accepted")
        assert given.count() == PHONES + 1
        # Two want to lead the second, at once.
        step(year.officer, table)
        two = dict(list(pressing.items())[:2])
        assert press_at_once(table, two, "lead") == [302, 302]
        park = room("park_item", table, item=table.current_id)
        do(year.officer, park, note="Two agencies have to agree.")
        # The third goes to the ministry that did not come.
        step(year.officer, table)
        absent = room("name_absentee", table, item=table.current_id)
        do(year.officer, absent, institution="Ministry of Health", role="lead")
        settle(year.officer, table)
        waits = Assignment.objects.get(meeting=table.meeting, institution=year.health)
        assert (waits.role, waits.state) == ("lead", "proposed")
        do(year.officer, room("close_table", table), others="")
        states = table.items.order_by("position").values_list("state", flat=True)
        assert list(states) == ["settled", "parked", "settled"]
        do(year.officer, reverse("reporting:table_report", args=[table.meeting.reference]))
        file = RenderedFile.objects.get(kind="table")
        assert file.state == "ready"
        download = reverse("reporting:download", args=[file.reference])
        answer = signed_in(year.officer).get(download)
        assert b"".join(answer).startswith(b"%PDF-")
    reached = post.send(9, 2)
    assert {year.alma.email, *(person.email for person in pressing.values())} <= reached
    with on(9, 3):
        accept = reverse("recommendations:move_assignment", args=[waits.pk])
        do(year.ivo, accept, move="accept")


def room(name, table, **more):
    return reverse(f"recommendations:{name}", kwargs={"reference": table.meeting.reference, **more})


def press(client, table, institution, said):
    data = {"for": institution.slug, "item": table.current_id, "said": said, "key": uuid.uuid4()}
    return client.post(room("press", table), data).status_code


def press_at_once(table, people, said):
    """Each phone in a thread of its own; the answers."""
    table.refresh_from_db()
    answers, barrier = [], threading.Barrier(len(people))

    def run(client, institution):
        barrier.wait()
        answers.append(press(client, table, institution, said))
        connections.close_all()

    threads = [
        threading.Thread(target=run, args=[signed_in(person), institution])
        for institution, person in people.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def settle(officer, table):
    table.refresh_from_db()
    path = room("settle_item", table, item=table.current_id)
    do(officer, path, seen=read_spoken(table.current).mark)


def step(officer, table):
    table.refresh_from_db()
    before = table.current_id
    do(officer, room("step_table", table), shown=before, to="next")
    table.refresh_from_db()
    assert table.current_id != before


# November: a meeting decides.


def november_decides(year, post):
    committee = make.CommitteeFactory(name="Main committee")
    make.SeatFactory(committee=committee, institution=year.health)
    with on(11):
        mail.outbox.clear()
        do(
            year.officer,
            reverse("reporting:meeting_new"),
            title="Plenary",
            committee=committee.pk,
            starts_at=f"{day(11, 8)}T09:00",
            ends_at=f"{day(11, 8)}T11:00",
        )
        meeting = Meeting.objects.get(title="Plenary")
        do(year.officer, go(meeting, "invite"))
        run_beats()
        letter = next(row for row in mail.outbox if row.to == [year.alma.email])
        (part,) = letter.attachments
        calendar = read(part.get_payload(decode=True).decode())
        assert unescaped(calendar["SUMMARY"][0]) == "Plenary"
        assert calendar["DTSTART"] == [f"{meeting.starts_at:%Y%m%dT%H%M%SZ}"]
    with on(11, 9):
        do(year.officer, go(meeting, "hold"))
        do(
            year.officer,
            reverse("reporting:decision_new", args=[meeting.reference]),
            text="Train a midwife in each district.",
            institution=year.health.pk,
            due_on=day(11, 30).isoformat(),
        )
        decision = meeting.decisions.get()
        for person in (year.alma, year.ivo):
            assert Notification.objects.filter(person=person, path=decision.get_absolute_url())
    assert {year.alma.email, year.ivo.email} <= post.send(11, 10)
    with on(11, 12):
        path = reverse("reporting:decision_move", args=[decision.reference, "done"])
        assert path in text(year.alma, decision.get_absolute_url())
        do(year.alma, path, note="All forty are trained.")
        decision.refresh_from_db()
        assert (decision.state, decision.settled_by) == ("done", year.alma)
    post.send(12, 1)
    assert not ReminderSent.objects.filter(kind="decision", digest__on__gte=day(11, 13)).exists()


def go(meeting, name):
    return reverse("reporting:meeting_move", args=[meeting.reference, name])


# The steps that need a browser.


@pytest.fixture
def phone(walk):
    walk.page.set_viewport_size({"width": 390, "height": 844})
    walk.fits = True
    return walk


@pytest.mark.browser
def test_the_steps_of_the_year_that_need_a_browser(phone, year):
    a_post_is_confirmed_on_the_phone(phone, year)
    a_deputy_finishes_a_draft(phone, year)
    somebody_new_accepts_and_reads_what_was_left(phone, year)


def a_post_is_confirmed_on_the_phone(phone, year):
    rounds = reverse("focalpoints:confirmation_rounds")
    do(year.officer, rounds, title="Yearly question", due_on=(today() + 20 * DAY).isoformat())
    question = year.focal_point.appointments.get().confirmations.get()
    phone.sign_in_as(year.focal_point, question.get_absolute_url())
    phone.press("Yes, still right")
    question.refresh_from_db()
    assert question.answer == "right"


def a_deputy_finishes_a_draft(phone, year):
    draft = make.UpdateFactory(
        institution=year.interior,
        author=year.focal_point,
        on=[year.births],
        proposed_status="in_progress",
    )
    post = year.focal_point.appointments.get()
    do(
        year.focal_point,
        reverse("focalpoints:set_absence", args=[post.reference]),
        starts_on=today().isoformat(),
        ends_on=(today() + DAY).isoformat(),
        note="The registrars answer next week.",
    )
    phone.sign_in_as(year.deputy)
    phone.open(reverse("activities:updates"))
    phone.follow(draft.headline)
    phone.follow("Go on writing")
    phone.fill({"What was done": "Finished by the deputy."})
    phone.press("Save and go on to submit")
    phone.press("Submit")
    phone.reads("Submitted: the secretariat verifies it now")
    phone.open(reverse("reporting:absence", args=[post.reference, post.absences.get().pk]))
    phone.reads("Tomas Oduya", "Submitted")


def somebody_new_accepts_and_reads_what_was_left(phone, year):
    start(year.edda, year.edda_post)
    row = Handover.objects.get(appointment=year.edda_post)
    write(year.edda, row, "Call the registry first.")
    end(year.officer, year.edda_post, today() - DAY)
    mail.outbox.clear()
    send_invitation(year, "alma@example.org", "Alma Varga", role=Role.FOCAL_POINT)
    phone.leave_as_stranger()
    phone.open(link_to("alma@example.org"))
    phone.reads("Ministry of Health")
    phone.fill({"Password": PASSWORD, "The same password again": PASSWORD})
    phone.press("Accept and open my account")
    alma = year.health.appointments.get(user__email="alma@example.org").user
    phone.fill({"Email": alma.email, "Password": PASSWORD})
    phone.press("Sign in")
    phone.fill({"Password": PASSWORD})
    phone.press("Confirm")
    secret = re.search(r"\b[A-Z2-7]{32}\b", phone.page.content())[0]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    phone.page.locator("input[name=code]").fill(code)
    phone.press("Activate")
    phone.open(reverse("reporting:first_day"))
    phone.reads("of 5 steps done")
    phone.sign_in_as(alma, row.get_absolute_url())
    phone.reads("Call the registry first.")
    items = row.items.filter(gone_at=None)
    for _item in range(items.count()):
        phone.page.get_by_role("button", name=re.compile(r"Acknowledge\s?:")).first.click()
        phone.look()
    phone.reads("the handover is done")
    row.refresh_from_db()
    assert (row.state, row.successor.user) == ("acknowledged", alma)
