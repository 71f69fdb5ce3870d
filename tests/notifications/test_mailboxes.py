"""Mailboxes that refuse: known at once or by a report, not written to, and tried again by people."""

import datetime as dt
import mailbox
import smtplib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from focalpoints.models import MeetingMail
from nmirf.common.dates import today
from notifications.choices import NewsKind, ProblemKind
from notifications.models import Delivery, Digest, MailProblem
from notifications.parsers.bounces import kind_of, read_bounce
from notifications.services import mailboxes
from notifications.services.inbox import notify
from notifications.services.messages import Words, send_letter
from reporting.services import invitations
from reporting.services.digests import send_digests
from tests import factories as make
from tests.mail_server import MailServer

ON = dt.date(2026, 11, 3)


def words():
    return Words(subject="News", name="Ana", paragraphs=("Hello.",))


def report(
    to="bounces@example.org",
    status="5.1.1",
    action="failed",
    recipient="ana@example.org",
    message_id="<1@example.org>",
    code="smtp; 550 no such user",
    returned="message/rfc822",
):
    """A report as mail servers write it, as bytes."""
    whole = MIMEMultipart("report", **{"report-type": "delivery-status"})
    whole["From"], whole["To"] = "MAILER-DAEMON@example.org", to
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole.attach(MIMEText("I am sorry.\n"))
    raw = whole.as_string()
    boundary = whole.get_boundary()
    status_part = (
        f"--{boundary}\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 3 Nov 2026 07:15:00 +0000\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: {code}\n\n"
    )
    back = f"--{boundary}\nContent-Type: {returned}\n\nMessage-ID: {message_id}\nSubject: Digest\n"
    ending = f"--{boundary}--\n"
    return raw.replace(f"--{boundary}--", status_part + back + "\n" + ending).encode()


# The parser.


def test_a_report_names_address_kind_and_message():
    (bounce,) = read_bounce(report(to="bounces+abc123@example.org"))
    assert bounce.address == "ana@example.org"
    assert bounce.kind == ProblemKind.HARD
    assert bounce.status == "5.1.1"
    assert "no such user" in bounce.detail
    assert bounce.message_ids == ("<1@example.org>",)
    assert bounce.tokens == ("abc123",)


def test_headers_as_text_are_read_too():
    (bounce,) = read_bounce(report(returned="text/rfc822-headers"))
    assert bounce.message_ids == ("<1@example.org>",)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("5.1.1", "hard"), ("5.7.1", "hard"), ("5.2.2", "soft"), ("4.4.7", "soft"), ("", "soft")],
)
def test_hard_is_what_is_for_good(status, kind):
    assert kind_of(status) == kind


@pytest.mark.parametrize("action", ["delivered", "delayed", "relayed", "expanded", ""])
def test_what_is_no_failure_is_no_problem(action):
    assert read_bounce(report(action=action)) == []


def test_what_is_no_report_is_none():
    assert read_bounce(b"Subject: Hello\n\nI am away until Monday: 5.1.1 failed") == []
    assert read_bounce(b"x" * (1024 * 1024 + 1)) == []


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_parser(raw):
    assert isinstance(read_bounce(raw), list)


@given(st.data())
def test_no_broken_report_breaks_the_parser(data):
    raw = bytearray(report())
    for _number in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=6))
    for bounce in read_bounce(bytes(raw)):
        assert "@" in bounce.address
        assert bounce.kind in ProblemKind
        assert len(bounce.detail) <= 400


@given(
    st.from_regex(r"[a-z0-9.]{1,20}@[a-z0-9]{1,10}\.example", fullmatch=True),
    st.from_regex(r"[45]\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True),
)
def test_every_well_formed_failure_is_found(recipient, status):
    (bounce,) = read_bounce(report(recipient=recipient, status=status))
    assert (bounce.address, bounce.status) == (recipient.casefold(), status)


# What the mail server says at once.


@pytest.fixture
def told(transactional_db):
    """A person with a line of news for the digest."""

    def act(person=None, key="k"):
        person = person or make.UserFactory()
        notify(people=[person], text=lambda: "News.", path="/x/", key=key, kind=NewsKind.VIEW)
        return person

    return act


@pytest.fixture
def server(settings):
    with MailServer() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def test_an_address_that_is_not_there_is_known_at_once_and_not_written_to_again(told, server):
    dead, fine = told(), told()
    server.refuse(dead.email, 550, "5.1.1 no such user")
    assert send_digests(on=ON).sent == 1
    (problem,) = MailProblem.objects.all()
    assert (problem.address, problem.kind, problem.source) == (dead.email, "hard", "server")
    assert "no such user" in problem.detail
    server.refused.clear()
    told(dead, "later")
    send_digests(on=ON + dt.timedelta(days=1))
    assert [taken.to for taken in server.taken] == [fine.email]
    assert Digest.objects.filter(person=dead, held_at__isnull=False).count() == 2


@pytest.mark.parametrize(("code", "words"), [(450, "4.2.0 try later"), (552, "5.2.2 full")])
def test_one_that_is_full_or_busy_is_tried_again(told, server, code, words):
    person = told()
    server.refuse(person.email, code, words)
    send_digests(on=ON)
    assert MailProblem.objects.get().kind == "soft"
    server.refused.clear()
    assert send_digests(on=ON).sent == 1
    assert [taken.to for taken in server.taken] == [person.email]


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPSenderRefused(550, b"who are you", "x@example.org"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPServerDisconnected("gone"),
        TimeoutError(),
        smtplib.SMTPDataError(554, b"looks like spam"),
    ],
)
def test_what_is_not_about_the_address_is_held_against_nobody(told, monkeypatch, error):
    told()

    def fail(message, *arguments):
        raise error

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", fail)
    send_digests(on=ON)
    assert not MailProblem.objects.exists()
    assert Digest.objects.get().problem


def test_a_mail_server_that_is_down_costs_nobody_an_attempt(told, settings):
    told(), told()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_digests(on=ON).sent == 0
    assert set(Digest.objects.values_list("attempts", flat=True)) == {0}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_digests(on=ON).sent == 2


def test_the_sender_carries_the_token_of_the_message(told, server, settings):
    settings.BOUNCE_ADDRESS = "bounces@example.org"
    told()
    send_digests(on=ON)
    token = Digest.objects.get().message_id.strip("<>").partition("@")[0]
    assert server.taken[0].sender == f"bounces+{token}@example.org"
    assert server.taken[0].message["From"] == settings.DEFAULT_FROM_EMAIL


# Reports that come back later.


@pytest.fixture
def box(tmp_path, settings):
    found = mailbox.Maildir(tmp_path / "bounces")
    settings.BOUNCE_MAILBOX = str(tmp_path / "bounces")
    return found


def test_a_report_in_the_maildir_is_read_once(told, box, capsys):
    person = told()
    send_digests(on=ON)
    sent = Digest.objects.get()
    box.add(report(message_id=sent.message_id, recipient="alias@elsewhere.example"))
    call_command("read_bounces", "--json")
    assert capsys.readouterr().out.strip() == '{"messages": 1, "problems": 1, "strange": 0}'
    problem = MailProblem.objects.get()
    # The address that was written to, not the alias behind it.
    assert (problem.address, problem.kind, problem.source) == (person.email, "hard", "report")
    assert mailboxes.read_bounces().messages == 0
    told(person, "later")
    assert send_digests(on=ON + dt.timedelta(days=1)).sent == 0


def test_a_report_is_known_by_the_address_that_it_went_to(told, box):
    told()
    send_digests(on=ON)
    token = Digest.objects.get().message_id.strip("<>").partition("@")[0]
    box.add(report(to=f"bounces+{token}@example.org", message_id="<lost@example.org>"))
    assert mailboxes.read_bounces().problems == 1


def test_a_report_about_a_message_at_once_is_known_too(transactional_db, box):
    person = make.UserFactory()
    notify(people=[person], text=lambda: "Now.", path="/x/", key="k", kind=NewsKind.ABSENCE)
    box.add(report(message_id=Delivery.objects.get().message_id))
    assert mailboxes.read_bounces().problems == 1
    assert MailProblem.objects.refuses(person.email.upper())


@pytest.mark.parametrize("by", ["head", "recipient", "token"])
def test_a_report_about_a_letter_is_known_without_a_record(db, box, by):
    send_letter(to="Ana@example.org", language="en", key="k", words=words)
    known = mail.outbox[0].extra_headers["Message-ID"]
    token = known.strip("<>").partition("@")[0]
    box.add(
        {
            # Behind an alias: what came back says to whom it had gone.
            "head": report(
                message_id=f"{known}\nTo: Ana <ana@example.org>", recipient="a@elsewhere.example"
            ),
            "recipient": report(message_id=known),
            "token": report(to=f"bounces+{token}@example.org", message_id="<lost@example.org>"),
        }[by]
    )
    assert mailboxes.read_bounces().problems == 1
    problem = MailProblem.objects.get()
    assert (problem.address, problem.kind, problem.source) == ("ana@example.org", "hard", "report")
    assert not send_letter(to="ana@example.org", language="en", key="later", words=words)
    assert len(mail.outbox) == 1


def test_whoever_got_a_letter_cannot_have_anothers_mailbox_blocked(db, box):
    send_letter(to="eve@example.org", language="en", key="k", words=words)
    known = mail.outbox[0].extra_headers["Message-ID"]
    box.add(report(message_id=known, recipient="ana@example.org"))
    box.add(report(message_id=f"{known}\nTo: ana@example.org", recipient="ana@example.org"))
    assert mailboxes.read_bounces().strange == 2
    assert not MailProblem.objects.exists()


def test_a_report_about_an_invitation_to_a_meeting_is_known_too(transactional_db, box):
    row = make.AttendanceFactory(
        meeting=make.MeetingFactory(state="invited", invited_at=timezone.now()),
        user=make.UserFactory(),
    )
    MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST")
    invitations.send_waiting()
    known = mail.outbox[0].extra_headers["Message-ID"]
    box.add(report(message_id=known, recipient=row.user.email))
    assert mailboxes.read_bounces().problems == 1
    later = MeetingMail.objects.create(attendance=row, sequence=1, method="REQUEST")
    row.meeting.sequence = 1
    row.meeting.save()
    assert invitations.send_waiting() == 0
    later.refresh_from_db()
    assert (later.attempts, later.sent_at) == (0, None)


def test_nobody_has_a_mailbox_blocked_by_writing_a_report(told, box):
    person = told()
    send_digests(on=ON)
    box.add(report(recipient=person.email, to="bounces+%@example.org"))
    box.add(report(recipient=person.email, message_id="<guess@example.org>"))
    assert mailboxes.read_bounces().strange == 2
    assert not MailProblem.objects.exists()


def test_an_mbox_is_read_as_often_as_one_likes(told, tmp_path):
    told()
    send_digests(on=ON)
    path = tmp_path / "bounces.mbox"
    box = mailbox.mbox(path)
    box.add(report(message_id=Digest.objects.get().message_id))
    box.close()
    assert [mailboxes.read_bounces(path=path).problems for _time in range(2)] == [1, 0]
    assert MailProblem.objects.count() == 1


def test_without_a_mailbox_nothing_is_read_and_a_missing_one_is_said(db, settings, tmp_path):
    settings.BOUNCE_MAILBOX = ""
    assert mailboxes.read_bounces().messages == 0
    with pytest.raises(CommandError, match="no mailbox"):
        call_command("read_bounces", "--mailbox", str(tmp_path / "nowhere"))


# What people do about it.


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    found = make.secretariat()
    client.force_login(found)
    return found


def refused(address):
    return MailProblem.objects.create(
        address=address, kind="hard", source="report", detail="550 gone", key=address
    )


def test_the_secretariat_sees_whose_mailbox_refuses(told, officer, client):
    person = told()
    refused(person.email)
    refused("office@ministry.example")
    make.InstitutionFactory(name="Ministry of Interior", mailbox="Office@ministry.example")
    refused("nobody@example.org")
    send_digests(on=ON)
    text = client.get(reverse("notifications:mailboxes")).content.decode()
    for words in (str(person), "Ministry of Interior", "nobody&#x27;s", "550 gone", "1 digest"):
        assert words in text.replace("nobody's", "nobody&#x27;s")


def test_tried_again_what_was_held_goes_out(told, officer, client):
    person = told()
    refused(person.email)
    assert send_digests(on=ON).sent == 0
    inbox = client.get(reverse("notifications:inbox"))
    assert b"your mailbox refuses" not in inbox.content
    address = reverse("notifications:mailbox_settle")
    Digest.objects.update(on=today())
    client.post(address, {"address": person.email.upper(), "act": "again"})
    assert not MailProblem.objects.open().exists()
    assert MailProblem.objects.get().cleared_by == officer
    assert send_digests(on=today()).sent == 1


def test_corrected_what_comes_next_goes_out(told, officer, client):
    person = told()
    refused(person.email)
    send_digests(on=ON)
    address = reverse("notifications:mailbox_settle")
    client.post(address, {"address": person.email, "act": "corrected"})
    assert send_digests(on=ON).sent == 0
    told(person, "later")
    assert send_digests(on=ON + dt.timedelta(days=1)).sent == 1
    assert client.post(address, {"address": person.email, "act": "x"}).status_code == 404
    text = client.post(address, {"address": person.email, "act": "again"}, follow=True)
    assert "Nothing is known against this address" in text.content.decode()


def test_the_person_reads_in_the_inbox_that_the_mailbox_refuses(told, client, settings):
    settings.DEMO_MODE = True
    person = told()
    refused(person.email)
    send_digests(on=ON)
    client.force_login(person)
    assert b"your mailbox refuses" in client.get(reverse("notifications:inbox")).content
