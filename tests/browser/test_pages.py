"""Every page in light and dark, wide and narrow: accessible, quiet, no wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from nmirf.common.dates import today
from tests import access_table as roles
from tests import world as worlds

pytestmark = pytest.mark.browser

# Scheme, width, options of axe. Both widths meet every rule, and both schemes at both widths the
# one rule that colours decide.
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS = (
    ("light", 1280, EVERYTHING),
    ("dark", 1280, COLOURS),
    ("dark", 390, EVERYTHING),
    ("light", 390, COLOURS),
)
RUN = """async (options) => {
    const found = await axe.run(document, options);
    const places = (rule) => rule.nodes.slice(0, 3).map((node) => node.target.join(" "));
    return found.violations.map((rule) => [rule.id, places(rule)]);
}"""


@pytest.fixture
def world(transactional_db, settings):
    settings.DEMO_MODE = True
    return worlds.build()


def readers_pages(world) -> list[str]:
    return [
        reverse("portal:home"),
        reverse("portal:register"),
        reverse("portal:register") + "?q=birth",
        reverse("portal:register") + "?q=nothing-has-this-word",
        world.recommendation.get_absolute_url(),
        reverse("portal:recommendation_history", args=[world.recommendation.reference]),
        reverse("portal:themes"),
        reverse("portal:theme", args=[world.theme.code]),
        reverse("portal:groups"),
        reverse("portal:sdg_goal", args=[world.target.goal.number]),
        reverse("portal:objective", args=[world.kind_of_act.code.lower()]),
        reverse("portal:instruments"),
        world.instrument.get_absolute_url(),
        reverse("portal:follow", args=["cluster", world.cluster.slug]),
        reverse("portal:follow_confirm", args=[world.follow_token]),
        reverse("portal:follow_stop", args=[world.follow_stop_token]),
        reverse("portal:report_error", args=["plan", world.plan.slug]),
        reverse("portal:clusters"),
        world.cluster.get_absolute_url(),
        reverse("portal:cluster_history", args=[world.cluster.slug]),
        reverse("portal:mechanisms"),
        reverse("portal:mechanism", args=[world.mechanism.code.lower()]),
        reverse("portal:reviews"),
        world.review.get_absolute_url(),
        reverse("portal:institutions"),
        world.institution.get_absolute_url(),
        world.activity.get_absolute_url(),
        reverse("portal:activities"),
        reverse("portal:plans"),
        reverse("portal:plan_coverage"),
        reverse("portal:indicators"),
        reverse("portal:figures"),
        reverse("portal:charts"),
        reverse("portal:chart", args=["mechanism"]),
        reverse("portal:calendar"),
        world.obligation.get_absolute_url(),
        reverse("portal:consultations"),
        world.consultation.get_absolute_url(),
        reverse("portal:join"),
        reverse("focalpoints:accept_invitation", args=[world.invitation_token]),
        reverse("portal:reports"),
        reverse("portal:report", args=[world.published_draft.slug]),
        reverse("portal:about"),
        reverse("portal:as_of"),
        reverse("portal:as_of_day", args=[today().isoformat()]),
        reverse(
            "portal:as_of_recommendation",
            args=[today().isoformat(), world.recommendation.reference],
        ),
        reverse("portal:follow_up"),
        reverse("portal:accessibility"),
        reverse("portal:privacy"),
        reverse("portal:licence"),
        reverse("portal:api_docs"),
        reverse("account_login"),
        reverse("account_reset_password"),
    ]


def officers_pages(world) -> list[str]:
    reference, slug = world.recommendation.reference, world.obligation.slug
    draft, batch = world.report_draft.slug, world.import_batch.reference
    return [
        reverse("reporting:desk"),
        reverse("focalpoints:invitations"),
        reverse("focalpoints:invite"),
        reverse("focalpoints:registrations"),
        reverse("focalpoints:registration", args=[world.registration.reference]),
        reverse("focalpoints:data_requests"),
        reverse("focalpoints:data_request", args=[world.data_request.reference]),
        reverse("notifications:inbox"),
        reverse("notifications:trail"),
        reverse("notifications:demo_mail"),
        reverse("accounts:profile"),
        reverse("accounts:tokens"),
        world.draft_recommendation.get_absolute_url(),
        reverse("recommendations:imports"),
        reverse("recommendations:new_import"),
        reverse("recommendations:import", args=[batch]),
        reverse("recommendations:commit_import", args=[batch]),
        reverse("recommendations:clusters"),
        reverse("recommendations:new_cluster"),
        reverse("recommendations:cluster", args=[world.cluster.slug]),
        reverse("recommendations:move_cluster", args=[world.cluster.slug, "retire"]),
        reverse("recommendations:assignments"),
        reverse("recommendations:propose"),
        reverse("recommendations:put_into_cluster", args=[reference]),
        reverse("recommendations:assess", args=[reference]),
        reverse("recommendations:set_position", args=[reference]),
        reverse("recommendations:record_response", args=[reference]),
        reverse("recommendations:set_follow_up", args=[reference]),
        reverse("recommendations:grade", args=[reference]),
        reverse("recommendations:texts", args=[reference]),
        reverse("recommendations:add_text", args=[reference]),
        reverse("recommendations:correct_text", args=[reference, "en"]),
        reverse("recommendations:languages"),
        reverse("recommendations:records_by_text"),
        reverse("recommendations:editions"),
        reverse("recommendations:new_edition"),
        reverse("recommendations:edition", args=[world.edition.reference]),
        reverse("activities:updates"),
        reverse("activities:activities"),
        reverse("activities:activity_new"),
        reverse("activities:activity_import"),
        reverse("activities:plans"),
        reverse("activities:plan_new"),
        reverse("activities:indicators"),
        reverse("activities:indicator_new"),
        reverse("activities:value_imports"),
        reverse("activities:rounds"),
        reverse("activities:round_new"),
        reverse("activities:turnaround"),
        reverse("activities:verify_queue"),
        reverse("activities:proposals"),
        reverse("recommendations:differences"),
        reverse("reporting:gaps"),
        reverse("reporting:gap_reports"),
        reverse("reporting:requests"),
        reverse("documents:library"),
        reverse("documents:new"),
        reverse("reporting:obligations"),
        reverse("reporting:obligation_new"),
        reverse("reporting:obligation_suggestions"),
        reverse("reporting:obligation", args=[slug]),
        reverse("reporting:obligation_move", args=[slug, "submit"]),
        reverse("reporting:drafts"),
        reverse("reporting:new_draft"),
        reverse("reporting:draft", args=[draft]),
        reverse("reporting:section", args=[draft, world.section.pk]),
        reverse("reporting:open_consultation", args=[draft]),
        reverse("reporting:consultations"),
        reverse("reporting:error_reports"),
        world.error_report.get_absolute_url(),
        reverse("reporting:consultation", args=[world.consultation.slug]),
        reverse("reporting:comment", args=[world.comment.reference]),
        reverse("focalpoints:people"),
        reverse("focalpoints:appoint"),
        reverse("focalpoints:appointment", args=[world.appointment.reference]),
    ]


def ministrys_pages(world) -> list[str]:
    reference = world.recommendation.reference
    update = world.draft_update.reference
    return [
        reverse("reporting:desk"),
        reverse("reporting:round"),
        reverse("notifications:inbox"),
        world.recommendation.get_absolute_url(),
        reverse("recommendations:assignments"),
        reverse("activities:updates"),
        reverse("activities:update", args=[update]),
        reverse("activities:update_edit", args=[update]),
        reverse("activities:update_new"),
        reverse("activities:update_new") + f"?recommendation={reference}&another=1",
        reverse("activities:nothing_new") + f"?recommendation={reference}",
        reverse("activities:submit", args=[update]),
        reverse("activities:update_discard", args=[update]),
        reverse("activities:activities"),
        reverse("activities:activity_edit", args=[world.activity.slug]),
        reverse("activities:activity_status", args=[world.activity.slug]),
        reverse("reporting:section", args=[world.report_draft.slug, world.section.pk]),
        world.consultation.get_absolute_url(),
        reverse("focalpoints:people"),
        reverse("focalpoints:consent", args=[world.appointment.reference]),
        reverse("accounts:personal_data"),
        reverse("reporting:first_day"),
    ]


def others_pages(world) -> list[str]:
    return [
        reverse("reporting:desk"),
        world.recommendation.get_absolute_url(),
        reverse("recommendations:assess", args=[world.recommendation.reference]),
        world.consultation.get_absolute_url(),
    ]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (roles.ANONYMOUS, readers_pages),
        (roles.SECRETARIAT, officers_pages),
        (roles.FOCAL_POINT, ministrys_pages),
        (roles.NHRI, others_pages),
    ],
)
def test_pages(page, live_server, sign_in, world, role, pages):
    if role != roles.ANONYMOUS:
        sign_in(page, world.people[role])
    heard: list[str] = []
    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    found: list[str] = []
    for path in pages(world):
        heard.clear()
        answer = page.goto(live_server.url + path)
        found += [f"{path}: {problem}" for problem in [*problems(page, answer), *heard]]
    assert not found, "\n".join(found)


def problems(page, answer):
    """What is wrong with the page that the browser shows."""
    if answer.status != 200:
        yield f"status {answer.status}"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} first headings"
    page.evaluate(Axe().axe_script)
    for scheme, width, options in LOOKS:
        # Without motion a colour is there at once, and axe measures no shade on the way to it.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            yield f"{wider} pixels too wide at {width}"
        for rule, places in page.evaluate(RUN, options):
            yield f"{scheme}, {width}: {rule} at {places}"
