"""Step 4, first way: tables in, tables out, with nothing lost, half done or overwritten."""

from __future__ import annotations

import csv
import os
import socket
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from miniml_kit import colours, in_both, refused
from sklearn.datasets import load_diabetes, load_iris

import mlworkshop as ws
from mlworkshop import language, ui
from mlworkshop.miniml import batch, reading


@pytest.fixture(scope="module")
def model():
    return ws.miniml.train(ws.miniml.DataSource(colours(), "answer"))


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "in.csv"
    colours(40).drop(columns="answer").to_csv(path, index=False)
    return path


def test_a_file_gets_a_prediction_a_row(model, saved, tmp_path):
    target = tmp_path / "out.csv"
    result = ws.miniml.predict_batch(model, saved, target)
    made, given = pd.read_csv(target), pd.read_csv(saved)
    pd.testing.assert_frame_equal(made[given.columns.tolist()], given)
    assert made.columns.tolist() == ["number", "colour", "prediction", "score", "reason"]
    assert made["prediction"].tolist() == model.pipeline.predict(given).tolist()
    np.testing.assert_array_equal(made["score"], model.scores(given))
    assert made["reason"].isna().all()
    assert (result.path, result.rows, result.rejected) == (target, 40, 0)
    files = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert files == ["in.csv", "out.csv"]


def test_the_file_opens_in_a_spreadsheet(model, saved, tmp_path):
    ws.miniml.predict_batch(model, str(saved), str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfnumber,colour,")


def test_a_frame_gets_the_same_and_keeps_its_index(model, saved, tmp_path):
    given = pd.read_csv(saved)
    ws.miniml.predict_batch(model, saved, tmp_path / "out.csv")
    by_file = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    given.index = [7] * 40
    before = given.copy()
    made = ws.miniml.predict_batch(model, given)
    pd.testing.assert_frame_equal(given, before)
    assert made.index.tolist() == [7] * 40
    pd.testing.assert_frame_equal(made.reset_index(drop=True), by_file, check_dtype=False)


@pytest.mark.parametrize(
    ("load", "added"), [(load_iris, ["prediction", "score"]), (load_diabetes, ["prediction"])]
)
def test_classes_and_amounts(load, added):
    data = load(as_frame=True)
    frame = data.frame
    if load is load_iris:
        frame = frame.assign(target=data.target_names[data.target])
    model = ws.miniml.train(ws.miniml.DataSource(frame, "target"))
    made = ws.miniml.predict_batch(model, frame)
    assert made.columns.tolist() == [*frame.columns, *added, "reason"]
    assert made["prediction"].tolist() == model.pipeline.predict(frame).tolist()
    if load is load_iris:
        np.testing.assert_array_equal(
            made["score"], model.pipeline.predict_proba(frame).max(axis=1)
        )


def test_chunks_change_nothing(model, saved, tmp_path, monkeypatch):
    ws.miniml.predict_batch(model, saved, tmp_path / "whole.csv")
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    ws.miniml.predict_batch(model, saved, tmp_path / "parts.csv")
    whole, parts = (
        pd.read_csv(tmp_path / name, keep_default_na=False) for name in ("whole.csv", "parts.csv")
    )
    pd.testing.assert_frame_equal(whole, parts)
    frame = pd.read_csv(saved)
    pd.testing.assert_frame_equal(
        ws.miniml.predict_batch(model, frame).reset_index(drop=True), parts, check_dtype=False
    )


def test_bad_rows_stay_with_a_reason_and_without_a_prediction(model, tmp_path):
    path = tmp_path / "in.csv"
    rows = ["number,colour", "3,red", "many,red", "4", "5,blue,green", '6,"red"x', ",", "7,violet"]
    path.write_text("\n".join(rows), "utf-8")
    result = ws.miniml.predict_batch(model, path, tmp_path / "out.csv")
    assert (result.rows, result.rejected) == (7, 4)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        made = list(csv.DictReader(file))
    assert [bool(row["prediction"]) for row in made] == [True, *[False] * 4, True, True]
    for row in made:
        assert bool(row["prediction"]) == bool(row["score"]) == (not row["reason"])
    assert "'many'" in made[1]["reason"]
    assert made[2]["number"] == "4"
    assert made[3]["reason"].endswith(": 5,blue,green")
    assert made[4]["reason"].endswith(': 6,"red"x')
    for said in in_both(lambda: str(result)):
        assert "4" in said
        assert "out.csv" in said
        assert "reason" in said


def test_only_bad_rows(model, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("number,colour\nx,red\ny,red\n")
    assert ws.miniml.predict_batch(model, path, tmp_path / "out.csv").rejected == 2
    made = pd.read_csv(tmp_path / "out.csv")
    assert made["prediction"].isna().all()
    frame = pd.DataFrame({"number": ["x", 3], "colour": "red"})
    made = ws.miniml.predict_batch(model, frame)
    assert made["prediction"].isna().tolist() == [True, False]
    assert made["reason"].tolist()[1] == ""


def test_reasons_are_in_the_notebooks_language(model):
    frame = pd.DataFrame({"number": ["x", 3], "colour": "red"})
    language.use("ja")
    assert "数値" in ws.miniml.predict_batch(model, frame)["reason"][0]


def test_missing_and_unseen_values_are_no_reason(model):
    frame = pd.DataFrame({"number": [None, 3], "colour": ["violet", None]})
    made = ws.miniml.predict_batch(model, frame)
    assert made["reason"].tolist() == ["", ""]
    assert made["prediction"].notna().all()


def test_a_shift_jis_file_with_semicolons(tmp_path):
    frame = pd.DataFrame({"名前": ["りんご", "塩"] * 30, "値段": range(60)})
    frame["判定"] = ["買う", "買わない"] * 30
    model = ws.miniml.train(ws.miniml.DataSource(frame, "判定"))
    path = tmp_path / "in.csv"
    frame.to_csv(path, index=False, sep=";", encoding="cp932")
    ws.miniml.predict_batch(model, path, tmp_path / "out.csv")
    made = pd.read_csv(tmp_path / "out.csv")
    assert made["名前"].tolist() == frame["名前"].tolist()
    assert made["prediction"].tolist() == frame["判定"].tolist()


@pytest.mark.parametrize("cut_off", [0, 0.2, 0.8, 1])
def test_the_cut_off_decides(model, cut_off):
    made = ws.miniml.predict_batch(model, colours(), cut_off=cut_off)
    assert ((made["prediction"] == "yes") == (made["score"] >= cut_off)).all()


def test_a_score_at_the_cut_off_is_called_positive(model):
    row = colours(1)
    score = float(model.scores(row)[0])
    for cut_off, called in ((score, "yes"), (np.nextafter(score, 2), "no")):
        made = ws.miniml.predict_batch(model, row, cut_off=float(cut_off))
        assert made["prediction"].tolist() == [called]


def test_progress_is_shown_to_the_end(model, saved, tmp_path, monkeypatch):
    told = []

    class Meter:
        def __init__(self, label, total):
            self.total = total
            told.append(label)

        def __enter__(self):
            return lambda done: told.append(done / self.total)

        def __exit__(self, *error):
            return None

    monkeypatch.setattr(ui, "meter", Meter)
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    ws.miniml.predict_batch(model, saved, tmp_path / "out.csv")
    assert "answer" in told[0]
    assert told[-1] == 1
    told.clear()
    ws.miniml.predict_batch(model, colours(40))
    assert told[1:] == [0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
def test_a_run_that_breaks_leaves_nothing(model, saved, tmp_path, monkeypatch, error):
    target = tmp_path / "out.csv"
    target.write_text("prediction,score,reason\n")
    before = sorted(os.listdir(tmp_path))
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    predicted, seen = batch.predicted, []

    def breaks(*arguments):
        seen.append(sorted(os.listdir(tmp_path)))
        if len(seen) == 3:
            raise error
        return predicted(*arguments)

    monkeypatch.setattr(batch, "predicted", breaks)
    with pytest.raises(error):
        ws.miniml.predict_batch(model, saved, target)
    assert len(seen[-1]) == len(before) + 1
    assert sorted(os.listdir(tmp_path)) == before
    assert target.read_text() == "prediction,score,reason\n"


def test_a_full_disk_is_said(model, saved, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(batch, "predicted", full)
    target = tmp_path / "out.csv"
    refused(
        lambda: ws.miniml.predict_batch(model, saved, target), "out.csv", en="disk", ja="ディスク"
    )
    assert not target.exists()


def test_an_earlier_result_is_replaced(model, saved, tmp_path):
    target = tmp_path / "out.csv"
    for cut_off in (0, 1):
        ws.miniml.predict_batch(model, saved, target, cut_off=cut_off)
        assert set(pd.read_csv(target)["prediction"]) == {"no" if cut_off else "yes"}


@pytest.mark.parametrize(
    "content", [b"", b"print('mine')", b"a,b\n1,2\n", b"\x00\xff" * 99, b"prediction,reason,x\n"]
)
def test_another_file_is_replaced_only_on_request(model, saved, tmp_path, content):
    target = tmp_path / "mine.py"
    target.write_bytes(content)
    refused(lambda: ws.miniml.predict_batch(model, saved, target), "mine.py", "replace=True")
    assert target.read_bytes() == content
    ws.miniml.predict_batch(model, saved, target, replace=True)
    assert len(pd.read_csv(target)) == 40


@pytest.mark.skipif(sys.platform == "win32", reason="neither pipes nor links there")
@pytest.mark.parametrize("place", ["pipe", "link to pipe", "folder", "socket", "loop"])
def test_what_is_no_file_is_never_replaced(model, saved, tmp_path, place):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link to pipe").symlink_to("pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(tmp_path / "socket"))
        before = {path.name: path.lstat().st_mode for path in tmp_path.iterdir()}
        for replace in (False, True):
            refused(
                lambda replace=replace: ws.miniml.predict_batch(
                    model, saved, tmp_path / place, replace=replace
                ),
                place,
            )
    assert {path.name: path.lstat().st_mode for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="no links there")
def test_a_link_stays_and_its_file_is_replaced(model, saved, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "out.csv").symlink_to("deep/real.csv")
    for _ in range(2):
        ws.miniml.predict_batch(model, saved, tmp_path / "out.csv")
        assert (tmp_path / "out.csv").is_symlink()
        assert len(pd.read_csv(tmp_path / "deep" / "real.csv")) == 40
        (tmp_path / "deep" / "real.csv").chmod(0o600)
    assert stat.S_IMODE((tmp_path / "deep" / "real.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["x" * 300, "x\0y", "no such folder/x.csv", "in.csv/x.csv", ""])
def test_a_name_that_no_file_can_have_is_said(model, saved, tmp_path, name):
    for target in (tmp_path / name, f"{tmp_path}/{name}"):
        refused(lambda target=target: ws.miniml.predict_batch(model, saved, target))
    if name:
        refused(lambda: ws.miniml.predict_batch(model, tmp_path / name, tmp_path / "out.csv"))


@pytest.mark.skipif(sys.platform == "win32", reason="no file that is read is replaced there")
def test_two_at_once_do_not_mix(model, tmp_path):
    for name in ("a", "b"):
        table = colours(3000, which=[name] * 3000).drop(columns="answer")
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(
                ws.miniml.predict_batch, model, tmp_path / f"{name}.csv", tmp_path / "out.csv"
            )
            for name in "abab"
        ]
        assert [job.result().rows for job in jobs] == [3000] * 4
    made = pd.read_csv(tmp_path / "out.csv")
    assert len(made) == 3000
    assert made["which"].nunique() == 1


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@SUM(A1)", "-x", "=HYPERLINK('a')", "\tx"])
def test_formulas_stay_and_are_told(model, tmp_path, cell):
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [("3", "red", cell), ("-3", "red", "-4.5"), ("4", "-", "=")]
    pd.DataFrame(rows, columns=["number", "colour", "note"]).to_csv(path, index=False)
    result = ws.miniml.predict_batch(model, path, out)
    assert result.formulas == 2
    assert pd.read_csv(out)["note"][0] == cell
    for said in in_both(lambda: repr(result)):
        assert "Excel" in said
    safe = ws.miniml.predict_batch(model, _without(path, tmp_path), tmp_path / "safe.csv")
    assert "Excel" not in repr(safe)


def _without(path, folder):
    pd.read_csv(path)[["number"]].assign(colour="red").to_csv(folder / "plain.csv", index=False)
    return folder / "plain.csv"


def test_the_input_is_never_replaced(model, saved, tmp_path):
    before = saved.read_bytes()
    link = tmp_path / "same.csv"
    os.link(saved, link)
    for target in (saved, str(saved), tmp_path / "." / "in.csv", link):
        refused(
            lambda target=target: ws.miniml.predict_batch(model, saved, target),
            en="input itself",
            ja="入力ファイルそのもの",
        )
    assert saved.read_bytes() == before


def test_what_cannot_be_predicted(model, saved, tmp_path):
    call, out = ws.miniml.predict_batch, tmp_path / "out.csv"
    refused(lambda: call(model, colours()[["colour"]]), "number")
    near = colours().rename(columns={"number": " Number"})
    refused(
        lambda: call(model, near), "' Number'", en="meant to be 'number'?", ja="'number' のこと"
    )
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    refused(lambda: call(model, path, out), "number", "colour", "a")
    taken = colours().assign(prediction=1, reason="x")
    refused(lambda: call(model, taken), "prediction", "reason")
    refused(lambda: call(model, saved), "out.csv")
    refused(lambda: call(model, saved, 3), "out.csv")
    refused(lambda: call(model, saved, tmp_path), en="is a folder", ja="フォルダー")
    refused(lambda: call(model, saved, tmp_path / "no" / "out.csv"), "out.csv")
    refused(lambda: call(model, tmp_path / "im.csv", out), "in.csv")
    refused(lambda: call(colours(), saved, out), "ws.miniml.train")
    for cut_off in (-0.1, 1.1, "0.5", None, float("nan"), True):
        refused(lambda cut_off=cut_off: call(model, colours(), cut_off=cut_off), "cut_off")
    assert not out.exists()
