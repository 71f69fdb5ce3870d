"""Files of recommendations made into typed rows: no database, no request, constant memory.

    with closing(open_source(path)) as source:
        for row in source.rows: ...

A new format is one module with `FORMAT` and `read_rows`, and a line in `opening`.
"""

from .aside import open_aside
from .mapping import FIELDS, NeedsMapping, TableMapping, TablePeek, suggest_mapping
from .mapping_file import read_mapping, used_twice
from .opening import open_source, peek_table
from .paste import PastedParagraph, split_paragraphs
from .plain import PlainRow, PlainTable, read_table
from .rows import BadFile, Limits, ParsedRow, Problem, Source, Stated
from .template import template_workbook

__all__ = [
    "FIELDS",
    "BadFile",
    "Limits",
    "NeedsMapping",
    "ParsedRow",
    "PastedParagraph",
    "PlainRow",
    "PlainTable",
    "Problem",
    "Source",
    "Stated",
    "TableMapping",
    "TablePeek",
    "open_aside",
    "open_source",
    "peek_table",
    "read_mapping",
    "read_table",
    "split_paragraphs",
    "suggest_mapping",
    "template_workbook",
    "used_twice",
]
