"""What makes the catalogues knows a string by the name of the function around it."""

import re
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
_RENAMED = re.compile(r"gettext(?:_lazy|_noop)? as (?!_$)\w+$", re.MULTILINE)


def test_no_string_is_marked_by_a_name_that_is_not_looked_for():
    """Under another name than its own or `_`, a string comes into no catalogue."""
    assert _RENAMED.search("from x import gettext_lazy as _l\n")
    apps = [path.parent for path in BASE.glob("*/__init__.py") if path.parent.name != "tests"]
    modules = [path for app in apps for path in app.rglob("*.py")]
    assert len(modules) > 500
    assert [path for path in modules if _RENAMED.search(path.read_text(encoding="utf-8"))] == []
