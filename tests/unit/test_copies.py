"""Attendees' copies of the notebooks: what somebody typed is never lost, and nobody is flooded."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

from mlworkshop import copies, files
from mlworkshop.course import notebook_files, structure
from mlworkshop.errors import WorkshopError

CATS = "m1/01-cats.ipynb"
TODAY = f"m1/01-cats-{date.today()}"


def notebook(*sources: str) -> dict:
    cells = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {}, "source": source, "outputs": []}
        for at, source in enumerate(sources)
    ]
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"mlworkshop": {}}, "cells": cells}
    made["metadata"]["mlworkshop"]["given"] = notebook_files.digest(made)
    return made


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of two notebooks, and no copies."""
    root = tmp_path / "course"
    monkeypatch.setattr(structure, "root", lambda: root)
    publish(root, "00-start.ipynb", "start = 1")
    publish(root, CATS, "cats = ...", "print(cats)")
    return root


def publish(root: Path, name: str, *sources: str) -> None:
    """The course's own notebook in a new version."""
    path = root / "notebooks" / "en" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(*sources)), encoding="utf-8")


def own(root: Path, name: str = CATS) -> Path:
    return root / "my-workshop" / "en" / name


def edit(path: Path, change) -> str:
    """Change a notebook's JSON, and give the file's text."""
    read = json.loads(path.read_text(encoding="utf-8"))
    change(read)
    path.write_text(json.dumps(read, indent=2), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def says(path: Path) -> list[str]:
    return [cell["source"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def names(root: Path) -> set[str]:
    folder = root / "my-workshop" / "en"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def typed(read):
    read["cells"][0]["source"] = "cats = 7"


@pytest.fixture
def copied(course):
    copies.bring_up_to_date("en")
    return course


def test_the_first_time_each_notebook_is_copied_byte_for_byte(course):
    changes = copies.bring_up_to_date("en")
    assert names(course) == {"00-start.ipynb", CATS}
    assert own(course).read_bytes() == (course / "notebooks/en" / CATS).read_bytes()
    assert (len(changes.new), changes.lines()) == (2, [])


def test_the_same_version_again_changes_nothing_touched_or_not(copied):
    before = edit(own(copied), typed)
    changes = copies.bring_up_to_date("en")
    assert changes == copies.Changes()
    assert own(copied).read_text() == before


def ran(read):
    read["cells"][1] |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "7"}]}


def counted(read):
    read["cells"][0]["execution_count"] = 12


def with_widgets(read):
    read["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}


def in_lines(read):
    for cell in read["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)


def with_windows_ends(read):
    for cell in read["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def with_another_kernel(read):
    read["metadata"]["kernelspec"] = {"name": "mlworkshop", "display_name": "mlworkshop"}


def with_an_empty_cell_at_the_end(read):
    read["cells"].append({"cell_type": "code", "metadata": {}, "source": " \n", "outputs": []})


def with_new_ids_and_folded(read):
    for cell in read["cells"]:
        cell |= {"id": "other" + cell["id"], "metadata": {"collapsed": True, "tags": ["x"]}}


SAVED = [
    ran,
    counted,
    with_widgets,
    in_lines,
    with_windows_ends,
    with_another_kernel,
    with_an_empty_cell_at_the_end,
    with_new_ids_and_folded,
]


@pytest.mark.parametrize("change", SAVED)
def test_a_notebook_that_was_run_and_saved_is_untouched(copied, change):
    edit(own(copied), change)
    publish(copied, CATS, "cats = ...", "print(cats, 'new')")
    changes = copies.bring_up_to_date("en")
    assert (changes.replaced, changes.set_aside) == ([Path("en", CATS)], {})
    assert says(own(copied)) == ["cats = ...", "print(cats, 'new')"]
    assert names(copied) == {"00-start.ipynb", CATS}


def with_one_letter(read):
    read["cells"][1]["source"] += " "


def with_a_note(read):
    read["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "my note"})


def without_a_cell(read):
    del read["cells"][0]


def in_another_order(read):
    read["cells"].reverse()


def as_text(read):
    read["cells"][0]["cell_type"] = "markdown"


def with_a_picture(read):
    read["cells"].append(
        {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"a.png": {}}}
    )


def without_its_version(read):
    del read["metadata"]["mlworkshop"]
    typed(read)


TOUCHED = [
    typed,
    with_one_letter,
    with_a_note,
    without_a_cell,
    in_another_order,
    as_text,
    with_a_picture,
    without_its_version,
]


@pytest.mark.parametrize("change", TOUCHED)
def test_a_notebook_in_which_something_was_done_is_set_aside(copied, change):
    before = edit(own(copied), change)
    publish(copied, CATS, "cats = 'new'")
    changes = copies.bring_up_to_date("en")
    assert changes.set_aside == {Path("en", CATS): own(copied, f"{TODAY}.ipynb")}
    assert own(copied, f"{TODAY}.ipynb").read_text() == before
    assert says(own(copied)) == ["cats = 'new'"]
    [line] = changes.lines()
    assert f"{Path(TODAY).name}.ipynb" in line
    assert copies.bring_up_to_date("en") == copies.Changes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b'{"cells": [',
        b"<<<<<<< Updated upstream\n{}\n=======\n{}\n>>>>>>> Stashed changes\n",
        b"[]",
        b'{"nbformat": 3, "worksheets": [], "metadata": {}}',
        b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}',
        '{"nbformat": 4, "名前": 1}'.encode("cp932"),
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
    ],
)
def test_a_copy_that_cannot_be_read_is_set_aside_at_once(copied, content):
    own(copied).write_bytes(content)
    changes = copies.bring_up_to_date("en")
    assert own(copied, f"{TODAY}.ipynb").read_bytes() == content
    assert list(changes.set_aside) == [Path("en", CATS)]
    assert says(own(copied)) == ["cats = ...", "print(cats)"]


def test_several_on_one_day_get_names_of_their_own(copied):
    kept = {}
    for number, name in enumerate((TODAY, f"{TODAY}-2", f"{TODAY}-3")):
        kept[name] = edit(own(copied), typed)
        publish(copied, CATS, f"new = {number}")
        copies.bring_up_to_date("en")
    for name, content in kept.items():
        assert own(copied, f"{name}.ipynb").read_text() == content


def test_a_copy_that_is_missing_is_made_again_and_own_notebooks_stay(copied):
    own(copied).unlink()
    own(copied, "my-notes.ipynb").write_text("mine")
    copies.bring_up_to_date("en")
    assert own(copied).exists()
    assert own(copied, "my-notes.ipynb").read_text() == "mine"


def test_work_done_in_the_course_s_own_folder_comes_along(course):
    edit(course / "notebooks/en" / CATS, typed)
    copies.bring_up_to_date("en")
    publish(course, CATS, "cats = 'new'")
    copies.bring_up_to_date("en")
    assert says(own(course, f"{TODAY}.ipynb"))[0] == "cats = 7"


def test_a_course_notebook_that_cannot_be_read_leaves_its_copy_alone(copied):
    before = edit(own(copied), typed)
    (copied / "notebooks/en" / CATS).write_text("<<<<<<< x")
    changes = copies.bring_up_to_date("en")
    assert own(copied).read_text() == before
    assert changes.unreadable == [Path("en", CATS)]
    assert "mlworkshop update" in changes.lines()[0]


def test_set_aside_backups_and_other_own_notebooks_are_not_of_the_course(course):
    for name in (f"x-{date.today()}.ipynb", f"x-{date.today()}-12.ipynb", "x-afresh-2.ipynb"):
        publish(course, name, "mine = 1")
    publish(course, ".ipynb_checkpoints/00-start-checkpoint.ipynb", "old = 1")
    copies.bring_up_to_date("en")
    assert names(course) == {"00-start.ipynb", CATS}


class TestTrouble:
    def test_a_full_disk_is_said_and_moves_nothing(self, copied, monkeypatch):
        before = edit(own(copied), typed)
        publish(copied, CATS, "cats = 'new'")

        def full(source, target):
            Path(target).write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(shutil, "copyfile", full)
        with pytest.raises(WorkshopError, match="disk is full"):
            copies.bring_up_to_date("en")
        assert own(copied).read_text() == before
        assert names(copied) == {"00-start.ipynb", CATS}

    @pytest.mark.parametrize("at", ["copyfile", "replace", "link"])
    def test_interrupted_at_any_step_nothing_is_lost(self, copied, monkeypatch, at):
        edit(own(copied), typed)
        publish(copied, CATS, "cats = 'new'")

        def stop(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(
                *{"copyfile": (shutil, at), "replace": (Path, at)}.get(at, (os, at)), stop
            )
            with pytest.raises(KeyboardInterrupt):
                copies.bring_up_to_date("en")
        copies.bring_up_to_date("en")
        kept = [own(copied, name) for name in names(copied) if "-20" in name]
        assert ["cats = 7", "print(cats)"] in [says(path) for path in kept if path.stat().st_size]
        assert says(own(copied)) == ["cats = 'new'"]

    def test_what_jupyterlab_saves_meanwhile_is_kept(self, copied, monkeypatch):
        publish(copied, CATS, "cats = 'new'")  # the copy looks untouched when it is looked at
        copyfile = shutil.copyfile

        def save_meanwhile(*given):
            copyfile(*given)
            edit(own(copied), typed)

        monkeypatch.setattr(shutil, "copyfile", save_meanwhile)
        copies.bring_up_to_date("en")
        assert says(own(copied, f"{TODAY}.ipynb"))[0] == "cats = 7"
        assert says(own(copied)) == ["cats = 'new'"]

    def test_what_jupyterlab_saves_between_the_names_is_kept(self, copied, monkeypatch):
        publish(copied, CATS, "cats = 'new'")
        link = os.link

        def save_meanwhile(source, target):
            Path(target).write_text("saved")
            link(source, target)

        monkeypatch.setattr(os, "link", save_meanwhile)
        copies.bring_up_to_date("en")
        assert own(copied).read_text() == "saved"

    def test_starts_at_once_do_not_hinder_each_other(self, copied):
        edit(own(copied), typed)
        publish(copied, CATS, "cats = 'new'")
        failed = []

        def start():
            try:
                copies.bring_up_to_date("en")
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        [aside] = names(copied) - {"00-start.ipynb", CATS}
        assert says(own(copied, aside))[0] == "cats = 7"
        assert says(own(copied)) == ["cats = 'new'"]

    def test_a_file_system_without_links_will_do(self, course, monkeypatch):
        def refuse(*_):
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
        copies.bring_up_to_date("en")
        assert names(course) == {"00-start.ipynb", CATS}

    def test_where_the_course_is_read_only_the_copies_are_at_home(
        self, course, monkeypatch, tmp_path
    ):
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
        monkeypatch.setattr(os, "access", lambda path, mode: not Path(path).is_relative_to(course))
        copies.bring_up_to_date("en")
        assert (tmp_path / "home/my-workshop/en" / CATS).is_file()
        assert names(course) == set()
        assert copies.languages() == ["en"]

    def test_a_place_that_cannot_be_written_is_named_with_its_reason(self, course):
        (course / "my-workshop").write_text("a file where the folder should be")
        with pytest.raises(WorkshopError) as caught:
            copies.bring_up_to_date("en")
        assert "my-workshop" in str(caught.value)
        assert files.reason(OSError(errno.EACCES, "")) not in str(caught.value)


def test_each_notebook_of_the_course_is_untouched_as_it_was_built():
    built = list(notebook_files.of_course(structure.root() / "notebooks"))
    assert built
    for path in built:
        assert notebook_files.version(path).is_untouched, path
