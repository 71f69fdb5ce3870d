"""Pages that everyone may read. Home, calendar, consultations and plain pages come last."""

from django.urls import path

from .views import (
    clusters,
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
    path("brand.css", pages.brand, name="brand"),
]
