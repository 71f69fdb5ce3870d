"""Fixtures for what comes into the register."""

import shutil

import pytest
from django.conf import settings

from mechanisms.services import reference as mechanism_lists
from recommendations.services import reference as theme_lists


@pytest.fixture
def lists(db):
    """The reference lists by which an import recognises terms, whole."""
    mechanism_lists.load()
    theme_lists.load()


@pytest.fixture
def stored_files():
    """`stored_files()`: what lies in the private store of imports, which is empty at first."""
    folder = settings.PRIVATE_ROOT / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    return lambda: sorted(path.name for path in folder.glob("*")) if folder.exists() else []
