from django.urls import path

from .views import (
    activities,
    activity_moves,
    activity_page,
    activity_parts,
    evidence,
    indicators,
    lists,
    moves,
    objectives,
    plan_import,
    plans,
    signing,
    value_files,
    values,
    verifying,
    writing,
)

app_name = "activities"
urlpatterns = [
    path("updates/", lists.updates, name="updates"),
    path("updates/new/", writing.new, name="update_new"),
    path("updates/nothing-new/", writing.nothing_new, name="nothing_new"),
    path("updates/verify/", verifying.verify_queue, name="verify_queue"),
    path("updates/sign/", signing.sign_queue, name="sign_queue"),
    path("updates/sign/read/", signing.sign_read, name="sign_read"),
    path("updates/<uuid:reference>/", lists.update, name="update"),
    path("updates/<uuid:reference>/edit/", writing.edit, name="update_edit"),
    path("updates/<uuid:reference>/autosave/", writing.autosave, name="update_autosave"),
    path("updates/<uuid:reference>/discard/", writing.discard, name="update_discard"),
    path("updates/<uuid:reference>/evidence/<int:pk>/", evidence.cite, name="evidence_cite"),
    path(
        "updates/<uuid:reference>/evidence/<int:pk>/remove/",
        writing.remove_evidence,
        name="evidence_remove",
    ),
    path("updates/<uuid:reference>/submit/", moves.submit, name="submit"),
    path("updates/<uuid:reference>/verify/", verifying.verify, name="verify"),
    path("updates/<uuid:reference>/sign/", signing.sign, name="sign"),
    path("updates/<uuid:reference>/send-back/", moves.decline, name="decline"),
    path("updates/<uuid:reference>/signed-form/", moves.signed_form, name="signed_form"),
    path("updates/<uuid:reference>/signed-form/check/", moves.check_form, name="check_form"),
    path("updates/<uuid:reference>/publish/", moves.publish, name="publish"),
    path("updates/<uuid:reference>/withdraw/", moves.withdraw, name="withdraw"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/template/", plan_import.plan_template, name="plan_template"),
    path("plans/of-review/<slug:slug>/", plans.plan_from_review, name="plan_from_review"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<slug:slug>/version/", plans.version_new, name="plan_version_new"),
    path("plans/<slug:slug>/import/", plan_import.plan_import, name="plan_import"),
    path(
        "plans/<slug:slug>/import/apply/",
        plan_import.plan_import_apply,
        name="plan_import_apply",
    ),
    path("plans/<slug:slug>/objectives/new/", objectives.objective_new, name="objective_new"),
    path(
        "plans/<slug:slug>/objectives/<int:pk>/", objectives.objective_edit, name="objective_edit"
    ),
    path(
        "plans/<slug:slug>/objectives/<int:pk>/activities/",
        objectives.objective_activities,
        name="objective_activities",
    ),
    path(
        "plans/<slug:slug>/objectives/<int:pk>/delete/",
        objectives.objective_delete,
        name="objective_delete",
    ),
    path("plans/<slug:slug>/<str:move>/", plans.plan_move, name="plan_move"),
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.activity_new, name="activity_new"),
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
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("indicators/import/", value_files.value_imports, name="value_imports"),
    path("indicators/import/<uuid:reference>/", value_files.value_import, name="value_import"),
    path(
        "indicators/import/<uuid:reference>/problems.csv",
        value_files.value_import_problems,
        name="value_import_problems",
    ),
    path("indicators/<slug:slug>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:slug>/edit/", indicators.indicator_edit, name="indicator_edit"),
    path(
        "indicators/<slug:slug>/move/<slug:name>/", indicators.indicator_move, name="indicator_move"
    ),
    path("indicators/<slug:slug>/values/new/", values.value_new, name="value_new"),
    path(
        "indicators/<slug:slug>/values/<int:pk>/revise/", values.value_revise, name="value_revise"
    ),
    path("indicators/<slug:slug>/values/<int:pk>/final/", values.value_final, name="value_final"),
]
