"""The camera roll: its photos, names, licences and attribution."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil

import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import data, language
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError

FOLDER = structure.root() / "datasets" / "camera_roll"


@pytest.fixture(scope="module")
def roll():
    return ws.data.camera_roll()


@pytest.fixture(scope="module")
def build():
    specification = importlib.util.spec_from_file_location("build", FOLDER / "build.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_table_has_what_its_docstring_says(roll):
    assert len(roll) == 110
    assert roll.index.name == "file"
    assert roll.index.is_unique
    assert list(roll.columns) == re.findall(r"^ +`(\w+)` ", data.camera_roll.__doc__, re.MULTILINE)
    assert roll["cat"].dtype == bool
    assert list(roll.index[roll["cat"]]) == ["cat.webp", "chelsea.webp", "kitten.webp"]
    assert roll["kind"].notna().all()
    assert (roll[["subject", "licence", "author", "address"]] != "").all(axis=None)
    assert roll["address"].str.startswith("https://").all()


def test_every_photo_opens_is_small_and_tells_nothing_else(roll):
    for path in roll["path"]:
        with Image.open(path) as photo:
            assert photo.format == "WEBP"
            assert max(photo.size) <= 480
            assert not {"exif", "xmp"} & photo.info.keys()
        assert ws.vision.open_photo(path).mode == "RGB"
    assert sum(path.stat().st_size for path in roll["path"]) < 2e6


@pytest.mark.parametrize("current", language.LANGUAGES)
def test_subjects_and_kinds_have_names_in_both_languages(roll, current):
    language.use(current)
    names = ws.data.labels("camera_roll")
    assert set(roll["subject"]) | set(roll["kind"]) == set(names)
    wide = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
    assert all(bool(wide.search(name)) == (current == "ja") for name in names.values())


def test_authors_and_licences_are_those_that_debian_names(roll, build):
    known = build.authors((FOLDER / "debian-copyright.txt").read_text(encoding="utf-8"))
    with (FOLDER / "photos.tsv").open(encoding="utf-8", newline="") as lines:
        rows = {row["file"]: row for row in csv.DictReader(lines, delimiter="\t")}
    named = 0
    for file, row in rows.items():
        if row["author"] == "the GCompris authors" or "scikit-image" in row["source"]:
            continue
        found = build.author({**row, "licence_per_debian": row["licence"]}, known)
        assert found == (roll.author[file], roll.address[file])
        named += 1
    assert named == 72
    assert roll.author["pillow.webp"] == "mattbuck"
    assert roll.licence["pillow.webp"] == "CC-BY-SA-3.0"
    assert roll.author["chelsea.webp"] == "Stefan van der Walt"


def test_licences_by_the_photo_are_those_in_catalogue_and_table(roll):
    of_files = {file.path: file.licence for file in data.catalogue()["camera_roll"].files}
    for file, licence in roll["licence"].items():
        assert of_files[f"camera_roll/{file}"] == licence
    whole = set(data.catalogue()["camera_roll"].licence.split(" AND "))
    assert whole == set(of_files.values())


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_data_sheet_counts_right(roll, sheet):
    words = (FOLDER / sheet).read_text(encoding="utf-8")
    assert f"{len(roll)}" in words
    for kind, count in roll["kind"].value_counts().items():
        assert re.search(rf"`{kind}`\D*{count}(?!\d)", words), kind
    rows = re.findall(r"^\| (`(?:GPL|CC).*?) \| ([\d, 、]+) \|$", words, re.MULTILINE)
    said = {
        licence: int(count)
        for names, counts in rows
        for licence, count in zip(
            re.findall("`(.*?)`", names), re.findall(r"\d+", counts), strict=True
        )
    }
    [public] = re.findall(
        r"^\| (?:public domain|パブリックドメイン) \| (\d+) \|$", words, re.MULTILINE
    )
    said["LicenseRef-Public-Domain"] = int(public)
    assert said == roll["licence"].value_counts().to_dict()
    unnamed = (roll["author"] == "the GCompris authors").sum()
    assert re.search(rf"\b{unnamed} photos|{unnamed}枚は", words)


def test_the_script_makes_photos_small_and_keeps_small_ones(build, tmp_path):
    large, small = tmp_path / "large.webp", tmp_path / "small.webp"
    Image.new("RGB", (1920, 1080), (9, 99, 9)).save(large)
    Image.new("RGB", (320, 240), (9, 99, 9)).save(small)
    made = ws.vision.open_photo(build.small(large))
    assert made.size == (480, 270)
    assert build.small(small) == small.read_bytes()


@pytest.mark.parametrize(
    ("name", "subject"),
    [("windmill15", "windmill"), ("giraffe_2", "giraffe"), ("polar_bear", "polar bear"),
     ("chelsea", "cat"), ("screwDriver2", "screwdriver"), ("windmill6", "wind turbine")],
)  # fmt: skip
def test_the_script_reads_subjects_from_names(build, name, subject):
    assert build.subject(name) == subject


def test_a_damaged_photo_is_named(tmp_path, monkeypatch):
    shutil.copytree(structure.root() / "datasets", tmp_path / "datasets")
    monkeypatch.setattr(structure, "root", lambda: tmp_path)
    (tmp_path / "datasets" / "camera_roll" / "owl.webp").write_bytes(b"1")
    for current, words in (("en", "owl.webp is damaged"), ("ja", "owl.webp が壊れています")):
        language.use(current)
        with pytest.raises(WorkshopError, match=words):
            data.camera_roll()
