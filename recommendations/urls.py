from django.urls import path

from .views import (
    assessments,
    assignments,
    clusters,
    imports,
    imports_deciding,
    imports_terms,
    register,
)

app_name = "recommendations"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<uuid:reference>/", imports.batch, name="import"),
    path("imports/template.xlsx", imports_terms.template, name="import_template"),
    path("imports/<uuid:reference>/decide/", imports_deciding.decide, name="decide_rows"),
    path("imports/<uuid:reference>/judge/", imports_deciding.judge, name="judge_import"),
    path("imports/<uuid:reference>/terms/", imports_terms.terms, name="import_terms"),
    path("imports/<uuid:reference>/mapping/", imports_terms.mapping, name="map_import"),
    path("imports/<uuid:reference>/undo/", imports_deciding.undo, name="undo_import"),
    path("imports/<uuid:reference>/commit/", imports_deciding.commit, name="commit_import"),
    path("imports/<uuid:reference>/discard/", imports_deciding.discard, name="discard_import"),
    path("imports/<uuid:reference>/retry/", imports_deciding.retry, name="retry_import"),
    path("imports/<uuid:reference>/publish/", imports_deciding.publish, name="publish_import"),
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
    path("recommendations/<str:reference>/position/", register.set_position, name="set_position"),
    path(
        "recommendations/<str:reference>/<str:move>/",
        register.move_recommendation,
        name="move_recommendation",
    ),
]
