"""The whole cycle in a real browser: a recommendation comes in, and comes back as a report."""

import datetime as dt
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect
from pypdf import PdfReader

from nmirf.common.dates import today
from tests import factories as make
from tests.recommendations.uhri_files import json_file, record

pytestmark = pytest.mark.browser

REFERENCE = "UPR-4-140.21"
RECORD = f"/recommendations/{REFERENCE}/"
WORDS = "Register every child at birth, wherever the parents come from"
HEADLINE = "Births are registered in every hospital"
VAGUE = "Hospitals register births now."
NARRATIVE = (
    "Since March every public hospital registers each birth on the spot, free of charge and"
    " whatever the papers of the parents: 1,204 children in six months."
)


def test_one_recommendation_goes_round_the_whole_cycle(walk, marisola, real_worker, tmp_path):
    import_a_review(walk, marisola.officer, tmp_path)
    a_stranger_finds_nothing(walk)
    publish_the_recommendation(walk, marisola.officer)
    put_it_into_a_cluster(walk)
    propose_it_to(walk, "Ministry of the Interior", "Lead")
    propose_it_to(walk, "Ministry of Labour", "Contributing")
    accept(walk, marisola.focal_point)
    contest(walk, marisola.other_focal_point, "Birth registers are not ours: ask Justice.")
    settle_what_is_contested(walk, marisola.officer)
    plan_an_activity(walk, marisola)
    write_an_update(walk, marisola.focal_point, tmp_path)
    return_it(walk, marisola.officer, "Since when, where, and how many children?")
    go_away(walk, marisola.focal_point)
    correct_it(walk, marisola.deputy)
    verify(walk, marisola.officer)
    sign(walk, marisola)
    publish_the_update(walk, marisola.officer)
    assess(walk)
    a_stranger_reads_who_said_what(walk)
    the_clock_reminds_once(walk, marisola.officer)
    get_the_pdf(walk)
    draft_a_report_and_consult(walk)
    comment(walk, marisola.society, "Say how many children still wait for a certificate.")
    answer(walk, marisola.officer, "We add the number of open applications by province.")
    a_stranger_reads_comment_and_answer(walk)


# Receive.


def import_a_review(walk, officer, folder):
    """Two recommendations to this State, one of them the hero of the walk; one to another State."""
    common = {
        "Body": "- UPR",
        "Countries": ["Marisola"],
        "PublicationDate": "2024-03-11T00:00:00",
        "Sdgs": ["16 - PEACE, JUSTICE AND STRONG INSTITUTIONS"],
        "Symbol": "A/HRC/55/9",
        "UprCycle": "- Cycle 4",
        "UprSession": ["- 45th Session - Cycle 4"],
    }
    export = json_file(
        folder,
        record(21, **common, Text=f"<p>140.21 {WORDS} (Portugal);</p>", Themes=["Right to health"]),
        record(22, **common, Text="<p>140.22 Train judges (Ghana);</p>", Themes=["Sea birds"]),
        record(23, **common | {"Countries": ["Slovenia"]}, Text="<p>140.23 Ratify it (Peru);</p>"),
        name="uhri.json",
    )
    walk.sign_in_as(officer)
    walk.open("/workspace/imports/")
    walk.follow("Import a file")
    walk.attach("File", export)
    walk.fill({"State": "Marisola"})
    walk.press("Upload and read")
    walk.reads("Read: waiting for your decision", WORDS, "that no list knows")
    walk.examine()
    walk.follow("Write into the register")
    walk.reads("2 recommendations are added as drafts", "All of it is written, or nothing")
    walk.press("Write into the register")
    walk.reads("Written into the register on", "Publish 2 drafts")


def a_stranger_finds_nothing(walk):
    walk.leave_as_stranger()
    assert walk.page.request.get(walk.address + RECORD).status == 404
    walk.open("/recommendations/?q=child")
    walk.does_not_read(REFERENCE)


def publish_the_recommendation(walk, officer):
    walk.sign_in_as(officer, RECORD)
    walk.follow("Publish")
    walk.reads("Everyone sees this recommendation")
    walk.press("Publish")


# Cluster, assign.


def put_it_into_a_cluster(walk):
    walk.open(RECORD)
    walk.follow("Put into a cluster")
    walk.follow("Open a new cluster instead")
    walk.fill({"Title": "Birth registration", "Objective": "Every child has a birth certificate."})
    walk.press("Open the cluster")
    walk.fill({"References": REFERENCE, "Overlap": "Direct: the same substance"})
    walk.press("Add")
    walk.reads("1 recommendation is new in the cluster")
    walk.follow("Publish")
    walk.press("Publish")


def propose_it_to(walk, institution, role):
    walk.open(RECORD)
    walk.follow("Assign")
    walk.fill({"Institution": institution, "Role": role})
    walk.press("Propose")
    walk.reads("1 proposed", institution, REFERENCE)


def accept(walk, focal_point):
    walk.sign_in_as(focal_point)
    walk.reads(REFERENCE)
    walk.open("/workspace/assignments/")
    walk.press("Accept")
    walk.reads("Done", "None in this state")


def contest(walk, focal_point, reason):
    walk.sign_in_as(focal_point, "/workspace/assignments/")
    walk.unfold("Contest")
    walk.fill({"Reason, and who should answer instead": reason})
    walk.press("Contest")
    walk.follow("Contested")
    walk.reads(reason)


def settle_what_is_contested(walk, officer):
    walk.sign_in_as(officer, "/workspace/assignments/?state=contested")
    walk.reads("Birth registers are not ours")
    walk.unfold("Settle")
    walk.fill({"Reason": "Agreed: the Ministry of the Interior leads alone."})
    walk.press("Withdraw")
    walk.reads("Done")


# Plan, do, tell.


def plan_an_activity(walk, people):
    walk.sign_in_as(people.focal_point, "/workspace/activities/")
    walk.follow("Enter an activity")
    walk.fill(
        {
            "Title": "A registrar in every hospital",
            "Description": "Forty registrars, one for each public hospital.",
            "Recommendations that it answers": REFERENCE,
            "Starts on": f"{today():%Y}-01-15",
            "Ends on": f"{today().year + 1}-12-31",
        }
    )
    walk.press("Save")
    walk.reads("The activity is entered", "Not published")
    walk.follow("Enter money")
    walk.fill(
        {
            "Amount": "250000",
            "Currency": "EUR",
            "Year": f"{today().year}",
            "Source of the money": "State budget",
        }
    )
    walk.press("Save")
    walk.reads("State budget")
    walk.sign_in_as(people.officer, "/workspace/activities/?list=drafts")
    walk.follow("Publish")
    walk.press("Publish")


def write_an_update(walk, focal_point, folder):
    decree = folder / "decree.txt"
    decree.write_text("Decree 12: a registrar in every public hospital.", encoding="utf-8")
    walk.sign_in_as(focal_point)
    walk.open(RECORD)
    walk.follow("Write an update")
    walk.fill(
        {
            "Headline": HEADLINE,
            "What was done": VAGUE,
            "Source of the information": "Civil registry, decree 12",
            "Status in your institution": "Partly implemented",
            "Who may read these files": "Public",
        }
    )
    walk.attach("Files", decree)
    walk.press("Save and go on to submit")
    walk.reads("The secretariat reads it and checks it against four criteria")
    walk.press("Submit")
    walk.reads("Submitted: the secretariat verifies it now")


def return_it(walk, officer, reason):
    walk.sign_in_as(officer, "/workspace/updates/?list=verify")
    walk.follow(HEADLINE)
    walk.follow("Verify")
    walk.tick(
        "It answers the objective",
        "It uses the vocabulary",
        "Its source is accountable",
    )
    walk.fill({"Note to the institution": reason})
    walk.press("Return to the institution")
    walk.reads("Returned to the institution")


def go_away(walk, focal_point):
    """The principal says from when to when the deputy acts."""
    post = focal_point.appointments.get()
    walk.sign_in_as(focal_point, "/workspace/people/")
    walk.open(post.get_absolute_url())
    walk.fill(
        {
            "First day away": today().isoformat(),
            "Last day away": (today() + dt.timedelta(days=10)).isoformat(),
        }
    )
    walk.press("Set the absence")
    walk.reads("The absence is set; in that time ")


def correct_it(walk, deputy):
    walk.sign_in_as(deputy)
    walk.reads("Returned")
    walk.open("/workspace/updates/")
    walk.follow(HEADLINE)
    walk.reads("It is clear")
    walk.follow("Go on writing")
    walk.reads("It came back to you", "Since when, where, and how many children?")
    walk.fill({"What was done": NARRATIVE})
    walk.press("Save and go on to submit")
    walk.press("Submit")
    walk.reads("Submitted: the secretariat verifies it now")


# Verify, sign, publish, assess.


def verify(walk, officer):
    walk.sign_in_as(officer, "/workspace/updates/?list=verify")
    walk.follow(HEADLINE)
    walk.follow("Verify")
    walk.reads(NARRATIVE)
    walk.tick(
        "It answers the objective",
        "It uses the vocabulary",
        "It is clear",
        "Its source is accountable",
    )
    walk.press("Verify")
    walk.reads("Verified: it waits for the signature")


def sign(walk, people):
    """Who signs shows anew who they are: password and code, though they are signed in."""
    walk.sign_in_as(people.minister)
    walk.reads(HEADLINE)
    walk.open("/workspace/updates/")
    walk.follow(HEADLINE)
    walk.follow("Sign")
    walk.fill({"Password": make.PASSWORD})
    walk.press("Confirm")
    code = format_hotp_value(hotp_value(people.minister_secret, int(time.time()) // 30))
    walk.page.get_by_role("textbox").fill(code)
    walk.press("Confirm")
    walk.reads("Read and sign", NARRATIVE, "You sign for Ministry of the Interior")
    walk.press("Sign")
    walk.reads("Signed. The secretariat can publish it now")


def publish_the_update(walk, officer):
    walk.sign_in_as(officer, "/workspace/updates/?list=publish")
    walk.follow(HEADLINE)
    walk.reads("Not public")
    walk.follow("Publish")
    walk.reads("Everyone can read it from now on")
    walk.press("Publish")
    walk.reads("Published.", "Everyone can read this")


def assess(walk):
    walk.open(RECORD)
    walk.follow("Assess", within=walk.page.get_by_role("main"))
    walk.fill(
        {
            "In whose view": "Validated by the secretariat",
            "Status": "In progress",
            "On what it rests": "Hospitals register; births at home are not reached yet.",
        }
    )
    walk.tick("Publish at once")
    walk.press("Record the assessment")
    walk.reads("The assessment is recorded")


def a_stranger_reads_who_said_what(walk):
    """Status, who says so, when, and on what evidence; then the history without any name."""
    walk.leave_as_stranger()
    walk.open("/")
    walk.open("/recommendations/?q=registering+births")
    walk.follow(REFERENCE)
    views = walk.page.get_by_role("region", name="Where it stands, and who says so")
    walk.reads("In progress", "Partly implemented", "Ministry of the Interior", within=views)
    walk.reads(f"{today().day} {today():%B %Y}", within=views)
    walk.unfold("Why: ", within=views)
    told = walk.page.get_by_role("region", name="What has been done")
    walk.reads(HEADLINE, NARRATIVE, "Ministry of the Interior", within=told)
    evidence = told.get_by_role("link", name="decree").get_attribute("href")
    file = walk.page.request.get(walk.address + evidence)
    assert (file.status, file.text()) == (200, "Decree 12: a registrar in every public hospital.")
    walk.reads("A registrar in every hospital", "Birth registration")
    walk.follow("History")
    walk.does_not_read("Ana Petek", "Ilse Brandt", "Tomas Oduya")


# The clock.


def the_clock_reminds_once(walk, officer):
    walk.sign_in_as(officer, "/workspace/obligations/")
    walk.follow("Enter an obligation")
    walk.fill(
        {
            "Title": "Mid-term report to the Human Rights Council",
            "Kind": "Mid-term report",
            "Due on": (today() + dt.timedelta(days=7)).isoformat(),
            "Where the date comes from": "printed in a document",
            "Document": "A/HRC/55/9, para. 150",
            "Officer in charge": officer.full_name,
        }
    )
    walk.press("Save")
    walk.reads("Entered", "A/HRC/55/9, para. 150")
    call_command("send_digests", "--on", today().isoformat())
    message = next(message for message in mail.outbox if message.to == [officer.email])
    assert "Mid-term report to the Human Rights Council" in message.body
    everyone = sorted(address for message in mail.outbox for address in message.to)
    assert len(everyone) == len(set(everyone))
    call_command("send_digests", "--on", today().isoformat())
    assert sorted(address for message in mail.outbox for address in message.to) == everyone
    walk.open("/workspace/inbox/")
    walk.reads("reminder")


# Report, consult.


def get_the_pdf(walk):
    walk.open(RECORD)
    walk.follow("Universal Periodic Review", first=True)
    walk.press("Make a PDF of this review")
    link = walk.page.get_by_role("link", name="Download the file")
    expect(link).to_be_visible(timeout=120_000)
    with walk.page.expect_download() as waiting:
        link.click()
    reader = PdfReader(waiting.value.path())
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (REFERENCE, WORDS, HEADLINE, "1,204 children", "In progress", "Supported"):
        assert words in text, words
    assert "Train judges" not in text


def draft_a_report_and_consult(walk):
    walk.open("/workspace/drafts/")
    walk.follow("Open a draft")
    walk.fill(
        {
            "Title": "Mid-term report",
            "Obligation that it answers": "Mid-term report to the Human Rights Council",
            "Word limit": "5000",
            "Headings of the sections": "Introduction\nRights of the child",
        }
    )
    walk.press("Open the draft")
    walk.follow("Rights of the child")
    walk.fill({"Text": f"{NARRATIVE}\n\nBirths at home come next."})
    walk.press("Save")
    walk.follow("Mid-term report")
    walk.follow("Start drafting")
    walk.press("Start drafting")
    walk.follow("Open a consultation")
    walk.fill(
        {
            "Introduction": "Tell us what is missing.",
            "Closes on": (today() + dt.timedelta(days=20)).isoformat(),
        }
    )
    walk.press("Go on")
    walk.reads("everyone can read it and comment on it, without an account")
    walk.press("Open the consultation")
    walk.reads("The consultation is set up")


def comment(walk, representative, words):
    walk.sign_in_as(representative)
    walk.open("/consultations/")
    walk.follow("Mid-term report")
    walk.unfold("Comment on this section: Rights of the child")
    section = walk.page.get_by_role("region", name="Rights of the child")
    section.get_by_label("Your comment").fill(words)
    section.get_by_label("Children First").check()
    walk.press("Send comment", within=section)
    walk.reads("Thank you. Your comment is shown below", words, "Not answered yet")


def answer(walk, officer, words):
    walk.sign_in_as(officer)
    walk.reads("comment")
    walk.open("/workspace/consultations/")
    walk.follow("Mid-term report")
    walk.follow("Read and answer")
    walk.tick("Accepted in part")
    walk.fill({"In words": words})
    walk.press("Publish the answer")
    walk.reads("Answered, and shown to everyone")


def a_stranger_reads_comment_and_answer(walk):
    walk.leave_as_stranger()
    walk.open("/consultations/")
    walk.follow("Mid-term report")
    section = walk.page.get_by_role("region", name="Rights of the child")
    walk.reads(
        "Children First",
        "Say how many children still wait for a certificate.",
        "Accepted in part",
        "We add the number of open applications by province.",
        within=section,
    )
    walk.does_not_read("Jonas Karimi", "Ana Petek")
