import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import Notification
from notifications.parsers.written import read_mail
from notifications.services.inbox import notify
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def person(client):
    found = make.UserFactory()
    client.force_login(found)
    return found


def line(person, text, key, **facts):
    return Notification.objects.create(person=person, text=text, path="/x/", key=key, **facts)


def test_a_fact_is_told_once_in_each_persons_language():
    french = make.UserFactory(preferred_language="fr")
    english = make.UserFactory()
    people = [french, english]
    assert notify(people=people, text=lambda: _("Yes"), path="/x/", key="k") == 2
    assert notify(people=people, text=lambda: _("Yes"), path="/x/", key="k") == 0
    assert Notification.objects.get(person=french).text == "Oui"
    assert Notification.objects.get(person=english).text == "Yes"


def test_the_inbox_has_unread_lines_first(client, person):
    line(person, "Read already", "a", read_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    line(person, "Not read", "b")
    line(make.UserFactory(), "Somebody else's", "c")
    text = client.get(reverse("notifications:inbox")).content.decode()
    assert text.index("Not read") < text.index("Read already")
    assert "Somebody else" not in text


def test_opening_a_line_reads_it_and_leads_there(client, person):
    row = line(person, "News", "a")
    response = client.post(reverse("notifications:open", args=[row.pk]))
    assert response.headers["Location"] == "/x/"
    row.refresh_from_db()
    assert row.read_at is not None
    assert client.get(reverse("notifications:open", args=[row.pk])).status_code == 405


@pytest.mark.parametrize("path", [r"/\example.com", "/%5Cexample.com/../x"])
def test_a_line_never_leads_away_from_the_site(client, person, path):
    row = Notification.objects.create(person=person, text="News", path=path, key="a")
    target = client.post(reverse("notifications:open", args=[row.pk])).headers["Location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


def test_nobody_opens_the_lines_of_others(client, person):
    row = line(make.UserFactory(), "News", "a")
    assert client.post(reverse("notifications:open", args=[row.pk])).status_code == 404


def test_all_lines_are_read_at_once(client, person):
    other = line(make.UserFactory(), "Theirs", "a")
    line(person, "One", "b")
    line(person, "Two", "c")
    client.post(reverse("notifications:read_all"))
    assert not Notification.objects.filter(person=person).unread().exists()
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.parametrize("number", [1, 20])
def test_the_inbox_asks_the_same_for_one_line_and_for_twenty(
    client, person, number, django_assert_max_num_queries
):
    for n in range(number):
        line(person, f"News {n}", f"k{n}")
    client.get(reverse("notifications:inbox"))
    with django_assert_max_num_queries(9):
        client.get(reverse("notifications:inbox"))


# The e-mails of a demonstration.


@pytest.fixture
def written(settings, tmp_path):
    """Two messages in one file, one in another, as the file backend writes them."""
    settings.MAIL_DIR = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    connection = get_connection(settings.EMAIL_BACKEND)
    for day, subject in (("01", "Première lettre"), ("02", "Second letter")):
        message = EmailMultiAlternatives(
            subject,
            f"Text of {subject}.\n-- \nThe committee",
            to=["ana@example.org"],
            headers={"Date": f"{day} Nov 2026 07:00:00 +0000"},
            connection=connection,
        )
        message.attach_alternative("<p>Never shown</p>", "text/html")
        connection.open()
        message.send()
    connection.close()
    mail.send_mail("Third", "Text", None, ["bo@example.org"], connection=get_connection(
        settings.EMAIL_BACKEND))  # fmt: skip
    return tmp_path


def test_written_messages_are_read_newest_first(written):
    (written / "noise.txt").write_text("not a message")
    found = read_mail(written)
    assert [row.subject for row in found][-2:] == ["Second letter", "Première lettre"]
    assert found[-1].text.startswith("Text of Première lettre.")
    assert found[-1].to == "ana@example.org"


def test_binary_junk_and_empty_files_break_nothing(tmp_path):
    (tmp_path / "a.log").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "b.log").write_bytes(b"")
    (tmp_path / "c.eml").write_bytes(b"Subject: x\nDate: nonsense\n\nText")
    assert "x" in [row.subject for row in read_mail(tmp_path)]
    assert read_mail(tmp_path / "missing") == []


def test_the_page_shows_them_in_a_demonstration_only(client, person, written, settings):
    address = reverse("notifications:demo_mail")
    text = client.get(address).content.decode()
    assert "Second letter" in text
    assert "Never shown" not in text
    settings.DEMO_MODE = False
    session = client.session
    session["has_second_factor"] = True
    session.save()
    assert client.get(address).status_code == 404
