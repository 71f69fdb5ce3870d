from django.urls import path

from .views import inbox, keeping, reminders

app_name = "notifications"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/<int:pk>/open/", inbox.open_line, name="open"),
    path("inbox/<int:pk>/read/", inbox.read_line, name="read"),
    path("inbox/preferences/", inbox.preferences, name="preferences"),
    path("inbox/unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("inbox/trail/", reminders.trail, name="trail"),
    path("inbox/trail/reminders.csv", reminders.trail_file, name="trail_file"),
    path("inbox/mailboxes/", keeping.mailboxes, name="mailboxes"),
    path("inbox/mailboxes/settle/", keeping.mailbox_settle, name="mailbox_settle"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/snooze/", reminders.snooze, name="snooze"),
    path("reminders/<int:pk>/resume/", reminders.resume, name="resume"),
    path("reminders/rules/", reminders.rules, name="rules"),
    path("reminders/rules/<slug:kind>/", reminders.rule, name="rule"),
    path("holidays/", keeping.holidays, name="holidays"),
    path("holidays/take/", keeping.holidays_take, name="holidays_take"),
    path("holidays/copy/", keeping.holidays_copy, name="holidays_copy"),
    path("holidays/weekend/", keeping.weekend, name="weekend"),
    path("holidays/<int:pk>/remove/", keeping.holiday_remove, name="holiday_remove"),
    path("mail/", inbox.demo_mail, name="demo_mail"),
]
