"""Fixtures for what comes into the register."""

import shutil

import pytest
from django.conf import settings

from tests.lists import load_lists


@pytest.fixture
def lists(db):
    """The reference lists by which an import recognises terms, whole."""
    load_lists()


@pytest.fixture
def stored_files():
    """`stored_files()`: what lies in the private store of imports, which is empty at first."""
    folder = settings.PRIVATE_ROOT / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    return lambda: sorted(path.name for path in folder.glob("*")) if folder.exists() else []
