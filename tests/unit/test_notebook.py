"""The open notebook: what `ws.begin` sets, and who asks for it too early."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import matplotlib.figure
import pytest
from IPython.core.interactiveshell import InteractiveShell

from mlworkshop import language, notebook
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES


@pytest.fixture(autouse=True)
def not_begun(small_course, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", None)
    with matplotlib.rc_context():
        yield


@pytest.mark.parametrize("lang", LANGUAGES)
def test_begin_sets_lesson_and_language(lang):
    notebook.begin("m1/01-cats", lang)
    assert (notebook.lesson(), language.current()) == ("m1/01-cats", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_copy_of_an_earlier_edition_says_so(lang, capsys):
    language.use(lang)
    for edition, is_old in ((None, False), (structure.edition("m1/01-cats"), False), ("0", True)):
        notebook.begin("m1/01-cats", lang, edition=edition)
        assert (str(notebook._OLD_COPY) in capsys.readouterr().out) is is_old


@pytest.mark.parametrize(("lang", "first"), [("en", "sans-serif"), ("ja", "IPAexGothic")])
def test_the_language_decides_the_font_and_each_can_draw_both(lang, first, recwarn):
    notebook.begin("m1/01-cats", lang)
    assert matplotlib.rcParams["font.family"][0] == first
    figure = matplotlib.figure.Figure()
    figure.text(0, 0, "Mails – メールの図 ①")
    figure.canvas.draw()
    assert [str(warning.message) for warning in recwarn] == []


class TestTheNameWs:
    """A cell that gives `ws` to something else is told so, and so is one that stumbles over it."""

    @pytest.fixture
    def run(self, monkeypatch, capsys):
        shell = InteractiveShell()
        monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
        monkeypatch.setattr(notebook.starters, "get_ipython", lambda: None)
        shell.run_cell("import mlworkshop as ws; ws.begin('m1/01-cats', 'en')")
        capsys.readouterr()

        def run(source):
            shell.run_cell(source)
            return "The name ws now means" in capsys.readouterr().out

        return run

    @pytest.mark.parametrize(
        "source", ["ws = 3", "for ws in 'abc': pass", "import json as ws", "def ws(): pass"]
    )
    def test_it_is_told_at_once_and_where_it_hurts(self, run, source):
        assert run(source)
        assert not run("1 + 1")
        assert run("ws.progress()")
        assert not run("import mlworkshop as ws")
        assert not run("ws.no_such_thing")

    @pytest.mark.parametrize("source", ["x = 3", "del ws", "ws", "1 / 0", "x = ("])
    def test_other_cells_are_left_alone(self, run, source):
        assert not run(source)


def test_plots_have_colours_for_the_colour_blind():
    before = matplotlib.rcParams["axes.prop_cycle"]
    notebook.begin("m1/01-cats", "en")
    assert matplotlib.rcParams["axes.prop_cycle"] != before


def test_a_notebook_begins_again_where_it_is():
    notebook.begin("00-start", "en")
    notebook.begin("m1/01-cats", "ja")
    assert notebook.lesson() == "m1/01-cats"


@pytest.mark.parametrize("lesson", ["m1/99-none", "m1/02-dogs", ""])
def test_an_unknown_or_planned_lesson_is_refused(lesson):
    notebook.begin("00-start", "en")
    with pytest.raises(WorkshopError, match=re.escape(repr(lesson))):
        notebook.begin(lesson, "ja")
    assert notebook.lesson() == "00-start"


@pytest.mark.parametrize(("lang", "says"), [("en", 'Choose "en" or "ja"'), ("ja", "対応して")])
@pytest.mark.parametrize("unknown", ["de", None, ["en"]])
def test_an_unknown_language_is_refused(lang, says, unknown):
    notebook.begin("00-start", lang)
    with pytest.raises(WorkshopError, match=says):
        notebook.begin("m1/01-cats", unknown)
    assert (notebook.lesson(), language.current()) == ("00-start", lang)


def test_who_asks_before_the_beginning_is_told_to_run_the_first_cell():
    with pytest.raises(WorkshopError, match="run its first code cell"):
        notebook.lesson()
    language.use("ja")
    with pytest.raises(WorkshopError, match="最初のコードセル"):
        notebook.lesson()


def test_learners_see_the_message_alone():
    with pytest.raises(WorkshopError) as caught:
        notebook.lesson()
    assert caught.value._render_traceback_() == [str(caught.value)]


@pytest.mark.parametrize("given", [None, "2"])
def test_models_learn_on_one_thread_unless_somebody_says_otherwise(given):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    if given:
        environment |= dict.fromkeys(names, given)
    code = (
        "import mlworkshop\n"
        "from threadpoolctl import threadpool_info\n"
        "import sklearn.cluster\n"
        "print({pool['num_threads'] for pool in threadpool_info()})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == f"{{{given or 1}}}"
