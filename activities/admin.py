from django.contrib import admin

from focalpoints.admin import ReferenceAdmin

from .models import Category, RightAttribute, Unit


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    list_display = ("name", "code", "symbol", "is_share", "is_count")


@admin.register(RightAttribute)
class RightAttributeAdmin(ReferenceAdmin):
    list_display = ("name", "right", "code")
    list_filter = ("right",)


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    """Groups of breakdowns; a State adds its own territories here."""

    list_display = ("name", "dimension", "code")
    list_filter = ("dimension",)
