from django.urls import path

from .views import activities, indicators, lists, moves, value_files, values, writing

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
    path("activities/<slug:slug>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<slug:slug>/status/", activities.activity_status, name="activity_status"),
    path("activities/<slug:slug>/publish/", activities.activity_publish, name="activity_publish"),
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
