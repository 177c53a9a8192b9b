"""The catalogue, what it says about broken data sets, and the loaders' messages."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys

import pytest

import mlworkshop as ws
from mlworkshop import data, language
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError

ROOT = structure.root()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data sets that may be broken."""
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    shutil.copytree(ROOT / "LICENSES", tmp_path / "LICENSES")
    monkeypatch.setattr(structure, "root", lambda: tmp_path)
    return tmp_path / "datasets"


@pytest.fixture
def mails(copy):
    return copy / "spam_mail" / "spam_mail.csv.gz"


def found():
    return [(problem.path.as_posix(), problem.what) for problem in data.problems()]


def test_the_course_s_data_sets_are_as_they_should_be():
    assert data.problems() == []
    for name in data.catalogue():
        data.check(name)


def test_every_data_set_has_names_in_both_languages_for_its_groups():
    mails = ws.data.spam_mail()
    names = {}
    for current in language.LANGUAGES:
        language.use(current)
        names[current] = ws.data.labels("spam_mail")
        renamed = mails["group"].cat.rename_categories(names[current])
        assert renamed.value_counts().tolist() == mails["group"].value_counts().tolist()
    assert names["en"].keys() == names["ja"].keys() >= set(mails["group"].cat.categories)
    assert names["ja"]["hard ham"] == "紛らわしい通常メール"
    assert set(names["en"].values()).isdisjoint(names["ja"].values())


@pytest.mark.parametrize(
    ("current", "words"),
    [("en", ["damaged", "bytes", "expected"]), ("ja", ["壊れています", "バイト"])],
)
def test_a_cut_off_file_is_named_with_its_repair(mails, current, words):
    language.use(current)
    right = mails.stat().st_size
    mails.write_bytes(mails.read_bytes()[:1000])
    for load in (data.spam_mail, lambda: data.check("spam_mail")):
        with pytest.raises(WorkshopError) as error:
            load()
        for word in [*words, "1,000", f"{right:,}", "git restore :/datasets/spam_mail/spam_mail"]:
            assert word in str(error.value)
    assert [path for path, _ in found()] == ["datasets/spam_mail/spam_mail.csv.gz"]


@pytest.mark.parametrize(("current", "word"), [("en", "damaged"), ("ja", "壊れています")])
def test_one_changed_byte_is_found(mails, current, word):
    language.use(current)
    content = bytearray(mails.read_bytes())
    content[5000] ^= 1
    mails.write_bytes(content)
    with pytest.raises(WorkshopError, match=word) as error:
        data.spam_mail()
    assert hashlib.sha256(content).hexdigest()[:8] in str(error.value)


@pytest.mark.parametrize(("current", "word"), [("en", "missing"), ("ja", "見つかりません")])
def test_a_missing_file_is_named_with_its_repair(mails, current, word):
    language.use(current)
    mails.unlink()
    with pytest.raises(WorkshopError, match=word) as error:
        data.spam_mail()
    assert "git restore :/datasets/spam_mail/spam_mail.csv.gz" in str(error.value)
    assert [path for path, _ in found()] == ["datasets/spam_mail/spam_mail.csv.gz"]


@pytest.mark.parametrize(("current", "word"), [("en", "unreadable"), ("ja", "読み込めません")])
def test_a_file_that_cannot_be_read_is_named(mails, current, word):
    language.use(current)
    mails.unlink()
    mails.mkdir()
    with pytest.raises(WorkshopError, match=word):
        data.spam_mail()


def test_the_repair_works_from_any_folder_of_the_course(copy):
    name = "datasets/spam_mail/reviewed.csv"
    run = {"cwd": copy.parent, "check": True, "capture_output": True}
    subprocess.run(["git", "init", "-q"], **run)
    subprocess.run(["git", "add", "."], **run)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, "commit", "-qm", "all"], **run)
    (copy.parent / name).write_text("broken", encoding="utf-8")
    with pytest.raises(WorkshopError) as error:
        data.check("spam_mail")
    command = next(line for line in str(error.value).splitlines() if "git restore" in line)
    subprocess.run(command.split(), cwd=copy / "spam_mail", check=True)
    data.check("spam_mail")


@pytest.mark.parametrize(
    ("current", "words"),
    [
        ("en", ["no data set 'spam_mails'", "Did you mean ws.data.spam_mail()?"]),
        ("ja", ["'spam_mails' というデータセットはありません", "ws.data.spam_mail() のこと"]),
    ],
)
def test_a_misspelled_data_set_is_answered_with_the_right_one(current, words):
    language.use(current)
    for ask in (
        lambda: ws.data.spam_mails(),
        lambda: data.labels("spam_mails"),
        lambda: data.check("spam_mails"),
    ):
        with pytest.raises(WorkshopError) as error:
            ask()
        for word in words:
            assert word in str(error.value)


@pytest.mark.parametrize(("current", "words"), [("en", "quotation marks"), ("ja", "引用符")])
@pytest.mark.parametrize("name", [None, ["spam_mail"], {"spam_mail"}, 10**400])
def test_what_is_no_name_is_answered_with_how_to_give_one(name, current, words):
    language.use(current)
    for ask in (data.labels, data.check):
        with pytest.raises(WorkshopError, match=words) as error:
            ask(name)
        assert f'"{next(iter(data.catalogue()))}"' in str(error.value)
        assert "ws.data.spam_mail()" in str(error.value)


def test_something_else_is_answered_with_what_there_is():
    with pytest.raises(WorkshopError) as error:
        _ = ws.data.weather
    assert "Did you mean" not in str(error.value)
    assert "ws.data.spam_mail()" in str(error.value)
    assert not hasattr(ws.data, "weather")
    assert not hasattr(ws.data, "_repr_html_")


def test_a_file_outside_the_catalogue_is_found(copy):
    (copy / "spam_mail" / "notes.txt").write_text("x", encoding="utf-8")
    (copy / "spam_mail" / ".DS_Store").write_text("x", encoding="utf-8")
    (copy / "spam_mail" / ".ipynb_checkpoints").mkdir()
    (copy / "spam_mail" / ".ipynb_checkpoints" / "README.md").write_text("x", encoding="utf-8")
    assert found() == [
        ("datasets/spam_mail/notes.txt", "This file belongs to no data set."),
    ]


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_a_missing_datasheet_is_found(copy, sheet):
    (copy / "spam_mail" / sheet).unlink()
    assert found() == [
        (f"datasets/spam_mail/{sheet}", "The data set has no datasheet in this language.")
    ]


def test_a_missing_licence_text_is_found(copy):
    (copy.parent / "LICENSES" / "PDDL-1.0.txt").unlink()
    assert found() == [("datasets/catalog.yml", "spam_mail: there is no LICENSES/PDDL-1.0.txt.")]


def test_a_data_set_without_loader_is_found(copy):
    catalog = copy / "catalog.yml"
    content = catalog.read_text(encoding="utf-8").replace("\nspam_mail:", "\nsnail_mail:")
    catalog.write_text(content, encoding="utf-8")
    (copy / "spam_mail").rename(copy / "snail_mail")
    catalog.write_text(content.replace("path: spam_mail/", "path: snail_mail/"), encoding="utf-8")
    assert found() == [("datasets/catalog.yml", "snail_mail has no loader.")]


def test_every_mistake_in_the_catalogue_is_found_with_its_line(copy):
    catalog = copy / "catalog.yml"
    content = catalog.read_text(encoding="utf-8")
    broken = content.replace("  licence: ", "  license: ").replace("retrieved: 20", "retrieved: 19")
    catalog.write_text(broken, encoding="utf-8")
    lines = broken.splitlines()
    unknown = next(i for i, line in enumerate(lines, 1) if "license:" in line)
    year = next(i for i, line in enumerate(lines, 1) if "retrieved:" in line)
    problems = data.problems()
    assert {unknown, year} <= {problem.line for problem in problems}
    assert any("licence: this key is missing" in problem.what for problem in problems)


def test_pandas_is_imported_only_when_a_data_set_is_loaded():
    code = "import sys, mlworkshop; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
