"""What goes out to a spreadsheet, beside what each export shows of its own."""

import csv
import io

import pytest

from mutualaid.spreadsheets.reader import read
from mutualaid.spreadsheets.writer import written

RUN = '=HYPERLINK("http://example.org")'


@pytest.mark.parametrize("extension", ["csv", "ods", "xlsx"])
def test_the_name_of_a_column_runs_no_more_than_a_cell(extension):
    content = written([RUN, "'-1"], [[RUN, "2"]], title="Things", extension=extension)
    table = read(content)
    assert table.header == [RUN, "'-1"]
    assert table.rows == [(2, [RUN, "2"])]
    if extension == "csv":
        cells = [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
        assert cells == [[f"'{RUN}", "''-1"], [f"'{RUN}", "2"]]
