from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/trail/", views.trail, name="trail"),
    path("inbox/<int:pk>/open/", views.open_line, name="open"),
    path("mail/", views.demo_mail, name="demo_mail"),
]
