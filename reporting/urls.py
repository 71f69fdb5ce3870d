from django.urls import path

from .views import files

app_name = "reporting"
urlpatterns = [
    path("reviews/<slug:slug>/pdf/", files.request_review_pdf, name="request_review_pdf"),
    path("files/<uuid:reference>/", files.rendered, name="rendered"),
    path("files/<uuid:reference>/download/", files.download, name="download"),
]
