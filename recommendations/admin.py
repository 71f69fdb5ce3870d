from django.contrib import admin

from focalpoints.admin import ReferenceAdmin

from .models import SdgGoal


@admin.register(SdgGoal)
class SdgGoalAdmin(ReferenceAdmin):
    """The other lists are edited in the workspace, where no two terms may share a spelling."""

    list_display = ("number", "name")
