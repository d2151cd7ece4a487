"""Tables as workbooks (XLSX): every cell is text, and nothing says when the file was saved."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

_EPOCH = (1980, 1, 1, 0, 0, 0)  # what spreadsheets write themselves
_SAVED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def of_texts(
    sheet: str,
    above: Sequence[str],
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[float],
) -> bytes:
    """One sheet of texts, so that no formula runs and no long number loses its digits.

    above   lines before the table, a row each
    head    stays in sight when the rows are scrolled
    widths  of the columns, in characters of the screen
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in above:
        page.append([line])
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    for cells in page.iter_rows():
        for cell in cells:
            cell.number_format = "@"
            cell.data_type = "s"
    for cells in page.iter_rows(max_row=len(above) + 1):
        for cell in cells:
            cell.font = Font(bold=True)
    for at, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = f"A{len(above) + 2}"
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The same table, the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _SAVED.sub(b"", content)
            new.writestr(entry, content)
    return packed.getvalue()
