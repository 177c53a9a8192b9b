"""Step 1: the inferred schema, rejected rows, the split, and what cannot be a data source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from miniml_kit import colours, in_both, refused
from sklearn.datasets import load_iris

import mlworkshop as ws
from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.miniml import columns, reading
from mlworkshop.miniml.source import chance


def types_of(table, **options):
    return ws.miniml.DataSource(table, "answer", **options).schema["type"].to_dict()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0, 1], "binary"),
        (["yes", "no"], "binary"),
        ([3.5, 7.25], "binary"),
        ([True, False], "binary"),
        (["TRUE", "false", "true"], "binary"),
        (["a ", "a", " b"], "binary"),
        ([3, "3", 3.0, "3.00", "x"], "binary"),
        (["a", "b", None, "", "NA", " n/a "], "binary"),
        (range(60), "numeric"),
        ([1.5, None, float("nan"), "", "2", " 3 ", "4e1"], "numeric"),
        (["a", "b", "c"], "categorical"),
        (["1", "2", "x", "y"], "categorical"),
        ([f"id {place}" for place in range(60)], "categorical"),
        ([f"a longer text about case {place}" for place in range(60)], "text"),
        (["a longer text that comes again", "and the other long one", "x"], "categorical"),
        ([None, "", "NULL", float("nan")], "empty"),
        (pd.date_range("2026-01-01", periods=60), "text"),
    ],
)
def test_a_column_gets_the_type_of_its_values(values, kind):
    values = list(values)
    column = pd.Series((values * 60)[:60], dtype=object)
    assert types_of(colours(column=column))["column"] == kind


@pytest.mark.parametrize(("words", "kind"), [(6, "numeric"), (7, "categorical")])
def test_nine_tenths_of_numbers_make_a_numeric_column(words, kind):
    values = [*map(str, range(100, 160 - words)), *(["?"] * words)]
    assert types_of(colours(column=values))["column"] == kind


@pytest.mark.parametrize(("length", "kind"), [(14, "categorical"), (15, "text")])
def test_texts_are_long_on_average(length, kind):
    values = [f"{place:02d}".ljust(length, "x") for place in range(60)]
    assert types_of(colours(column=values))["column"] == kind


@pytest.mark.parametrize(("distinct", "kind"), [(30, "categorical"), (31, "text")])
def test_texts_are_mostly_different(distinct, kind):
    values = [f"a rather long text, number {place % distinct}" for place in range(60)]
    assert types_of(colours(column=values))["column"] == kind


def test_types_can_be_chosen():
    table = colours(zip=range(1000, 1060))
    assert types_of(table)["zip"] == "numeric"
    for kind in ("categorical", "text", "numeric"):
        source = ws.miniml.DataSource(table, "answer", types={"zip": kind})
        assert source.types["zip"] == kind
        assert source.part("train")["zip"].dtype == (float if kind == "numeric" else object)


def test_a_file_and_a_frame_give_the_same(tmp_path):
    table = colours(
        whole=[1, 2, None] * 20, flag=[True, False, True] * 20, text=['say, "x"\n y'] * 60
    )
    table.to_csv(tmp_path / "data.csv", index=False)
    by_frame, by_file = (
        ws.miniml.DataSource(data, "answer") for data in (table, tmp_path / "data.csv")
    )
    pd.testing.assert_frame_equal(by_frame.schema, by_file.schema)
    for part in ("train", "test"):
        pd.testing.assert_frame_equal(by_frame.part(part), by_file.part(part))


def test_the_schema_has_a_row_a_column():
    table = colours(gap=[None, "", "x"] * 20)
    schema = ws.miniml.DataSource(table, "answer").schema
    assert schema.index.tolist() == ["number", "colour", "answer", "gap"]
    assert schema.loc["number"].tolist() == ["numeric", 31, 0, "0"]
    assert schema.loc["colour"].tolist() == ["categorical", 3, 0, "red"]
    assert schema.loc["gap"].tolist() == ["categorical", 1, 40, "x"]


def test_rows_that_cannot_be_used_are_counted_and_shown(tmp_path):
    path = tmp_path / "data.csv"
    good = colours().to_csv(index=False)
    path.write_text(f'{good}12,red\nmany,red,yes\n3,blue,\n4,"red"x,yes\n5,red,no\n', "utf-8")
    source = ws.miniml.DataSource(path, "answer")
    assert source.types["number"] == "numeric"
    rejected = source.rejected
    assert rejected.columns.tolist() == ["line", "reason", "text"]
    assert rejected["line"].tolist() == [62, 63, 64, 65]
    assert rejected["text"].tolist() == ["12,red", "many,red,yes", "3,blue,", '4,"red"x,yes']
    reasons = rejected["reason"].tolist()
    for reason, word in zip(reasons, ("2 cells", "'many'", "'answer'", "quote"), strict=True):
        assert word in reason
    assert source.counts["rejected"] == 4
    assert source.counts["rows"] == 65 == sum(source.counts[part] for part in _PARTS)
    english, japanese = in_both(lambda: str(source))
    assert "line 63" in english
    assert "63行目" in japanese
    language.use("ja")
    assert all(reason not in reasons for reason in source.rejected["reason"])


_PARTS = ("train", "test", "rejected")


def test_a_word_in_a_frame_is_told_by_its_position():
    table = colours(amount=[*range(59), "lots"])
    source = ws.miniml.DataSource(table, "answer")
    assert source.rejected["line"].tolist() == [59]
    assert "'lots'" in source.rejected["reason"][0]


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("−100", -100), ("－１００", -100), ("‐5", -5), ("–5", -5), ("▲1,000", -1000),
        ("△ 1,000.5", -1000.5), ("(100)", -100), ("（1,234,567）", -1234567), ("1,000", 1000),
        ("１，０００", 1000), ("+5", 5), ("12\u3000", 12), ("\u00a07.5", 7.5),
        ("1,00", None), ("(100", None), ("100)", None), ("▲", None), ("-(5)", None), ("▲▲1", None),
        ("1,0000", None), ("()", None), ("12 %", None), ("1.2.3", None), ("3-4", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(value, amount):
    table = colours(amount=[*map(str, range(59)), value])
    source = ws.miniml.DataSource(table, "answer")
    assert source.types["amount"] == "numeric"
    if amount is None:
        assert source.counts["rejected"] == 1
        return
    assert columns.numbers(table["amount"])[-1] == amount
    assert source.counts["rejected"] == 0
    for said in in_both(lambda: str(source)):
        assert f"{amount:g}" in said or value.strip().isascii()


@pytest.mark.parametrize(
    ("values", "is_code"),
    [
        (["0010", "0200", "1000"] * 20, True),
        (["0600000", "1500001", "9000006"] * 20, True),
        (["007", "8", "9"] * 20, True),
        (["00", "01", "02"] * 20, True),
        (["4901777018884", "4902102072618", "4901340042629"] * 20, True),
        ([49968712, 12345670, 49123457] * 20, False),
        (["49968712", "12345670", "4901777018884"] * 20, True),
        (["4901777018885", "4902102072618", "4901340042629"] * 20, False),
        (["0", "10", "200"] * 20, False),
        (["0.5", "0.75", "1.25"] * 20, False),
        ([*map(str, range(1, 60)), "012"], False),
    ],
)
def test_codes_are_names(values, is_code):
    source = ws.miniml.DataSource(colours(shop=values), "answer")
    assert source.types["shop"] == ("categorical" if is_code else "numeric")
    for said in in_both(lambda: "".join(source.notes)) if is_code else ():
        assert "'shop'" in said
        assert '"numeric"' in said
    chosen = ws.miniml.DataSource(colours(shop=values), "answer", types={"shop": "numeric"})
    assert chosen.types["shop"] == "numeric"


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.insert(0, "new", 1),
        lambda table: table.pop("colour"),
        lambda table: table.__setitem__(slice(None), table[::-1].to_numpy()),
        lambda table: table.loc.__setitem__(60, [1, "red", "yes"]),
        lambda table: table.__setitem__("number", 0),
        lambda table: table.loc.__setitem__((slice(None), "colour"), "red"),
    ],
)
def test_a_table_that_changes_later_does_not_matter(change):
    table = colours()
    before = ws.miniml.DataSource(table, "answer")
    part = before.part("train")
    change(table)
    pd.testing.assert_frame_equal(before.part("train"), part)
    assert ws.miniml.train(before).train_rows == before.counts["train"]


@pytest.mark.parametrize("value", ["inf", "-inf", "1e101", "1,5", "0x1g"])
def test_what_cannot_be_computed_with_is_no_number(value):
    table = colours(amount=[*map(str, range(59)), value])
    assert ws.miniml.DataSource(table, "answer").counts["rejected"] == 1


def test_many_bad_rows_are_all_counted(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "1,x\n2,y\n" * 50 + "bad\n" * 3000)
    source = ws.miniml.DataSource(path, "b")
    assert source.counts["rejected"] == 3000
    assert len(source.rejected) == 1000
    assert "2,995" in str(source)


def test_the_split_is_seeded_and_about_seventy_to_thirty():
    table = colours(6000)
    first, again = (ws.miniml.DataSource(table, "answer") for _ in range(2))
    pd.testing.assert_frame_equal(first.part("test"), again.part("test"))
    assert abs(first.counts["test"] / 6000 - 0.3) < 0.02
    other = ws.miniml.DataSource(table, "answer", seed=1)
    assert not first.part("test").equals(other.part("test"))
    half = ws.miniml.DataSource(table, "answer", test_share=0.5)
    assert abs(half.counts["test"] / 6000 - 0.5) < 0.02


def test_the_parts_are_all_rows_in_their_order():
    table = colours(500, place=range(500))
    source = ws.miniml.DataSource(table, "answer")
    train, test = (source.part(part)["place"].tolist() for part in ("train", "test"))
    assert train == sorted(train)
    assert test == sorted(test)
    assert sorted(train + test) == list(range(500))
    assert (len(train), len(test)) == (source.counts["train"], source.counts["test"])


@pytest.mark.parametrize(("rows", "signs"), [(1, 10**9), (7, 10**9), (10**9, 50)])
def test_a_row_stays_in_its_part_whatever_the_chunks(tmp_path, monkeypatch, rows, signs):
    path = tmp_path / "data.csv"
    colours(120).to_csv(path, index=False)
    whole = ws.miniml.DataSource(path, "answer")
    monkeypatch.setattr(reading, "MOST_ROWS", rows)
    monkeypatch.setattr(reading, "MOST_SIGNS", signs)
    chunked = ws.miniml.DataSource(path, "answer")
    assert chunked.counts == whole.counts
    pd.testing.assert_frame_equal(chunked.schema, whole.schema)
    for part in ("train", "test"):
        pd.testing.assert_frame_equal(chunked.part(part), whole.part(part))


def test_a_row_stays_in_its_part_when_another_turns_out_bad():
    table = colours(300, place=range(300))
    whole = ws.miniml.DataSource(table, "answer").part("test")["place"].tolist()
    table.loc[whole[3], "answer"] = None
    table.loc[0, "place"] = 0
    fewer = ws.miniml.DataSource(table, "answer").part("test")["place"].tolist()
    assert fewer == [place for place in whole if place != whole[3]]


def test_chances_are_even_and_unlike_from_seed_to_seed():
    places = np.arange(100_000)
    drawn = [chance(places, seed) for seed in (0, 1, 2, -1, 10**20)]
    for values in drawn:
        assert 0 <= values.min() < values.max() < 1
        assert np.allclose(np.histogram(values, 20, (0, 1))[0], 5000, rtol=0.06)
        assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.02
    assert np.abs(np.corrcoef(drawn) - np.eye(5)).max() < 0.02


def test_a_column_without_values_is_left_out_and_said():
    source = ws.miniml.DataSource(colours(nothing=[None] * 60), "answer")
    assert "nothing" not in source.types
    for said in in_both(lambda: "".join(source.notes)):
        assert "'nothing'" in said


def test_mixed_columns_are_taken_as_categories_and_said():
    source = ws.miniml.DataSource(colours(mix=["1", "2", "x", 4.0, None, "b"] * 10), "answer")
    assert source.types["mix"] == "categorical"
    (note,) = source.notes
    assert "30 numbers" in note
    assert "20 words" in note


def test_ten_thousand_categories_are_said():
    table = colours(10_000, shop=[f"s{place}" for place in range(10_000)])
    source = ws.miniml.DataSource(table, "answer")
    assert source.types["shop"] == "categorical"
    assert source.schema.loc["shop", "distinct"] == 10_000
    (note,) = source.notes
    assert "10,000" in note


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (pd.date_range("2024-01-01", periods=60), "dates"),
        ([f"{day}.3.2024" for day in range(1, 61)], "dates"),
        ([f"2024年3月{day}日" for day in range(1, 61)], "dates"),
        ([f"{number},49" for number in range(60)], "numbers written like '0,49'"),
        ([f"{number}.000,5" for number in range(1, 61)], "numbers written like '1.000,5'"),
        ([f"令和{year}年4月1日" for year in range(1, 61)], "dates"),
        ([f"R6.4.{day}" for day in range(1, 61)], "dates"),
        ([f"H31/4/{day} 9:00" for day in range(1, 61)], "dates"),
        ([f"平成元年{1 + month % 12}月8日" for month in range(60)], "dates"),
        ([f"Ｓ６０．１．{day}" for day in range(1, 61)], "dates"),
        ([f"9時{minute}分" for minute in range(60)], "times"),
        ([f"午後{1 + hour % 12}時半" for hour in range(60)], "times"),
        ([f"{10 + minute // 9}:{minute:02}" for minute in range(60)], "times"),
        ([f"${number}" for number in range(60)], "numbers written like '$0'"),
        ([f"{number} %" for number in range(60)], "numbers written like '0 %'"),
        ([f"{number}円" for number in range(60)], "numbers written like '0円'"),
        ([f"{number},000.5" for number in range(1, 61)], "'1,000.5', which was read as 1000.5"),
        (["１２", "３", "４５"] * 20, "'１２', which was read as 12"),
        ([f"▲{2 * number}" for number in range(1, 61)], "'▲2', which was read as -2"),
        (["0120", "0003", "1234"] * 20, "codes, such as '0120'"),
        (["㈱丸", "(株)丸"] * 30, "both '㈱丸' and '(株)丸'"),
        (["ＡＢ", "AB"] * 30, "both 'ＡＢ' and 'AB'"),
        (["（株）丸", "(株)丸", "角"] * 20, "both '（株）丸' and '(株)丸'"),
        (range(101, 161), "counts the rows, from 101 to 160"),
        ([f"c{number}" for number in range(60)], "60 different values in 60 rows"),
    ],
)
def test_columns_that_a_model_cannot_use_as_they_are_are_said(values, said):
    source = ws.miniml.DataSource(colours(odd=list(values)), "answer")
    english, japanese = in_both(lambda: "".join(source.notes))
    assert "'odd'" in english
    assert said in english
    assert len(source.notes) == 1
    assert "'odd'" in japanese


@pytest.mark.parametrize(
    "values",
    [
        [0, *range(2, 61)],
        [*range(1, 31)] * 2,
        [number + 0.5 for number in range(60)],
        ["16 OZ", "1 LB", "150-0001"] * 20,
        ["1.2.3", "east", "west", "1,5"] * 15,
    ],
)
def test_nothing_is_said_of_columns_that_are_fine(values):
    assert not ws.miniml.DataSource(colours(odd=values), "answer").notes


def test_whoever_has_chosen_a_type_is_not_told_about_it():
    table = colours(odd=[f"c{number}" for number in range(60)], day=range(60))
    types = {"odd": "categorical", "day": "numeric"}
    assert not ws.miniml.DataSource(table, "answer", types=types).notes


def test_a_target_in_numbers_that_are_none_is_said():
    table = colours(share=[f"{number % 9} %" for number in range(60)])
    (note,) = ws.miniml.DataSource(table, "share").notes
    assert "numbers written like '0 %'" in note


def test_a_name_is_found_whatever_its_capitals():
    for name in ("ANSWER", " Answer ", "anwser"):
        refused(lambda name=name: ws.miniml.DataSource(colours(), name), "'answer'", en="Did you")


def test_a_file_without_names_is_asked_for_them(tmp_path):
    path = tmp_path / "rows.csv"
    colours().to_csv(path, index=False, header=False)
    refused(lambda: ws.miniml.DataSource(path, "answer"), en="first line", ja="1行目")
    path.write_text("Sales of 2024\n\n" + colours().to_csv(index=False))
    refused(lambda: ws.miniml.DataSource(path, "answer"), "Sales of 2024", en="first", ja="1行目")
    with pytest.raises(WorkshopError) as caught:
        ws.miniml.DataSource(colours(), "shop")
    assert "first line" not in str(caught.value)


def test_more_values_than_are_told_apart(monkeypatch):
    for module in ("source", "schema", "columns", "fitting"):
        monkeypatch.setattr(f"mlworkshop.miniml.{module}.MOST_VALUES", 1500)
    monkeypatch.setattr(reading, "MOST_ROWS", 100)
    table = colours(4000, shop=[f"s{place}" for place in range(4000)])
    source = ws.miniml.DataSource(table, "answer")
    assert source.schema.loc["shop", "distinct"] == 1500
    assert "1,500+" in str(source)
    assert ws.miniml.train(source).types["shop"] == "categorical"


def test_numbers_of_classes_are_asked_about():
    iris = load_iris(as_frame=True).frame
    source = ws.miniml.DataSource(iris, "target")
    assert source.target_type == "numeric"
    assert "categorical" in source.notes[0]
    chosen = ws.miniml.DataSource(iris, "target", types={"target": "categorical"})
    assert chosen.target_type == "categorical"
    assert not chosen.notes


def test_two_classes_are_binary_however_they_are_called():
    source = ws.miniml.DataSource(colours(), "answer", types={"answer": "categorical"})
    assert source.target_type == "binary"
    assert ws.miniml.DataSource(colours(), "answer").target_type == "binary"


@pytest.mark.parametrize(
    ("values", "types", "en", "ja"),
    [
        (["yes"], {}, "one value only, 'yes'", "'yes' だけ"),
        (["yes", None], {}, "one value only", "だけ"),
        ([5], {}, "one value only, '5'", "'5' だけ"),
        ([None], {}, "has no values", "値がありません"),
        (["", "NA"], {"answer": "numeric"}, "has no values", "値がありません"),
        (range(120), {"answer": "categorical"}, "120 different values", "120種類"),
        ([f"id {n}" for n in range(120)], {}, "at most 100", "100種類以下"),
        ([f"a text about {n}, and more" for n in range(120)], {}, "holds texts", "文章"),
        (["a", "b", "c"], {"answer": "binary"}, "expected two", "3種類"),
        (["a", "b", "c"], {"answer": "numeric"}, "no numbers, only 'a'", "'a'"),
    ],
)
def test_a_target_that_cannot_be_predicted_is_refused(values, types, en, ja):
    table = colours(120)
    table["answer"] = pd.Series((list(values) * 120)[:120], dtype=object)
    refused(lambda: ws.miniml.DataSource(table, "answer", types=types), "'answer'", en=en, ja=ja)


def test_ten_thousand_classes_are_refused():
    table = colours(10_000, shop=[f"s{place}" for place in range(10_000)])
    refused(lambda: ws.miniml.DataSource(table, "shop"), "10,000", en="fewer groups", ja="グループ")


def test_a_missing_target_comes_with_the_nearest_name():
    refused(lambda: ws.miniml.DataSource(colours(), "anwser"), "'anwser'", "'answer'", "number")
    refused(lambda: ws.miniml.DataSource(colours(), "zzz"), "'zzz'", en="It has: number")


@pytest.mark.parametrize(
    "name", [3, None, ["answer"], np.array(["answer", "x"]), pd.Series([1, 2]), {"a"}, "x" * 10_000]
)
def test_a_target_that_is_no_name_of_a_column_is_refused(name):
    with pytest.raises(WorkshopError) as caught:
        ws.miniml.DataSource(colours(), name)
    assert "answer" in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "types", ["text", ["a"], 3, {"colour": np.array([1, 2])}, {("a", "b"): "text"}, {"colour": []}]
)
def test_types_that_are_none_are_refused(types):
    refused(lambda: ws.miniml.DataSource(colours(), "answer", types=types))


@pytest.mark.parametrize("part", [None, np.array(["train", "test"]), 3, pd.DataFrame()])
def test_a_part_that_is_none_is_refused(part):
    refused(lambda: ws.miniml.DataSource(colours(), "answer").part(part), '"train"')


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.int16])
def test_numbers_of_numpy_are_numbers(kind):
    source = ws.miniml.DataSource(colours(), "answer", test_share=np.float32(0.5), seed=kind(3))
    assert source.counts == ws.miniml.DataSource(colours(), "answer", test_share=0.5, seed=3).counts
    assert ws.miniml.train(source, passes=kind(2)).passes == 2


def test_what_else_cannot_be_a_data_source(tmp_path):
    table = colours()
    make = ws.miniml.DataSource
    refused(lambda: make(table, "answer", types={"colr": "text"}), "'colr'", "'colour'")
    refused(lambda: make(table, "answer", types={"colour": "word"}), "'word'", "categorical")
    refused(lambda: make(table[["answer"]], "answer"), "'answer'", en="one column only")
    empty = table.assign(number=None, colour=None)
    refused(lambda: make(empty, "answer"), en="only column with values", ja="以外の列")
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1\n2\n3\n")
    refused(lambda: make(path, "a"), en="line 2: 1 cell where", ja="2行目")
    refused(lambda: make(table, "answer").part("all"), "'all'")


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan"), "0.3", True, None])
def test_a_share_that_is_none_is_refused(share):
    refused(lambda: ws.miniml.DataSource(colours(), "answer", test_share=share), "test_share")


@pytest.mark.parametrize("seed", [0.5, "1", None, True])
def test_a_seed_that_is_none_is_refused(seed):
    refused(lambda: ws.miniml.DataSource(colours(), "answer", seed=seed), "seed")


def test_a_source_shows_itself_in_both_languages():
    table = colours(note=["<b>bold & co</b>"] * 60, empty=[None] * 60)
    source = ws.miniml.DataSource(table, "answer")
    for said in in_both(source._repr_html_):
        assert "<table>" in said
        assert "&lt;b&gt;bold &amp; co&lt;/b&gt;" in said
        assert "<b>bold" not in said
    for said in in_both(lambda: repr(source)):
        assert "60" in said
        assert "answer" in said


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("x", "x"), (" x ", "x"), ("", ""), (None, ""), (float("nan"), ""), (pd.NA, ""),
        (pd.NaT, ""), ("NA", ""), ("None", ""), (3, "3"), (3.0, "3"), ("3.00", "3"),
        ("-3.0", "-3"), ("3.5", "3.5"), ("0", "0"), ("10", "10"), ("01", "01"), (True, "true"),
        ("TRUE", "true"), ("False", "false"), (np.float64(2), "2"), (np.int64(2), "2"),
        (np.bool_(True), "true"), ("v1.0", "v1.0"),
    ],
)  # fmt: skip
def test_a_value_as_a_category(value, made):
    assert columns.word(value) == made


def test_missing_is_what_pandas_reads_as_missing(tmp_path):
    path = tmp_path / "data.csv"
    words = [*columns.MISSING, "none", "-", "?", "na", "0"]
    path.write_text("a,b\n" + "".join(f"{word},1\n" for word in words))
    read = pd.read_csv(path)["a"].isna().tolist()
    assert [columns.is_missing(word) for word in words] == read
