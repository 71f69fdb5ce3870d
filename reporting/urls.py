from django.urls import path

from .views import consultations, desk, drafts, files, obligations, table_reports

app_name = "reporting"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("round/", desk.half_yearly, name="round"),
    path("obligations/", obligations.obligations, name="obligations"),
    path("obligations/new/", obligations.new, name="obligation_new"),
    path("obligations/suggestions/", obligations.suggestions, name="obligation_suggestions"),
    path("obligations/<slug:slug>/", obligations.obligation, name="obligation"),
    path("obligations/<slug:slug>/edit/", obligations.edit, name="obligation_edit"),
    path("obligations/<slug:slug>/<str:move>/", obligations.move, name="obligation_move"),
    path("reviews/<slug:slug>/pdf/", files.request_review_pdf, name="request_review_pdf"),
    path("tables/<uuid:reference>/report/", table_reports.table_report, name="table_report"),
    path("files/<uuid:reference>/", files.rendered, name="rendered"),
    path("files/<uuid:reference>/download/", files.download, name="download"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/new/", drafts.new_draft, name="new_draft"),
    path("drafts/<slug:slug>/", drafts.draft, name="draft"),
    path("drafts/<slug:slug>/sections/new/", drafts.new_section, name="new_section"),
    path("drafts/<slug:slug>/sections/<int:pk>/", drafts.section, name="section"),
    path("drafts/<slug:slug>/version/", drafts.make_version, name="make_version"),
    path("drafts/<slug:slug>/versions/<int:number>/", drafts.version, name="version"),
    path("drafts/<slug:slug>/consult/", drafts.open_consultation, name="open_consultation"),
    path("drafts/<slug:slug>/<str:move>/", drafts.move_draft, name="move_draft"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:slug>/", consultations.consultation, name="consultation"),
    path("comments/<uuid:reference>/", consultations.comment, name="comment"),
    path("comments/<uuid:reference>/show/", consultations.show, name="show_comment"),
    path("comments/<uuid:reference>/hide/", consultations.hide, name="hide_comment"),
    path("comments/<uuid:reference>/identity/", consultations.identity, name="identity"),
]
