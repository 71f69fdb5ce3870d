from django.urls import path

from .views import activities, lists, moves, proposals, writing

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
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<str:reference>/", proposals.proposal, name="proposal"),
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.activity_new, name="activity_new"),
    path("activities/<slug:slug>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<slug:slug>/status/", activities.activity_status, name="activity_status"),
    path("activities/<slug:slug>/publish/", activities.activity_publish, name="activity_publish"),
]
