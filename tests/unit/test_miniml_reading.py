"""Reading files of the prediction service: encodings, delimiters, lines, and what does not fit."""

from __future__ import annotations

import gzip
import os
import tracemalloc

import pandas as pd
import pytest
from miniml_kit import refused

from mlworkshop.miniml import reading

JAPANESE = "名前,値段,判定\r\nりんご,120,買う\r\n能登の塩,300,買わない\r\n"


@pytest.fixture
def saved(tmp_path):
    """Write a file and give its path."""

    def save(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return save


def read(data):
    """All rows, their lines, and the reasons of the bad ones by line."""
    table = reading.table(data)
    rows, lines, reasons = [], [], {}
    for chunk in table.chunks():
        assert chunk.first == len(rows)
        rows += chunk.frame.values.tolist()
        lines += chunk.lines
        reasons |= {chunk.lines[place]: str(reason) for place, reason in chunk.reasons.items()}
    return rows, lines, reasons


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "shift_jis"])
def test_japanese_is_read_whatever_the_encoding(saved, encoding):
    path = saved(JAPANESE.encode(encoding))
    assert reading.table(path).columns == ["名前", "値段", "判定"]
    rows, lines, reasons = read(path)
    assert rows == [["りんご", "120", "買う"], ["能登の塩", "300", "買わない"]]
    assert lines == [2, 3]
    assert not reasons
    notes = [str(note) for note in reading.table(path).notes]
    assert any("Shift_JIS" in note for note in notes) == (encoding in ("cp932", "shift_jis"))


def test_kanji_far_down_a_file_decide_its_encoding(saved):
    filler = "a,b\n" + "x,1\n" * 30_000
    path = saved(filler.encode() + "塩,2\n".encode("cp932"))
    *_, last = reading.table(path).chunks()
    assert last.frame.values.tolist()[-1] == ["塩", "2"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system(saved, ending):
    rows, lines, _ = read(saved(ending.join(["a,b", "1,2", "3,4"])))
    assert rows == [["1", "2"], ["3", "4"]]
    assert lines == [2, 3]


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolon"), ("\t", "tab")])
def test_another_delimiter_is_noticed_and_said(saved, sign, word):
    path = saved("a,b\n1,x\n2,y\n".replace(",", sign))
    assert read(path)[0] == [["1", "x"], ["2", "y"]]
    (note,) = reading.table(path).notes
    assert word in str(note)
    assert note.ja


def test_a_comma_in_the_header_wins_over_other_signs(saved):
    assert reading.table(saved("a;b;c,d\n1,2\n")).columns == ["a;b;c", "d"]


def test_commas_in_quotes_do_not_hide_semicolons(saved):
    assert reading.table(saved('"a, in m";b\n1;2\n')).columns == ["a, in m", "b"]


def test_quoted_line_breaks_stay_in_their_cell_and_count_as_lines(saved):
    rows, lines, reasons = read(saved('a,b\n"one\r\ntwo",1\n\n"say ""hi"", ok",2\n'))
    assert rows == [["one\r\ntwo", "1"], ['say "hi", ok', "2"]]
    assert lines == [2, 5]
    assert not reasons


def test_rows_of_another_width_are_told_with_their_line(saved):
    path = saved("a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")
    rows, lines, reasons = read(path)
    assert lines == [2, 3, 4, 5]
    assert reasons == {
        3: "2 cells where the header has 3",
        4: "4 cells where the header has 3",
    }
    assert rows[1:3] == [["1", "2", ""], ["1", "2", "3"]]
    (chunk,) = reading.table(path).chunks()
    assert [chunk.text_of(place) for place in range(4)] == ["1,2,3", "1,2", "1,2,3,4", "5,6,7"]


@pytest.mark.parametrize("bad", ['"closed"and more,2', '"two\nlines"and more,2', '1,"x" ', '""x,1'])
def test_a_quote_that_does_not_fit_costs_its_own_lines_only(saved, bad):
    rest = [f"{place},{place}" for place in range(50)]
    path = saved("\n".join(["a,b", "1,2", bad, *rest]))
    rows, lines, reasons = read(path)
    assert set(reasons) == {3}
    assert "quote" in reasons[3]
    assert lines[2] == 4 + bad.count("\n")
    (chunk,) = reading.table(path).chunks()
    assert chunk.text_of(1) == bad
    assert rows[2:] == [[str(place)] * 2 for place in range(50)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('a,b\n1,2\n"never closed,2\n3,4\n', 3),
        ('a,b\n1,"never closed', 2),
        ('a,"b\n1,2\n', 1),
        ("a,b\n1,2\n" + "x" * 5000 + "\n", 3),
        ("a,b\n" + "," * 5000, 2),
        ("x" * 5000, 1),
        ("a,b\n1,2\n" + '"x\ny",' * 1000 + "\n", 3),
        ('a,b\n"' + "1,2\n" * 1000, 2),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_row_that_does_not_end_is_named_by_its_line(saved, monkeypatch, content, line, is_packed):
    monkeypatch.setattr(reading, "LONGEST_ROW", 1000)
    path = saved(gzip.compress(content.encode()) if is_packed else content)
    refused(lambda: read(path), path.name, en=f"line {line}:", ja=f"{line}行目")


def test_a_packed_file_without_line_ends_needs_little_memory(saved):
    packed = gzip.compress(bytes(20_000_000).replace(b"\0", b"x"))
    path = saved(b"".join([gzip.compress(b"a,b\n"), packed]))
    tracemalloc.start()
    refused(lambda: read(path), en="line 2:")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000


def test_long_rows_that_do_not_fit_need_little_memory(saved):
    path = saved("a,b\n" + ("1,2," + "x" * 100_000 + "\n") * 150)
    tracemalloc.start()
    assert sum(len(chunk.reasons) for chunk in reading.table(path).chunks()) == 150
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 9_000_000


@pytest.mark.parametrize("change", ["append", "shorter", "same size", "gone"])
def test_a_file_that_changes_is_noticed(saved, change):
    path = saved("a,b\n1,2\n")
    table = reading.table(path)
    if change == "gone":
        path.unlink()
    else:
        path.write_text({"append": "a,b\n1,2\n3,4\n", "shorter": "a,b\n"}.get(change, "a,b\n3,4\n"))
        os.utime(path, (1, 1))
    refused(lambda: next(table.chunks()), path.name)


def test_a_file_is_found_from_any_folder(saved, tmp_path, monkeypatch):
    monkeypatch.chdir(saved("a,b\n1,2\n").parent)
    table = reading.table("data.csv")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert len(next(table.chunks()).frame) == 1


@pytest.mark.parametrize("home", ["~/data.csv", "~/./data.csv"])
def test_a_tilde_is_the_home_folder(saved, monkeypatch, tmp_path, home):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    saved("a,b\n1,2\n")
    assert reading.table(home).columns == ["a", "b"]


def test_long_cells_are_read(saved):
    long = "word " * 50_000
    assert read(saved(f"a,b\n{long},1\n"))[0] == [[long, "1"]]


def test_a_packed_file_is_read(saved):
    path = saved(gzip.compress(JAPANESE.encode()), "data.csv.gz")
    assert len(read(path)[0]) == 2


def test_rows_do_not_depend_on_the_size_of_chunks(saved, monkeypatch):
    path = saved("a,b\n" + "".join(f'{place},"x\ny"\n' for place in range(100)) + "bad\n")
    whole = read(path)
    for rows, signs in ((7, 10**6), (10**6, 31), (1, 1)):
        monkeypatch.setattr(reading, "MOST_ROWS", rows)
        monkeypatch.setattr(reading, "MOST_SIGNS", signs)
        assert read(path) == whole


def test_advance_tells_how_far_it_is(saved):
    path = saved("a,b\n" + "1,2\n" * 12_000)
    told = []
    table = reading.table(str(path))
    assert sum(len(chunk.frame) for chunk in table.chunks(told.append)) == 12_000
    assert told == sorted(told)
    assert told[-1] == table.size == path.stat().st_size


def test_a_nameless_column_gets_the_name_that_pandas_gives(saved):
    path = saved(",a\n0,1\n")
    assert reading.table(path).columns == list(pd.read_csv(path).columns)


def test_a_data_frame_is_read_by_position():
    frame = pd.DataFrame({"a": [1, 2], 3: ["x", None]}, index=[7, 7])
    table = reading.table(frame)
    assert table.columns == ["a", "3"]
    (chunk,) = table.chunks()
    assert list(chunk.lines) == [0, 1]
    assert chunk.frame["a"].tolist() == [1, 2]
    assert chunk.text_of(1) == "2,"


@pytest.mark.parametrize(
    ("content", "en", "ja"),
    [
        (b"", "no rows", "データ行がありません"),
        (b"\n \r\n", "no rows", "データ行がありません"),
        (b"\xef\xbb\xbf", "no rows", "データ行がありません"),
        (b"a,b\n", "no rows", "データ行がありません"),
        (b"a,b,a\n1,2,3\n", "more than one column named 'a'", "同じ名前の列"),
        (b'"a"b,c\n1,2\n', "line 1:", "1行目"),
        (JAPANESE.encode("utf-16"), "CSV UTF-8", "CSV UTF-8"),
        (b"PK\x03\x04\x14\x00rest of a spreadsheet", "CSV UTF-8", "CSV UTF-8"),
        (b"a,b\n\x00\x01,2\n", "not text", "読めません"),
        (b"a,b\n\xff\xff\x81,\x80\xa0\n", "not text", "読めません"),
        (gzip.compress(b"a,b\n1,2\n" * 9, mtime=0)[:-9], "not text", "読めません"),
        (b"\x1f\x8bnot really packed", "not text", "読めません"),
        (gzip.compress(b"", mtime=0), "no rows", "データ行がありません"),
    ],
)
def test_what_is_no_table_is_refused(saved, content, en, ja):
    path = saved(content)
    refused(lambda: reading.table(path), path.name, en=en, ja=ja)


def test_a_file_that_is_not_there(saved, tmp_path):
    saved("a,b\n1,2\n", "products.csv")
    refused(lambda: reading.table(tmp_path / "product.csv"), "products.csv", en="Did you mean")
    refused(lambda: reading.table(tmp_path / "zzz"), en="Check its name", ja="確かめて")
    refused(lambda: reading.table("/no/such/folder/x.csv"), "x.csv")
    refused(lambda: reading.table(tmp_path), en="is a folder", ja="フォルダー")


@pytest.mark.parametrize("data", [None, [1, 2], {"a": 1}, 3, pd.Series([1])])
def test_other_data_is_refused(data):
    refused(lambda: reading.table(data), en="expected the path", ja="パス")


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []})])
def test_a_data_frame_without_rows_is_refused(frame):
    refused(lambda: reading.table(frame), en="no rows", ja="行がありません")


def test_a_data_frame_with_a_name_twice_is_refused():
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    refused(lambda: reading.table(frame), "'a'")
