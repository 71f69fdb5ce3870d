from django.contrib import admin

from focalpoints.admin import ReferenceAdmin, ReferenceInline, ReferenceRights

from .models import (
    Instrument,
    Mechanism,
    Ratification,
    Reservation,
    Review,
    State,
    StatusGrade,
    StatusScale,
)


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


class ReservationInline(ReferenceRights, admin.StackedInline):
    model = Reservation
    extra = 0


@admin.register(Ratification)
class RatificationAdmin(ReferenceAdmin):
    list_display = ("instrument", "act", "deposited_on", "in_force_on", "verified")
    list_filter = ("act", "verified")
    inlines = (ReservationInline,)


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
