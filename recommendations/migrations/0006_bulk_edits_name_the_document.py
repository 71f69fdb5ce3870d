"""Changes of many records that set a day of follow-up were kept without the document that asks for it.

They left that document as it was: it is the one that each record has, before and after. What was not
written yet would set a day that nothing asks for: it is to be prepared anew.
"""

from django.db import migrations

KEY = "follow_up"


def name_documents(apps, schema_editor):
    waiting = apps.get_model("recommendations", "BulkEdit").objects.filter(state="ready")
    without = waiting.filter(edits__contains=[{"kind": KEY}])
    without.exclude(edits__contains=[{"kind": KEY, "value": None}]).update(state="discarded")
    _edits(apps, lambda edit: edit | {"source": edit.get("source", "")})

    def named(item, value):
        [day, *source] = value or [None]
        return [day, *(source or [item.recommendation.follow_up_source])]

    _items(apps, named)


def name_none(apps, schema_editor):
    _edits(apps, lambda edit: {name: edit[name] for name in edit if name != "source"})
    _items(apps, lambda _item, value: (value or [None])[:1])


def _edits(apps, change):
    bulks = apps.get_model("recommendations", "BulkEdit").objects
    for bulk in bulks.filter(edits__contains=[{"kind": KEY}]).iterator():
        bulk.edits = [change(edit) if edit["kind"] == KEY else edit for edit in bulk.edits]
        bulk.save(update_fields=["edits"])


def _items(apps, change):
    items = apps.get_model("recommendations", "BulkEditItem").objects
    for item in items.filter(after__has_key=KEY).select_related("recommendation").iterator():
        for facts in (item.before, item.after):
            facts[KEY] = change(item, facts[KEY])
        item.save(update_fields=["before", "after"])


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_old_code_on_new_tables")]
    operations = [migrations.RunPython(name_documents, name_none)]
