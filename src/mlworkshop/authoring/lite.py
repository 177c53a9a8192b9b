"""The edition for the browser alone: JupyterLite, with Python and the course inside the page.

Lessons that need nothing compiled are there as a whole, of the others the questions. Packages come
as wheels beside the page, made from what is installed here, and one lock file has their hashes: the
kernel asks no other host for anything.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from mlworkshop.authoring import build
from mlworkshop.course import course_files, lesson, structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Language, Text, text
from mlworkshop.questions import bank

__all__ = ["FOLDER", "INDEX", "WHOLE", "main"]

FOLDER = Path("lite")  # below the course's folder; git ignores it
INDEX = "index.ipynb"  # in the folder of each language
# Lessons that run as they are; a unit test plays them without anything compiled.
WHOLE = (
    "00-start-here",
    "m2-planning/02-find-the-use-case",
    "m2-planning/03-should-it-be-ml",
    "m2-planning/06-your-plan",
    "m3-organisation/03-people-and-teams",
    "m3-organisation/04-leadership",
    "m3-organisation/05-wrap-up",
)

Cell = dict[str, Any]

_PYODIDE = Path("tools/web/node_modules/pyodide")  # `make lite` fetches it
_PARTS_OF_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_EXTENSIONS = Path(sys.prefix, "share/jupyter/labextensions")
_KERNEL = "@jupyterlite/pyodide-kernel-extension"
_SHOWN = (_KERNEL, "@jupyter-widgets/jupyterlab-manager")
# What the kernel is made of besides its own wheels, and what `import mlworkshop` and these lessons
# need; all with what they need themselves.
_NEEDED = (
    *("comm", "ipython", "jedi"),
    *("ipywidgets", "lazy-loader", "markdown-it-py", "mdit-py-plugins", "packaging"),
    *("platformdirs", "pydantic", "pyyaml"),
)
_ON_THE_PAGE = {"widgetsnbextension", "jupyterlab-widgets"}  # the halves that are JavaScript
_SOURCES = ("lessons/**/*", "quizzes/**/*", "datasets/catalog.yml", "glossary.yml")
_EPOCH = "1577836800"  # of what is in wheels, in seconds: the same bytes for the same contents

_ENVIRONMENT = {
    "extra": "",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
}


def main(folder: Path | None = None) -> int:
    """Make the edition.

    Parameters
    ----------
    folder : Path, optional
        Replaced by it; by default `FOLDER` in the course's folder.

    Returns
    -------
    int
        0, for the shell.

    Raises
    ------
    WorkshopError
        If something is missing that `make lite` fetches, or a tool stops.
    """
    to = folder or structure.root() / FOLDER
    shutil.rmtree(to, ignore_errors=True)
    with tempfile.TemporaryDirectory() as made:
        source = Path(made)
        names = _packages(source / "static" / "pyodide")
        for path, notebook in _notebooks():
            (source / "files" / path).parent.mkdir(parents=True, exist_ok=True)
            course_files.write(source / "files" / path, json.dumps(notebook, ensure_ascii=False))
        for path, settings in _settings(names):
            course_files.write(source / path, json.dumps(settings, indent=1))
        _run(
            *(sys.executable, "-m", "jupyterlite_core", "build", "--log-level", "ERROR"),
            *("--lite-dir", source, "--output-dir", to, "--source-date-epoch", _changed()),
            *("--apps", "lab", "--no-unused-shared-packages", "--no-sourcemaps", "--no-libarchive"),
            within=source,  # its notes on what is up to date go there
        )
    for file in (to / "api" / "contents").rglob("all.json"):  # in the order of the disk until now
        listing = json.loads(course_files.read(file))
        listing["content"].sort(key=lambda entry: entry["name"])
        course_files.write(file, json.dumps(listing))
    print(to / "lab" / "index.html")
    return 0


def _changed() -> str:
    """When the course last changed, in seconds: the date that the list of files shows."""
    with suppress(OSError):  # no git, or no repository: a copy of the course
        asks = ("git", "-C", structure.root(), "log", "-1", "--format=%ct")
        done = subprocess.run(asks, capture_output=True, encoding="utf-8", check=False)
        if done.stdout.strip():
            return done.stdout.strip()
    return str(int(time.time()))


def _run(*command: str | Path, within: Path) -> None:
    done = subprocess.run(command, cwd=within, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = (done.stderr or done.stdout)[-2000:]
        raise WorkshopError(
            text(
                en=f"{command[2]} stopped ({done.returncode}). `make lite` fetches what it needs. "
                f"It said: {said}",
                ja=f"{command[2]} が停止しました（{done.returncode}）。必要なものは `make lite` で"
                f"取得できます。出力：{said}",
            )
        )


# Packages


def _packages(folder: Path) -> list[str]:
    """Put Pyodide and all wheels into a folder, with the lock; gives the packages' names."""
    folder.mkdir(parents=True)
    pyodide = structure.root() / _PYODIDE
    for name in _PARTS_OF_PYODIDE:
        shutil.copy(pyodide / name, folder)
    lock = json.loads(course_files.read(pyodide / "pyodide-lock.json"))
    for name in _closure(_NEEDED):
        if name != "pydantic-core":
            _wheel_of(name, folder)
    _download(lock, folder)
    for wheel in sorted((_EXTENSIONS / _KERNEL / "static/pypi").glob("*.whl")):
        if not wheel.name.startswith("widgetsnbextension"):
            shutil.copy(wheel, folder)
    _wheel_of_course(folder)
    lock["packages"] = {}
    for wheel in sorted(folder.glob("*.whl")):
        name, version, *_ = wheel.name.split("-")
        name = name.replace("_", "-").lower()
        lock["packages"][name] = {
            "name": name,
            "version": version,
            "file_name": wheel.name,
            "sha256": sha256(wheel.read_bytes()).hexdigest(),
            "install_dir": "site",
            "package_type": "package",
            "imports": [],
            "depends": [],
        }
    course_files.write(folder / "pyodide-lock.json", json.dumps(lock))
    return sorted(lock["packages"])


def _closure(names: Iterable[str]) -> list[str]:
    """The packages with all that they need in the browser, from what is installed here."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found or name in _ON_THE_PAGE:
            continue
        found.add(name)
        for line in metadata.requires(name) or ():
            needs = Requirement(line)
            if needs.marker is None or needs.marker.evaluate(_ENVIRONMENT):
                waiting.append(needs.name)
    return sorted(found)


def _wheel_of(name: str, folder: Path) -> None:
    """A wheel of an installed package, without what is compiled: PyYAML does without."""
    package = metadata.distribution(name)
    files = {
        path.as_posix(): Path(str(path.locate())).read_bytes()
        for path in package.files or ()
        if path.parts[0] != ".."
        and path.suffix not in {".so", ".pyd", ".pyc"}
        and path.name not in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
    }
    _write_wheel(name, package.version, files, folder)


def _wheel_of_course(folder: Path) -> None:
    """Our own wheel, with lessons and questions inside the package: it looks for them there."""
    version, root = metadata.version("mlworkshop"), structure.root()
    code = root / "src" / "mlworkshop"
    found = {
        f"mlworkshop/{path.relative_to(base).as_posix()}": path.read_bytes()
        for base, patterns in ((code, ("**/*.py", "**/*.pyi")), (root, _SOURCES))
        for pattern in patterns
        for path in base.glob(pattern)
        if path.is_file() and path.suffix != ".pyc" and not path.is_relative_to(code / "authoring")
    }
    about = metadata.distribution("mlworkshop").read_text("METADATA") or ""
    found[f"mlworkshop-{version}.dist-info/METADATA"] = about.encode()
    _write_wheel("mlworkshop", version, found, folder)


def _write_wheel(name: str, version: str, files: dict[str, bytes], folder: Path) -> None:
    """A wheel for any system, the same bytes each time."""
    info = next(path.partition("/")[0] for path in files if path.endswith(".dist-info/METADATA"))
    tags = "Wheel-Version: 1.0\nGenerator: mlworkshop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files |= {f"{info}/WHEEL": tags.encode(), f"{info}/RECORD": b""}
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in sorted(files)).encode()
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for within in sorted(files):
            entry = zipfile.ZipInfo(within, time.gmtime(int(_EPOCH))[:6])
            wheel.writestr(entry, files[within], zipfile.ZIP_DEFLATED)


def _download(lock: dict[str, Any], folder: Path) -> None:
    """What is compiled for the browser, and what the kernel installs with."""
    platform = f"pyemscripten_{lock['info']['abi_version']}_wasm32"
    _run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary", ":all:", "--dest", folder),
        *("--platform", platform, "--python-version", lock["info"]["python"]),
        f"pydantic-core=={metadata.version('pydantic-core')}",
        f"micropip=={lock['packages']['micropip']['version']}",
        within=folder,
    )


# Settings


def _settings(packages: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """JupyterLite's files of settings."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "packages": packages,
            # Below /drive is what the browser keeps, beside the notebooks.
            "env": {"HOME": "/home/pyodide", "MLWORKSHOP_HOME": "/drive/progress"},
        },
    }
    yield (
        "jupyter-lite.json",
        {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "mlworkshop",
                "litePluginSettings": {f"{_KERNEL}:kernel": kernel},
            },
        },
    )
    yield (
        "jupyter_lite_config.json",
        {
            "LiteBuildConfig": {
                "ignore_sys_prefix": ["federated_extensions"],
                "federated_extensions": [str(_EXTENSIONS / name) for name in _SHOWN],
            }
        },
    )
    settings = structure.root() / "tools/jupyter/labconfig/default_setting_overrides.json"
    overrides = json.loads(course_files.read(settings))
    overrides["@jupyterlab/apputils-extension:themes"] = {"adaptive-theme": True}
    yield "overrides.json", overrides


# Notebooks

_TITLE = Text(
    en="A hands-on machine-learning workshop, in your browser",
    ja="ブラウザーだけで試す、機械学習ワークショップ",
)
_ABOUT = Text(
    en="""\
This edition needs nothing but this browser. You install nothing, and what you type stays here.

Open a lesson below, and choose **Run > Run All Cells** in it. Python starts with the notebook: the
first time, that may take half a minute. Then scroll to the top and read.""",
    ja="""\
この版は、このブラウザーだけで動きます。インストールは不要で、入力した内容が外部に送られることも
ありません。

下の一覧からレッスンを開き、メニューの **Run > Run All Cells** を選んでください。
ノートブックを開くと Python が起動します。初回は30秒ほどかかることがあります。
その後、ページの先頭に戻って読み始めてください。""",
)
_WHOLE_ONES = Text(en="Lessons that run here", ja="ここで動くレッスン")
_QUESTIONS = Text(en="Questions only", ja="問題だけ解けるレッスン")
_WHY = Text(
    en="These lessons train models and draw plots. For that they need numpy, pandas and "
    "scikit-learn, which this edition leaves out to stay small. Here you can answer their "
    "questions. To do the whole lesson, [start the course in JupyterLab]({home}).",
    ja="次のレッスンでは、モデルの学習やグラフの作成に numpy、pandas、scikit-learn を使います。"
    "この版では、容量を抑えるため省いています。ここでは問題だけに答えられます。"
    "レッスン全体に取り組むには、[JupyterLab で教材を開いて]({home})ください。",
)
_KEEPING = Text(
    en="""\
## Your answers and your plan

This browser keeps your answers and your changes to notebooks, for this address. They are gone when
you clear the browser's data, or close a private window. So export what you want to keep:

- **The plan:** press **Write as HTML** or **Write as Markdown** below, then **Download the plan**.
  Word files cannot be written here. They need a package that is left out.
- **All answers:** run `ws.export_progress()` in an empty cell, then right-click the file on the
  left and choose **Download**. In JupyterLab on your computer, `ws.import_progress()` reads it.

Run the next cells to see how far you are.""",
    ja="""\
## 回答と計画書

回答と、ノートブックに加えた変更は、このブラウザーに（このアドレスのデータとして）保存されます。
ブラウザーのデータを消去したり、プライベートウィンドウを閉じたりすると失われます。残しておきたいものは
書き出してください。

- **計画書**：下の **HTMLで保存** か **Markdown で保存** を押し、**計画書をダウンロードする** を
  選びます。Word 形式は、必要なパッケージを省いているため、ここでは保存できません。
- **すべての回答**：空のセルで `ws.export_progress()` を実行し、左側のファイルを右クリックして
  **Download** を選びます。自分のコンピューターの JupyterLab で `ws.import_progress()` を実行すると
  読み込めます。

次のセルを実行すると、現在の進み具合を確認できます。""",
)
_PAGE_OF_QUESTIONS = Text(en="{}: the questions", ja="{}：問題")
_WHY_HERE = Text(
    en="The lesson itself needs numpy, pandas and their kin, which this edition leaves out. For "
    "the whole lesson, [start the course in JupyterLab]({home}).",
    ja="このレッスンでは numpy や pandas などを使いますが、この版には含まれていません。"
    "レッスン全体に取り組むには、[JupyterLab で教材を開いて]({home})ください。",
)
_RUN_ALL = Text(
    en="Choose **Run > Run All Cells** first, then answer. [All lessons]({})",
    ja="最初に **Run > Run All Cells** を選んでから答えてください。[レッスン一覧]({})",
)
_ABOUT_PLOTS = Text(
    en="Questions about a plot or table of the lesson are not asked here: {}.",
    ja="レッスンの図や表についての問題（{}問）は、ここには含まれていません。",
)
_ASKS = re.compile(r"""ws\.(?:quiz\("(?P<id>[^"]+)"\)|review\(.*|final_check\(.*)""")


def _notebooks() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each notebook by its path."""
    for language in LANGUAGES:
        opened = [entry for entry in structure.load().lessons if entry.is_open]
        yield f"{language}/{INDEX}", _notebook(_index(opened, language))
        for entry in opened:
            source = lesson.read(structure.source_of(entry.id))
            title, _, *rest = build.Target(source, language, solved=False).notebook()["cells"]
            cells = [title, _begin(entry.id, language), *rest]
            if entry.id not in WHOLE:
                cells = [*_questions(entry, cells, language)]
            yield f"{language}/{entry.id}.ipynb", _notebook(cells)


def _notebook(cells: list[Cell]) -> dict[str, Any]:
    kernel = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _markdown(id_: str, *paragraphs: str) -> Cell:
    source = "\n\n".join(paragraphs)
    return {"cell_type": "markdown", "id": id_, "metadata": {}, "source": source}


def _code(id_: str, source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": id_,
        "metadata": {"deletable": False, "editable": False},
        "outputs": [],
        "source": source,
    }


def _begin(id_: str, language: Language) -> Cell:
    """The first code cell; that of a kernel which may lack the course says more.

    The browser keeps the copy of a notebook that was worked in, also when a new edition is there:
    the copy tells which one it is of.
    """
    edition = structure.edition(id_)
    call = f'ws.begin("{id_}", "{language}", edition="{edition}")'
    return _code("begin", f"import mlworkshop as ws\n\n{call}")


def _questions(entry: structure.Entry, cells: list[Cell], language: Language) -> Iterator[Cell]:
    """What a lesson asks, below its headings."""
    here_only = {each.question.id for each in bank.entries() if each.question.here_only}
    up = "../" * entry.id.count("/")
    left_out = 0
    heading: list[str] = []
    asked: list[Cell] = []
    for cell in cells[2:]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = re.findall(r"^## .+", source, re.MULTILINE)[-1:] or heading
        elif asks := _ASKS.fullmatch(source):
            if asks["id"] in here_only:
                left_out += 1
                continue
            if heading:
                asked.append(_markdown(f"heading-{len(asked)}", heading.pop()))
            asked.append(cell)
    about = [_WHY_HERE.of(language).format(home=structure.load().repository)]
    if left_out:
        about.append(_ABOUT_PLOTS.of(language).format(left_out))
    title = _PAGE_OF_QUESTIONS.of(language).format(entry.title.of(language))
    run_all = _RUN_ALL.of(language).format(f"{up}{INDEX}")
    yield _markdown("title", f"# {title}", " ".join(about), run_all)
    yield cells[1]
    yield from asked
    yield from (cell for cell in cells if cell["id"].endswith("--next"))


def _index(opened: list[structure.Entry], language: Language) -> list[Cell]:
    """The first page: what runs here, and how to keep what one has done."""

    def listed(entries: Iterable[structure.Entry]) -> str:
        return "\n".join(f"- [{each.title.of(language)}]({each.id}.ipynb)" for each in entries)

    why = _WHY.of(language).format(home=structure.load().repository)
    return [
        _markdown("title", f"# {_TITLE.of(language)}", _ABOUT.of(language)),
        _markdown(
            "lessons",
            f"## {_WHOLE_ONES.of(language)}",
            listed(each for each in opened if each.id in WHOLE),
            f"## {_QUESTIONS.of(language)}",
            why,
            listed(each for each in opened if each.id not in WHOLE),
        ),
        _markdown("keeping", _KEEPING.of(language)),
        _begin(opened[0].id, language),
        _code("progress", "ws.progress()"),
        _code("plan", "ws.my_plan()"),
    ]
