from django.urls import path

from .views import assessments, assignments, clusters

app_name = "recommendations"
urlpatterns = [
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/new/", clusters.new_cluster, name="new_cluster"),
    path("clusters/<slug:slug>/", clusters.cluster, name="cluster"),
    path("clusters/<slug:slug>/members/", clusters.add_members, name="add_members"),
    path(
        "clusters/<slug:slug>/members/<str:reference>/",
        clusters.remove_member,
        name="remove_member",
    ),
    path("clusters/<slug:slug>/assign/", assignments.propose_cluster, name="propose_cluster"),
    path("clusters/<slug:slug>/<str:move>/", clusters.move_cluster, name="move_cluster"),
    path("assignments/", assignments.assignments, name="assignments"),
    path("assignments/propose/", assignments.propose, name="propose"),
    path("assignments/<int:pk>/move/", assignments.move, name="move_assignment"),
    path(
        "recommendations/<str:reference>/cluster/",
        clusters.put_into_cluster,
        name="put_into_cluster",
    ),
    path("recommendations/<str:reference>/assess/", assessments.assess, name="assess"),
    path(
        "assessments/<int:pk>/<str:move>/",
        assessments.move_assessment,
        name="move_assessment",
    ),
]
