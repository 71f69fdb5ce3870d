from django.contrib import admin

from focalpoints.admin import ReferenceAdmin

from .models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme


@admin.register(Theme)
class ThemeAdmin(ReferenceAdmin):
    list_display = ("name", "code", "parent", "is_active", "verified")
    list_filter = ("parent", "is_active", "verified")
    search_fields = ("name", "code", "aliases")


@admin.register(AffectedGroup)
class AffectedGroupAdmin(ReferenceAdmin):
    list_display = ("name", "code", "role", "is_noise", "is_active")
    list_filter = ("role", "is_noise", "is_active")
    search_fields = ("name", "code", "aliases")


@admin.register(SdgGoal)
class SdgGoalAdmin(ReferenceAdmin):
    list_display = ("number", "name")


@admin.register(SdgTarget)
class SdgTargetAdmin(ReferenceAdmin):
    list_display = ("code", "name", "goal")
    list_filter = ("goal",)
    search_fields = ("code", "name")


@admin.register(Objective)
class ObjectiveAdmin(ReferenceAdmin):
    list_display = ("code", "name", "needs_parliament")
