"""Every file says under which licence it is, as the REUSE specification asks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from mlworkshop import data
from mlworkshop.course import structure

ROOT = structure.root()


def reuse(root, *options):
    command = [sys.executable, "-m", "reuse", "--root", str(root), "lint", *options]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture(scope="module")
def linted():
    """What is said of the whole tree, which takes seconds."""
    return reuse(ROOT, "--json")


@pytest.fixture(scope="module")
def licences(linted):
    """The licences of each file, by its path."""
    return {
        file["path"]: {each["value"] for each in file["spdx_expressions"]}
        for file in json.loads(linted.stdout)["files"]
    }


def test_the_whole_tree_passes(linted):
    assert linted.returncode == 0, json.loads(linted.stdout)["non_compliant"]


def test_a_file_that_no_entry_names_is_found(tmp_path):
    shutil.copy(ROOT / "REUSE.toml", tmp_path)
    shutil.copytree(ROOT / "LICENSES", tmp_path / "LICENSES")
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "new.csv").write_text("a\n", encoding="utf-8")
    linted = reuse(tmp_path)
    assert linted.returncode != 0
    assert "datasets/new.csv" in linted.stdout


def test_data_is_under_the_licence_that_the_catalogue_names(licences):
    for data_set in data.catalogue().values():
        for file in data_set.files:
            assert licences[f"datasets/{file.path}"] == {file.licence or data_set.licence}


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        ("src/mlworkshop/data/loaders.py", "Apache-2.0"),
        ("datasets/spam_mail/build.py", "Apache-2.0"),
        ("lessons/course.yml", "CC-BY-4.0"),
        ("datasets/spam_mail/README.md", "CC-BY-4.0"),
        ("lessons/00-start-here.md", "CC-BY-4.0 AND Apache-2.0"),
        ("lessons/00-start-here.py", "Apache-2.0"),
    ],
)
def test_code_is_apache_and_texts_are_cc_by(licences, path, licence):
    assert licences[path] == {licence}
