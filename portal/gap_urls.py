"""Pages of gaps, under the workspace; named in reporting.urls, which knows the requests and reports."""

from django.urls import path

from .views import asking, gaps

urlpatterns = [
    path("", gaps.gaps, name="gaps"),
    path("gaps.csv", gaps.gaps_csv, name="gaps_csv"),
    path("report/", gaps.new_report, name="gap_report_new"),
    path("<str:name>/", gaps.gap, name="gap"),
    path("<str:name>/ask/", asking.gap_ask, name="gap_ask"),
    path("<str:name>/file.<str:ending>", gaps.gap_file, name="gap_file"),
]
