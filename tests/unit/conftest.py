"""What holds for every unit test."""

from __future__ import annotations

import gc
import logging
import shutil
from pathlib import Path

import pytest
from hands import Outputs

from mlworkshop import journal, language, notebook, ui
from mlworkshop.course import structure
from mlworkshop.questions import bank

# ipywidgets keeps all widgets, 200,000 in the end: each look for garbage goes through them.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def fresh_attendee(tmp_path, monkeypatch):
    """A progress folder of its own, and English."""
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "home"))
    journal._open.cache_clear()  # what could not be saved is remembered by folder
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture(autouse=True)
def no_swallowed_errors():
    """Fail the test when a widget's handler raised: `Button.click()` only logs it."""
    swallowed: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info or record.levelno >= logging.ERROR:
                swallowed.append(record)

    logger = logging.getLogger("traitlets")
    handler = Keep()
    logger.addHandler(handler)
    yield swallowed
    logger.removeHandler(handler)
    formatter = logging.Formatter()
    assert not swallowed, "\n".join(map(formatter.format, swallowed))


@pytest.fixture(scope="module")
def names(request):
    """A lesson's variables after running its code; the test module names it `LESSON`."""
    return request.module.LESSON.names


@pytest.fixture
def outputs(monkeypatch):
    """What cells have shown, the latest last; see `hands`."""
    shown = Outputs()
    monkeypatch.setattr(ui, "display", shown.display)
    return shown


@pytest.fixture
def begin(monkeypatch):
    """Call it with a lesson's id: from then on its notebook is open."""
    return lambda lesson: monkeypatch.setattr(notebook, "_lesson", lesson)


@pytest.fixture
def course_at(monkeypatch):
    """Call it with a folder: from then on the course lies there, read anew at each call."""

    def forget():
        for remembered in (structure.load, structure.header_of, bank.entries):
            remembered.cache_clear()

    def move(root):
        monkeypatch.setattr(structure, "root", lambda: root)
        forget()

    yield move
    forget()


@pytest.fixture
def small_course(tmp_path, course_at):
    """The folder of an invented course: two modules; lessons open, open and planned."""
    root = tmp_path / "course"
    (root / "lessons" / "m1").mkdir(parents=True)
    (root / "quizzes").mkdir()
    (root / "lessons" / "course.yml").write_text(
        """\
repository: OWNER/REPO
modules:
  - id: start
    title: {en: Start, ja: はじめに}
    lessons:
      - {id: 00-start, at_most: 10}
  - id: m1
    title: {en: Animals & co., ja: 動物など}
    lessons:
      - {id: m1/01-cats, at_most: 30}
      - id: m1/02-dogs
        at_most: 25
        planned: {title: {en: "Dogs <planned>", ja: 犬（予定）}}
ways:
  - id: short
    title: {en: Short, ja: 短い}
    lessons: [00-start, m1/01-cats]
""",
        encoding="utf-8",
    )
    for lesson, en, ja in (("00-start", "Start here", "ここから"), ("m1/01-cats", "Cats", "猫")):
        (root / "lessons" / f"{lesson}.md").write_text(
            f"""\
---
lesson:
  id: {lesson}
  title: {{en: {en}, ja: {ja}}}
  objectives: [{{en: Tell a cat., ja: 猫を見分ける。}}]
---
""",
            encoding="utf-8",
        )

    course_at(root)
    return root


@pytest.fixture
def authored_course(tmp_path, course_at):
    """The folder of a course of one good lesson, for the authors' tools."""
    root = shutil.copytree(Path(__file__).parent / "fixtures" / "course", tmp_path / "course")
    (root / "requirements.txt").write_text("pandas==3.0.0\n")
    course_at(root)
    return root
