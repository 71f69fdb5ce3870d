"""Sheets of .xlsx workbooks, row by row in constant memory, and archives checked beforehand.

Nothing in the file is run or computed: macros aren't looked at, formulas are reported and not
replaced by the result that some program stored with them, and any DTD is refused.
"""

import array
import os
import posixpath
import tempfile
import zipfile
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TypeAlias
from xml.parsers import expat

from django.utils.translation import gettext as _

from .rows import MEGABYTE, BadFile, Limits, Unreadable

Cell: TypeAlias = "str | float | bool | Unreadable"

_CHUNK = 128 * 1024
_SMALL_PART = 8 * MEGABYTE
# Below this a part may be packed as tightly as it likes: it can't hurt.
_HARMLESS = 20 * MEGABYTE
