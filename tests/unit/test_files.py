"""Files that attendees name: whatever is there instead is told, and nothing is lost."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from miniml_kit import refused

from mlworkshop import files
from mlworkshop.errors import WorkshopError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="neither pipes nor links there")
BAD_NAMES = ["x\0y", "x" * 300, "写" * 120, "no folder/x", "file/x", "~nobody-of-this-name/x"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with one of everything."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    if sys.platform != "win32":
        os.mkfifo("pipe")
        Path("to pipe").symlink_to("pipe")
        Path("to folder").symlink_to("folder")
        Path("to null").symlink_to("/dev/null")
        Path("to zero").symlink_to("/dev/zero")
        Path("loop").symlink_to("loop")
    return tmp_path


@POSIX
@pytest.mark.parametrize(
    "name", ["pipe", "to pipe", "folder", "to folder", "to null", "to zero", "loop", ".", ""]
)
def test_what_is_no_file_is_neither_read_nor_replaced(place, name):
    before = {path: path.lstat().st_mode for path in place.iterdir()}
    refused(lambda: files.readable(Path(name)), name)
    refused(lambda: files.put(Path(name), b"new"), name)
    assert {path: path.lstat().st_mode for path in place.iterdir()} == before


@POSIX
@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_no_file_can_have_is_said(place, name):
    before = sorted(place.iterdir())
    refused(lambda: files.readable(Path(name)))
    refused(lambda: files.put(Path(name), b"new"))
    assert sorted(place.iterdir()) == before
    assert (place / "file").read_bytes() == b"old"


@POSIX
def test_a_link_stays_and_so_do_permissions(place):
    (place / "private").write_bytes(b"old")
    (place / "private").chmod(0o600)
    for name, target in (("link", "private"), ("first", "link"), ("dangling", "folder/new")):
        (place / name).symlink_to(target)
        files.put(place / name, name.encode())
        assert (place / name).is_symlink()
        assert (place / name).read_bytes() == name.encode()
    assert stat.S_IMODE((place / "private").stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), ValueError("x")])
def test_a_block_that_breaks_leaves_the_old_file(place, error):
    before = sorted(place.iterdir())
    caught = pytest.raises((WorkshopError, KeyboardInterrupt, ValueError))
    with caught as raised, files.replacing(place / "file") as unfinished:
        unfinished.write_bytes(b"half")
        raise error
    assert isinstance(raised.value, WorkshopError) == isinstance(error, OSError)
    assert sorted(place.iterdir()) == before
    assert (place / "file").read_bytes() == b"old"


def test_two_at_once_write_two_files(place):
    with files.replacing(place / "file") as one, files.replacing(place / "file") as other:
        assert one != other
        one.write_bytes(b"one")
        other.write_bytes(b"other")
    assert (place / "file").read_bytes() == b"one"


@POSIX
def test_a_long_name_that_a_file_can_have_is_written(place):
    for name in ("x" * 255, "写" * 85):
        files.put(place / name, b"new")
        assert (place / name).read_bytes() == b"new"


def test_a_path_stays_right_when_the_folder_changes(place, monkeypatch):
    found = files.readable(Path("file"))
    monkeypatch.chdir(place / "folder")
    assert found.read_bytes() == b"old"


@pytest.mark.parametrize(("name", "near"), [("fil", "file"), ("FILE", "file"), ("flie", "file")])
def test_the_nearest_file_is_named(place, name, near):
    refused(lambda: files.readable(place / name), en=f"mean {near}?", ja=f"{near} のこと")


def test_only_a_file_is_near(place):
    (place / "file").unlink()
    with pytest.raises(WorkshopError) as caught:
        files.readable(place / "folde")
    assert "folder?" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "is_home"), [("~/x", True), (Path("~/x"), True), ("~", True), ("x/~", False)]
)
def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch, given, is_home):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert files.named(given, "x").is_relative_to(tmp_path) == is_home


@pytest.mark.parametrize("given", [None, 3, b"x", ["x"], object()])
def test_what_is_no_path_is_refused(given):
    refused(lambda: files.named(given, "mine.csv"), "mine.csv")


@pytest.mark.parametrize(
    "written",
    ["{}", " {} ", '"{}"', "'{}'", "“{}”", "\t{}\n", "「{}」", '"{}', "~/.", "$HOME", "."],
)
def test_a_setting_is_read_as_it_was_meant(tmp_path, monkeypatch, written):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("MLWORKSHOP_TEST", written.format(tmp_path))
    assert files.folder_setting("MLWORKSHOP_TEST") == tmp_path


@pytest.mark.parametrize("written", ["", "  ", '""', None])
def test_a_setting_that_says_nothing_is_none(monkeypatch, written):
    monkeypatch.delenv("MLWORKSHOP_TEST", raising=False)
    if written is not None:
        monkeypatch.setenv("MLWORKSHOP_TEST", written)
    assert files.folder_setting("MLWORKSHOP_TEST") is None
