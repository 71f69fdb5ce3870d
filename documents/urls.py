from django.urls import path

from .views import library, serving

app_name = "documents"
urlpatterns = [
    path("library/", library.library, name="library"),
    path("library/new/", library.new, name="new"),
    path("<uuid:reference>/", serving.download, name="download"),
    path("<uuid:reference>/picture.png", serving.picture, name="picture"),
    path("<uuid:reference>/about/", library.document, name="document"),
    path("<uuid:reference>/version/", library.version, name="version"),
    path("<uuid:reference>/describe/", library.describe, name="describe"),
    path("<uuid:reference>/readers/", library.name_reader, name="name_reader"),
    path("<uuid:reference>/readers/<int:pk>/remove/", library.unname_reader, name="unname_reader"),
]
