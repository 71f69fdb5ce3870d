from django.urls import path

from .views import (
    aliases,
    assessments,
    assignments,
    clusters,
    imports,
    list_deeds,
    lists,
    register,
)

app_name = "recommendations"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<uuid:reference>/", imports.batch, name="import"),
    path("imports/<uuid:reference>/commit/", imports.commit, name="commit_import"),
    path("imports/<uuid:reference>/discard/", imports.discard, name="discard_import"),
    path("imports/<uuid:reference>/retry/", imports.retry, name="retry_import"),
    path("imports/<uuid:reference>/publish/", imports.publish, name="publish_import"),
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
    path("lists/", lists.lists, name="lists"),
    path("lists/states/", aliases.alias_list, {"name": "states"}, name="states_list"),
    path(
        "lists/states/<str:code>/", aliases.edit_aliases, {"name": "states"}, name="states_aliases"
    ),
    path("lists/mechanisms/", aliases.alias_list, {"name": "mechanisms"}, name="mechanisms_list"),
    path(
        "lists/mechanisms/<str:code>/",
        aliases.edit_aliases,
        {"name": "mechanisms"},
        name="mechanisms_aliases",
    ),
    path("lists/<str:name>/", lists.term_list, name="list"),
    path("lists/<str:name>/new/", lists.new_term, name="new_term"),
    path("lists/<str:name>/download/", lists.download_list, name="download_list"),
    path("lists/<str:name>/<str:code>/", lists.term, name="term"),
    path("lists/<str:name>/<str:code>/retire/", list_deeds.retire_term, name="retire_term"),
    path("lists/<str:name>/<str:code>/restore/", list_deeds.restore_term, name="restore_term"),
    path("lists/<str:name>/<str:code>/delete/", list_deeds.delete_term, name="delete_term"),
    path("lists/<str:name>/<str:code>/merge/", list_deeds.merge_term, name="merge_term"),
    path("lists/<str:name>/<str:code>/unmerge/", list_deeds.unmerge_term, name="unmerge_term"),
    path("lists/<str:name>/<str:code>/up/", lists.move_term, {"way": "up"}, name="raise_term"),
    path("lists/<str:name>/<str:code>/down/", lists.move_term, {"way": "down"}, name="sink_term"),
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
