from django.urls import path

from .views import absences, committees, people, training_people, trainings

app_name = "focalpoints"
urlpatterns = [
    path("", people.people, name="people"),
    path("appoint/", people.appoint, name="appoint"),
    path("<uuid:reference>/", people.appointment, name="appointment"),
    path("<uuid:reference>/end/", people.end, name="end"),
    path("<uuid:reference>/suspend/", people.suspend, name="suspend"),
    path("<uuid:reference>/absence/", absences.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", absences.end_absence, name="end_absence"),
    path("committees/", committees.committees, name="committees"),
    path("committees/new/", committees.new, name="committee_new"),
    path("committees/<slug:slug>/", committees.committee, name="committee"),
    path("committees/<slug:slug>/edit/", committees.edit, name="committee_edit"),
    path("committees/<slug:slug>/close/", committees.close, name="committee_close"),
    path("committees/<slug:slug>/seats/new/", committees.new_seat, name="seat_new"),
    path("committees/<slug:slug>/seats/<int:pk>/", committees.seat, name="seat"),
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/mine/", trainings.mine, name="my_trainings"),
    path("trainings/new/", trainings.new, name="training_new"),
    path("trainings/figures/", trainings.figures, name="training_figures"),
    path("trainings/figures.csv", trainings.figures_csv, name="training_figures_csv"),
    path("trainings/<uuid:reference>/", trainings.training, name="training"),
    path("trainings/<uuid:reference>/edit/", trainings.edit, name="training_edit"),
    path("trainings/<uuid:reference>/cancel/", trainings.cancel, name="training_cancel"),
    path("trainings/<uuid:reference>/join/", training_people.join, name="training_join"),
    path("trainings/<uuid:reference>/leave/", training_people.leave, name="training_leave"),
    path("trainings/<uuid:reference>/people/", training_people.register, name="training_register"),
    path("trainings/<uuid:reference>/attendance/", training_people.sheet, name="training_sheet"),
    path("trainings/<uuid:reference>/certify/", training_people.certify, name="training_certify"),
]
