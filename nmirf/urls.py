"""Every address of the site. What an app answers for stands in its own urls module."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from nmirf.common import health, metrics, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("portal.web_urls")),
    path("data/", include("portal.data_urls")),
    path("api/", include("portal.api.urls")),
]

urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("design/", views.design, name="design"),
    path("workspace/account/", include("accounts.urls")),
    path("workspace/people/", include("focalpoints.urls")),
    path("documents/", include("documents.urls")),
    path("workspace/", include("notifications.urls")),
    path("workspace/", include("mechanisms.urls")),
    path("workspace/", include("recommendations.urls")),
    path("workspace/", include("activities.urls")),
    path("workspace/", include("reporting.urls")),
    path("", include("portal.urls")),
    prefix_default_language=False,
)

# What was typed into a form that is refused comes back with the reason.
handler403 = "nmirf.common.views.forbidden"
handler404 = "nmirf.common.views.missing"
