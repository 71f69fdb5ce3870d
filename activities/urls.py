from django.urls import path

from .views import (
    activities,
    activity_import,
    activity_moves,
    activity_page,
    activity_parts,
    lists,
    moves,
    writing,
)

app_name = "activities"
urlpatterns = [
    path("updates/", lists.updates, name="updates"),
    path("updates/new/", writing.new, name="update_new"),
    path("updates/nothing-new/", writing.nothing_new, name="nothing_new"),
    path("updates/<uuid:reference>/", lists.update, name="update"),
    path("updates/<uuid:reference>/edit/", writing.edit, name="update_edit"),
    path("updates/<uuid:reference>/autosave/", writing.autosave, name="update_autosave"),
    path("updates/<uuid:reference>/discard/", writing.discard, name="update_discard"),
    path(
        "updates/<uuid:reference>/evidence/<int:pk>/remove/",
        writing.remove_evidence,
        name="evidence_remove",
    ),
    path("updates/<uuid:reference>/submit/", moves.submit, name="submit"),
    path("updates/<uuid:reference>/verify/", moves.verify, name="verify"),
    path("updates/<uuid:reference>/sign/", moves.sign, name="sign"),
    path("updates/<uuid:reference>/send-back/", moves.decline, name="decline"),
    path("updates/<uuid:reference>/signed-form/", moves.signed_form, name="signed_form"),
    path("updates/<uuid:reference>/signed-form/check/", moves.check_form, name="check_form"),
    path("updates/<uuid:reference>/publish/", moves.publish, name="publish"),
    path("updates/<uuid:reference>/withdraw/", moves.withdraw, name="withdraw"),
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.activity_new, name="activity_new"),
    path("activities/import/", activity_import.activity_import, name="activity_import"),
    path("activities/template/", activity_import.activity_template, name="activity_template"),
    path("activities/similar/", activities.similar, name="activity_similar"),
    path("activities/<slug:slug>/", activity_page.activity, name="activity"),
    path("activities/<slug:slug>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<slug:slug>/status/", activity_moves.activity_status, name="activity_status"),
    path(
        "activities/<slug:slug>/publish/", activity_moves.activity_publish, name="activity_publish"
    ),
    path("activities/<slug:slug>/copy/", activity_moves.activity_copy, name="activity_copy"),
    path("activities/<slug:slug>/split/", activity_moves.activity_split, name="activity_split"),
    path("activities/<slug:slug>/link/", activity_moves.activity_link, name="activity_link"),
    path(
        "activities/<slug:slug>/milestones/new/",
        activity_parts.milestone_new,
        name="milestone_new",
    ),
    path(
        "activities/<slug:slug>/milestones/<int:pk>/edit/",
        activity_parts.milestone_edit,
        name="milestone_edit",
    ),
    path(
        "activities/<slug:slug>/milestones/<int:pk>/done/",
        activity_parts.milestone_done,
        name="milestone_done",
    ),
    path(
        "activities/<slug:slug>/milestones/<int:pk>/reopen/",
        activity_parts.milestone_reopen,
        name="milestone_reopen",
    ),
    path(
        "activities/<slug:slug>/milestones/<int:pk>/remove/",
        activity_parts.milestone_remove,
        name="milestone_remove",
    ),
    path("activities/<slug:slug>/money/new/", activity_parts.budget_new, name="budget_new"),
    path(
        "activities/<slug:slug>/money/<int:pk>/edit/",
        activity_parts.budget_edit,
        name="budget_edit",
    ),
    path(
        "activities/<slug:slug>/money/<int:pk>/remove/",
        activity_parts.budget_remove,
        name="budget_remove",
    ),
]
