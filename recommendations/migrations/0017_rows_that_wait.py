"""Rows of imports that still wait, as they are stored from now on; words put aside unpacked."""

from django.db import migrations

# What a row of the file says is kept apart from what the register made of it.
APART = """
    UPDATE recommendations_importrow
       SET addressed_to = changes->>'addressed_to', paragraph_key = changes->>'paragraph_key',
           changes = changes - '{reference,addressed_to,paragraph_key}'::text[]
     WHERE outcome = 'create' AND recommendation_id IS NULL AND changes ? 'addressed_to'
"""
TOGETHER = """
    UPDATE recommendations_importrow
       SET changes = changes || jsonb_build_object(
               'reference', reference, 'addressed_to', addressed_to, 'paragraph_key', paragraph_key)
     WHERE outcome = 'create' AND recommendation_id IS NULL AND addressed_to <> ''
"""
# Words and their places hardly ever get shorter by compression: to try took a tenth of an import.
UNPACKED = "ALTER TABLE recommendations_recommendationtext ALTER search_vector SET STORAGE EXTERNAL"
PACKED = "ALTER TABLE recommendations_recommendationtext ALTER search_vector SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0016_quicker_imports")]
    operations = [migrations.RunSQL(APART, TOGETHER), migrations.RunSQL(UNPACKED, PACKED)]
