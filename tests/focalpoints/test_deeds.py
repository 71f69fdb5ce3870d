"""Extending, changing and suspending a post: the pages."""

from focalpoints.choices import Role
from nmirf.common.dates import today
from tests import factories as make
from tests.files import upload

from .post_deeds import DAY, address, reports_for
from .post_deeds import deputy as deputy
from .post_deeds import focal_point as focal_point


def test_extending_sets_a_later_last_day_or_none(as_, officer, institution):
    row = make.AppointmentFactory(institution=institution, ends_on=today() + 5 * DAY)
    later = today() + 100 * DAY
    sent = {"ends_on": later.isoformat(), "reason": "Decree.", "seen": row.ends_on.isoformat()}
    assert as_(officer).post(address(row, "extend"), sent).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == later
    sent = {"ends_on": "", "reason": "Decree.", "seen": later.isoformat()}
    assert as_(officer).post(address(row, "extend"), sent).status_code == 302
    row.refresh_from_db()
    assert row.ends_on is None


def test_an_extension_that_is_none_or_comes_too_late_is_refused(as_, officer, institution):
    row = make.AppointmentFactory(institution=institution, ends_on=today() + 5 * DAY)
    sent = {"ends_on": today().isoformat(), "reason": "x", "seen": row.ends_on.isoformat()}
    assert "has to be later" in as_(officer).post(address(row, "extend"), sent).text
    gone = make.AppointmentFactory(institution=institution, ends_on=today() - DAY)
    sent = {"ends_on": "", "reason": "x", "seen": gone.ends_on.isoformat()}
    assert "appoint anew" in as_(officer).post(address(gone, "extend"), sent).text


def test_an_extension_into_the_next_term_of_the_same_person_is_refused(as_, officer, institution):
    row = make.AppointmentFactory(institution=institution, ends_on=today() + 5 * DAY)
    make.AppointmentFactory(user=row.user, institution=institution, starts_on=today() + 50 * DAY)
    sent = {"ends_on": "", "reason": "x", "seen": row.ends_on.isoformat()}
    assert "holds the same post" in as_(officer).post(address(row, "extend"), sent).text


def test_a_deputy_extended_beyond_the_principal_is_a_choice(as_, officer, institution):
    principal = make.AppointmentFactory(institution=institution, ends_on=today() + 50 * DAY)
    row = make.AppointmentFactory(
        institution=institution,
        role=Role.DEPUTY,
        deputises=principal,
        ends_on=today() + 5 * DAY,
    )
    sent = {"ends_on": "", "reason": "Decree.", "seen": row.ends_on.isoformat()}
    response = as_(officer).post(address(row, "extend"), sent)
    assert response.status_code == 422
    assert 'value="stay"' in response.text
    sent |= {"beyond": principal.ends_on.isoformat()}
    assert as_(officer).post(address(row, "extend"), sent).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == principal.ends_on


def test_portfolio_level_and_letter_change_and_rights_do_not(as_, officer, institution, deputy):
    other = make.AppointmentFactory(institution=institution)
    sent = {
        "portfolio": "Clinics",
        "level": "political",
        "deputises": other.pk,
        "reason": "New decree.",
        "letter": upload("decree.pdf"),
    }
    assert as_(officer).post(address(deputy, "change"), sent).status_code == 302
    deputy.refresh_from_db()
    assert (deputy.portfolio, deputy.level, deputy.deputises) == ("Clinics", "political", other)
    assert deputy.letter.filename == "decree.pdf"
    sent = {"portfolio": "Clinics", "level": "technical", "deputises": other.pk, "reason": "x"}
    as_(officer).post(address(deputy, "change"), sent)
    deputy.refresh_from_db()
    assert deputy.letter is not None
    assert reports_for(deputy.user) == {institution.pk}


def test_suspending_twice_is_said(officer, institution, as_):
    row = make.AppointmentFactory(institution=institution)
    client = as_(officer)
    client.post(address(row, "suspend"), {"reason": "Inquiry."})
    assert not reports_for(row.user)
    client.post(address(row, "suspend"), {"reason": "Cleared."})
    assert reports_for(row.user) == {institution.pk}


def test_the_history_is_told_in_words_to_those_whom_it_concerns(as_, officer, institution):
    row = make.AppointmentFactory(institution=institution, ends_on=today() + 5 * DAY)
    later = today() + 100 * DAY
    client = as_(officer)
    client.post(
        address(row, "extend"),
        {"ends_on": later.isoformat(), "reason": "Decree 7.", "seen": row.ends_on.isoformat()},
    )
    client.post(address(row, "suspend"), {"reason": "Inquiry 9."})
    text = client.get(row.get_absolute_url()).text
    for words in ("Appointed from", "Extended to", "Decree 7.", "Suspended.", str(officer)):
        assert words in text
    assert "Inquiry 9." in as_(row.user).get(row.get_absolute_url()).text
    assert "Inquiry 9." in as_(make.authority(institution)).get(row.get_absolute_url()).text
    assert "Inquiry 9." not in as_(make.focal_point()).get(row.get_absolute_url()).text
