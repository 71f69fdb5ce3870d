from django.contrib import admin

from focalpoints.admin import ReferenceAdmin, ReferenceInline

from .models import Instrument, Mechanism, Review, State, StatusGrade, StatusScale


@admin.register(State)
class StateAdmin(ReferenceAdmin):
    # Spellings are edited in the workspace, where no two rows may share one.
    readonly_fields = ("aliases",)
    list_display = ("name", "iso3", "regional_group", "verified")
    search_fields = ("name", "iso3", "aliases")


@admin.register(Mechanism)
class MechanismAdmin(ReferenceAdmin):
    readonly_fields = ("aliases",)
    list_display = ("code", "name", "kind", "is_active", "verified")
    list_filter = ("kind", "system", "is_active", "verified")
    search_fields = ("code", "name", "aliases")


@admin.register(Instrument)
class InstrumentAdmin(ReferenceAdmin):
    list_display = ("code", "name", "monitored_by", "verified")
    list_filter = ("kind", "verified")


@admin.register(Review)
class ReviewAdmin(ReferenceAdmin):
    list_display = ("title", "mechanism", "cycle", "session", "stage")
    list_filter = ("stage", "mechanism")
    search_fields = ("title", "symbol")
    prepopulated_fields = {"slug": ("title",)}


class GradeInline(ReferenceInline):
    model = StatusGrade


@admin.register(StatusScale)
class StatusScaleAdmin(ReferenceAdmin):
    list_display = ("name", "code", "verified")
    inlines = (GradeInline,)
