"""Cells of tables that people open in a spreadsheet."""

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
# Source: OWASP, CSV Injection.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_DANGEROUS) else cell
