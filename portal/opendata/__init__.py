"""Everything that is public, as files: which tables there are, how they are made, where they lie.

`tables` says what each table holds, column by column, once for every format and for the page that
explains it. `making` reads them at one moment and writes an edition: a directory of files that
never changes afterwards. `editions` finds what was made; pages and downloads go through it alone.
"""
