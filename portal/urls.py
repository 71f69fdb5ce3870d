"""Pages that everyone may read."""

from django.urls import path

from .views import (
    asof,
    calendar,
    clusters,
    consultations,
    followup,
    history,
    home,
    institutions,
    mechanisms,
    pages,
    recommendation,
    register,
    reviews,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("recommendations/", register.register, name="register"),
    path("recommendations/<str:reference>/", recommendation.recommendation, name="recommendation"),
    path(
        "recommendations/<str:reference>/history/",
        history.recommendation_history,
        name="recommendation_history",
    ),
    path("as-of/", asof.choose, name="as_of"),
    path("as-of/<str:day>/", asof.register, name="as_of_day"),
    path(
        "as-of/<str:day>/recommendations/<str:reference>/",
        asof.recommendation,
        name="as_of_recommendation",
    ),
    path("follow-up/", followup.follow_up, name="follow_up"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/<slug:slug>/", clusters.cluster, name="cluster"),
    path("clusters/<slug:slug>/history/", history.cluster_history, name="cluster_history"),
    path("mechanisms/", mechanisms.mechanisms, name="mechanisms"),
    path("mechanisms/<str:code>/", mechanisms.mechanism, name="mechanism"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<slug:slug>/", reviews.review, name="review"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/<slug:slug>/", institutions.institution, name="institution"),
    path("activities/<slug:slug>/", institutions.activity, name="activity"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.calendar_feed, name="calendar_feed"),
    path("calendar/<slug:slug>/", calendar.obligation, name="obligation"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:slug>/", consultations.consultation, name="consultation"),
    path("reports/", pages.reports, name="reports"),
    path("reports/<slug:slug>/", pages.report, name="report"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("licence/", pages.licence, name="licence"),
    path("brand.css", pages.brand, name="brand"),
]
