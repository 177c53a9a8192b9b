"""`mlworkshop update`: with git and without, and never at the cost of what somebody wrote."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from test_copies import edit, notebook, own, publish, says, typed

from mlworkshop import cli, copies, language, place
from mlworkshop.course import structure

CATS = "m1/01-cats.ipynb"
GIVEN = f"notebooks/en/{CATS}"
ASIDE = f"m1/01-cats-{date.today()}.ipynb"
NEW = ["cats = 'new'"]

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="no git here")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@localhost", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def cloned(tmp_path_factory):
    """A folder where the course is written, and an attendee's clone of it."""
    base = tmp_path_factory.mktemp("git")
    root = base / "author"
    (root / "lessons").mkdir(parents=True)
    (root / "lessons" / "course.yml").write_text("repository: OWNER/REPO\nmodules: []\nways: []\n")
    (root / "requirements.txt").write_text("pandas==3.0.0\n")
    shutil.copy(structure.root() / ".gitignore", root)
    publish(root, CATS, "cats = ...")
    git(root, "init", "-q", "-b", "main")
    save(root)
    git(base, "clone", "-q", "author", "attendee")
    git(base / "attendee", "remote", "set-url", "origin", "../author")
    return base


@pytest.fixture
def author(cloned, tmp_path, monkeypatch):
    """The author's folder; the attendee's is the course here."""
    shutil.copytree(cloned, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.setenv(f"GIT_{name}", "x")  # git merges for nobody without a name
    monkeypatch.setattr(structure, "root", lambda: tmp_path / "attendee")
    structure.load.cache_clear()
    yield tmp_path / "author"
    structure.load.cache_clear()


@pytest.fixture
def attendee(author):
    return structure.root()


def save(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")


def publish_new(author: Path) -> None:
    publish(author, CATS, *NEW)
    save(author)


def head(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD")


def is_clean(folder: Path) -> bool:
    return git(folder, "status", "--porcelain") == ""


def test_the_new_version_is_fetched_and_an_untouched_copy_replaced(author, attendee, capsys):
    copies.bring_up_to_date("en")
    publish_new(author)
    assert cli.main(["update"]) == 0
    assert says(own(attendee)) == NEW
    assert head(attendee) == head(author)
    assert is_clean(attendee)  # the copies are no part of it
    assert f"en/{CATS}" in capsys.readouterr().out
    assert cli.main(["update"]) == 0
    assert CATS not in capsys.readouterr().out


def test_a_touched_copy_is_set_aside(author, attendee, capsys):
    copies.bring_up_to_date("en")
    edit(own(attendee), typed)
    publish_new(author)
    assert cli.main(["update"]) == 0
    assert says(own(attendee, ASIDE)) == ["cats = 7"]
    assert says(own(attendee)) == NEW
    assert Path(ASIDE).name in capsys.readouterr().out


class TestWhereTheCourseSOwnNotebooksAreOpened:
    """SageMaker Studio Lab, Binder, plain `jupyter lab`."""

    def test_what_was_only_run_makes_way(self, author, attendee):
        edit(attendee / GIVEN, lambda read: read["cells"][0].update(execution_count=3))
        publish_new(author)
        assert cli.main(["update"]) == 0
        assert says(attendee / GIVEN) == NEW
        assert not (attendee / "notebooks/en" / ASIDE).exists()

    def test_what_was_typed_is_set_aside_beside_it(self, author, attendee, capsys):
        edit(attendee / GIVEN, typed)
        publish_new(author)
        assert cli.main(["update"]) == 0
        assert says(attendee / "notebooks/en" / ASIDE) == ["cats = 7"]
        assert says(attendee / GIVEN) == NEW
        assert is_clean(attendee)
        assert Path(ASIDE).name in capsys.readouterr().out

    def test_a_deleted_one_comes_back(self, attendee):
        (attendee / GIVEN).unlink()
        assert cli.main(["update"]) == 0
        assert (attendee / GIVEN).exists()

    def test_conflict_marks_of_a_stash_are_set_aside_and_the_stash_stays(self, author, attendee):
        edit(attendee / GIVEN, typed)
        publish_new(author)
        git(attendee, "stash")
        git(attendee, "pull", "-q")
        subprocess.run(["git", "stash", "pop"], cwd=attendee, capture_output=True)
        assert "<<<<<<<" in (attendee / GIVEN).read_text()
        assert cli.main(["update"]) == 0
        assert "<<<<<<<" in (attendee / "notebooks/en" / ASIDE).read_text()
        assert says(attendee / GIVEN) == NEW
        assert git(attendee, "stash", "list")


class TestRefusals:
    """Something else was changed: nothing happens, and what to do is said."""

    @pytest.fixture
    def refused(self, author, attendee, capsys):
        publish_new(author)

        def run(*words):
            before = head(attendee), git(attendee, "status", "--porcelain"), git(attendee, "diff")
            assert cli.main(["update"]) == 1
            said = capsys.readouterr().err
            assert "Traceback" not in said
            for word in words:
                assert word in said
            assert before == (
                head(attendee),
                git(attendee, "status", "--porcelain"),
                git(attendee, "diff"),
            )

        return run

    def test_a_source_of_the_course_is_changed(self, attendee, refused):
        edit(attendee / GIVEN, typed)
        (attendee / "requirements.txt").write_text("pandas==1\n")
        refused("requirements.txt")

    def test_a_change_is_staged(self, attendee, refused):
        edit(attendee / GIVEN, typed)
        git(attendee, "add", ".")
        refused(GIVEN)

    def test_a_merge_is_not_finished(self, author, attendee, refused):
        edit(attendee / GIVEN, typed)
        git(attendee, "commit", "-qam", "mine")
        subprocess.run(["git", "pull", "-q", "--no-rebase"], cwd=attendee, capture_output=True)
        refused("git merge --abort")

    def test_there_are_commits_of_one_s_own(self, attendee, refused):
        edit(attendee / GIVEN, typed)
        git(attendee, "commit", "-qam", "mine")
        refused("git pull --no-rebase")

    def test_the_branch_follows_no_other(self, attendee, refused):
        git(attendee, "switch", "-qc", "mine")
        refused("git switch main")

    def test_a_commit_is_checked_out(self, attendee, refused):
        git(attendee, "checkout", "-q", "--detach")
        refused("git switch main")

    def test_the_server_is_away(self, attendee, refused):
        git(attendee, "remote", "set-url", "origin", "https://localhost:9/nothing")
        refused("network")

    def test_an_own_file_has_a_name_that_the_course_now_takes(self, author, attendee, refused):
        publish(author, "m1/02-dogs.ipynb", "dogs = 1")
        save(author)
        (attendee / "notebooks/en/m1/02-dogs.ipynb").write_text("mine")
        refused("02-dogs.ipynb")
        assert (attendee / "notebooks/en/m1/02-dogs.ipynb").read_text() == "mine"


def test_without_git_it_says_where_a_new_version_is_and_renews_the_copies(
    author, attendee, capsys, monkeypatch
):
    copies.bring_up_to_date("en")
    edit(own(attendee), typed)
    shutil.rmtree(attendee / ".git")
    publish(attendee, CATS, *NEW)  # unpacked over the old version
    assert cli.main(["update"]) == 1
    said = capsys.readouterr()
    assert "OWNER/REPO" in said.err
    assert "my-workshop" in said.err
    assert says(own(attendee)) == NEW
    assert says(own(attendee, ASIDE)) == ["cats = 7"]
    monkeypatch.setenv("PATH", "")  # nor is there the program
    assert cli.main(["update"]) == 1


def test_a_folder_that_git_does_not_trust_is_no_download(attendee, monkeypatch, capsys):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert cli.main(["update"]) == 1
    said = capsys.readouterr().err
    assert "safe.directory" in said
    assert "OWNER/REPO" not in said


@pytest.mark.parametrize("setting", ["pull.rebase", "merge.autoStash", "rebase.autoStash"])
def test_settings_of_git_that_would_do_more_are_passed_over(author, attendee, setting):
    git(attendee, "config", setting, "true")
    edit(attendee / GIVEN, typed)
    publish_new(author)
    assert cli.main(["update"]) == 0
    assert says(attendee / "notebooks/en" / ASIDE) == ["cats = 7"]
    assert head(attendee) == head(author)
    assert git(attendee, "stash", "list") == ""


def test_new_pins_are_said(author, attendee, capsys):
    assert cli.main(["update"]) == 0
    assert place.installing().en not in capsys.readouterr().out
    (author / "requirements.txt").write_text("pandas==4.0.0\n")
    save(author)
    assert cli.main(["update"]) == 0
    assert place.installing().en in capsys.readouterr().out


def test_on_a_hub_the_copies_alone_are_renewed(author, attendee, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setattr(
        copies.os, "access", lambda path, mode: not Path(path).is_relative_to(attendee)
    )
    before = head(attendee)
    publish_new(author)
    assert cli.main(["update"]) == 0
    assert head(attendee) == before
    assert (tmp_path / "home/my-workshop/en" / CATS).exists()
    assert str(attendee) in capsys.readouterr().out


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_it_speaks_and_copies_in_the_language_asked_for(author, attendee, capsys, lang):
    (attendee / "notebooks" / "ja").mkdir()
    (attendee / "notebooks" / "ja" / "x.ipynb").write_text(str(notebook()).replace("'", '"'))
    assert cli.main(["update", "--lang", lang]) == 0
    assert copies.languages() == [lang]
    assert ("最新です" in capsys.readouterr().out) is (lang == "ja")
