from django.urls import path

from .views import desk, files, obligations

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
    path("files/<uuid:reference>/", files.rendered, name="rendered"),
    path("files/<uuid:reference>/download/", files.download, name="download"),
]
