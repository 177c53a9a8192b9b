"""What authors are told about the catalogue and the folders of the data sets."""

from __future__ import annotations

import re
from pathlib import Path

from mlworkshop.course import structure
from mlworkshop.data import loaders
from mlworkshop.data.data_sets import catalogue, folder, inspect
from mlworkshop.errors import CourseFileError, Problem


def problems() -> list[Problem]:
    """Everything that is wrong with the catalogue and the folders of the data sets.

    Returns
    -------
    list of Problem
        For authors, in English: mistakes in `datasets/catalog.yml`; files missing, damaged or not
        in the catalogue; data sets without datasheet, licence text or loader.
    """
    try:
        known = catalogue()
    except CourseFileError as error:
        return error.problems
    catalog = Path("datasets/catalog.yml")
    expected = {"catalog.yml"}
    found = []
    for name, data_set in known.items():
        for file in data_set.files:
            expected.add(file.path)
            if fault := inspect(file)[1]:
                fix = (
                    f"run: git restore :/datasets/{file.path}; or, if the new file is right, "
                    "give its size and SHA-256 in datasets/catalog.yml."
                )
                found.append(Problem(Path("datasets", file.path), 0, f"It is {fault.en}.", fix))
        for sheet in ("README.md", "README.ja.md"):
            expected.add(f"{name}/{sheet}")
            if not (folder() / name / sheet).is_file():
                what = "The data set has no datasheet in this language."
                fix = "write it; take that of another data set as a pattern."
                found.append(Problem(Path("datasets", name, sheet), 0, what, fix))
        for licence in sorted({*re.findall(r"[\w.+-]+", data_set.licence)} - {"AND", "OR"}):
            if not (structure.root() / "LICENSES" / f"{licence}.txt").is_file():
                what = f"{name}: there is no LICENSES/{licence}.txt."
                found.append(Problem(catalog, 0, what, "add the licence's text, named as in SPDX."))
        if name not in loaders.__all__:
            what = f"{name} has no loader."
            fix = f"write {name}() in src/mlworkshop/data/loaders.py."
            found.append(Problem(catalog, 0, what, fix))
    for path in sorted(folder().rglob("*")):
        inside = path.relative_to(folder())
        # A script that builds a data set lies beside it; tools leave hidden files and byte code.
        passed_over = (
            inside.suffix in {".py", ".pyc"}
            or inside.name == "REUSE.toml"
            or any(p[0] == "." for p in inside.parts)
        )
        if path.is_file() and inside.as_posix() not in expected and not passed_over:
            what = "This file belongs to no data set."
            fix = "list it in datasets/catalog.yml, or remove it."
            found.append(Problem(Path("datasets", inside), 0, what, fix))
    return found
