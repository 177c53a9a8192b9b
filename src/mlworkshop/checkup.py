"""Whether everything is there that the course needs, and how to mend what is not.

`examine` looks; `doctor` shows what it found in a notebook, `mlworkshop doctor` in a terminal.
A kernel cannot see the front end, which may live in another environment: a button does.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from html import escape
from importlib import metadata
from pathlib import Path

import ipywidgets as widgets

from mlworkshop import data, inspection, journal, place, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, colon, text
from mlworkshop.outcome import Outcome

__all__ = ["Examination", "Finding", "State", "doctor", "examine"]

GIGABYTE = 1e9
# Bytes. A lesson may take 600 MB of memory; below the first figure it works, but not for long.
MEMORY = (1.0 * GIGABYTE, 0.6 * GIGABYTE)
DISK = (1.0 * GIGABYTE, 0.1 * GIGABYTE)
_MOST_NAMES = 8
CONTAINER = Path("/sys/fs/cgroup")


class State(Enum):
    """How one thing stands."""

    FINE = "✓"
    NOTE = "!"
    PROBLEM = "✗"

    @property
    def label(self) -> str:
        """Symbol and word, in the language of the open notebook."""
        return f"{self.value} {_WORDS[self]}"


_WORDS = {
    State.FINE: Text(en="fine", ja="正常"),
    State.NOTE: Text(en="note", ja="注意"),
    State.PROBLEM: Text(en="problem", ja="問題"),
}
_OUTCOMES = {
    State.FINE: Outcome.RIGHT,
    State.NOTE: Outcome.PARTIAL,
    State.PROBLEM: Outcome.WRONG,
}


@dataclass(frozen=True)
class Finding:
    """What was found of one thing.

    Parameters
    ----------
    state : State
    found : Text
        With figures.
    fix : Text, optional
        What to do; there unless all is fine.
    """

    state: State
    found: Text
    fix: Text | None = None


@dataclass(frozen=True)
class Examination:
    """All findings, by the name of what was looked at, in order."""

    findings: tuple[tuple[Text, Finding], ...]

    @property
    def state(self) -> State:
        """The worst of all."""
        states = {finding.state for _, finding in self.findings}
        return next(state for state in (State.PROBLEM, State.NOTE, State.FINE) if state in states)

    @property
    def summary(self) -> str:
        """One sentence."""
        wrong = [name for name, finding in self.findings if finding.state is not State.FINE]
        if not wrong:
            return text(
                en=f"✓ All {len(self.findings)} checks are fine.",
                ja=f"✓ {len(self.findings)}項目すべて正常です。",
            )
        return text(
            en=f"{self.state.value} Please look at: {', '.join(name.en for name in wrong)}.",
            ja=f"{self.state.value} 確認してください：{'、'.join(name.ja for name in wrong)}",
        )

    def lines(self) -> list[str]:
        """A line each, with its fix."""
        return [
            f"{finding.state.label}{colon()}{name}{colon()}{finding.found}"
            + (f" → {finding.fix}" if finding.fix else "")
            for name, finding in self.findings
        ]

    def report(self, buttons: str = "not tried") -> str:
        """Text for a problem report: in English, without names and personal folders.

        Parameters
        ----------
        buttons : str
            What is known of them: that they are drawn does not mean that they work.
        """
        return _anonymous(
            "\n".join(
                [
                    f"mlworkshop {metadata.version('mlworkshop')}, commit {_commit()}",
                    f"Python {platform.python_version()}, {platform.platform()}",
                    *([f"place: {where}"] if (where := place.name()) else []),
                    *(
                        f"{finding.state.value} {name.en}: {finding.found.en}"
                        for name, finding in self.findings
                    ),
                    f"buttons: {buttons}",
                ]
            )
        )

    def __str__(self) -> str:
        asks = text(
            en="For a problem report, copy the lines below.",
            ja="問題を報告するときは、次の行をコピーしてください。",
        )
        return "\n".join(
            [*self.lines(), *filter(None, [_advice()]), self.summary, "", asks, self.report()]
        )


def examine() -> Examination:
    """Look at everything that the course needs.

    Returns
    -------
    Examination
    """
    in_browser = place.name() == place.BROWSER
    looks = [each for each in _CHECKS if not in_browser or each[1] in _FOR_BROWSER]
    return Examination(tuple((name, _guarded(look)) for name, look in looks))


def doctor() -> None:
    """Show in the notebook whether everything is there, and what to do about what is not.

    Without widgets it shows the same, but figures only where something is wrong: they differ from
    one run to the next.
    """
    found = examine()
    ui.show(_live(found), _static(found), found.summary)


def _guarded(look: Callable[[], Finding]) -> Finding:
    """A check that itself fails is a finding too."""
    try:
        return look()
    except WorkshopError as error:
        return _problem(_same(str(error)), place.installing())
    except Exception as error:
        return _problem(_same(f"{type(error).__name__}: {error}"), place.installing())


def _same(words: str) -> Text:
    """Words that have one language only, made of what the system or an error says."""
    return Text(en=_anonymous(words), ja=_anonymous(words))


def _fine(found: Text) -> Finding:
    return Finding(State.FINE, found)


def _note(found: Text, fix: Text) -> Finding:
    return Finding(State.NOTE, found, fix)


def _problem(found: Text, fix: Text) -> Finding:
    return Finding(State.PROBLEM, found, fix)


def _python() -> Finding:
    found = _same(f"{platform.python_version()}, {sys.prefix}")
    supported = metadata.metadata("mlworkshop")["Requires-Python"]
    from packaging.specifiers import SpecifierSet

    if platform.python_version() in SpecifierSet(supported, prereleases=True):
        return _fine(found)
    return _problem(
        found,
        Text(
            en=f"Install Python {supported}, and set the course up again as its README says.",
            ja=f"Python {supported} をインストールし、README のとおりに教材の環境を"
            "作り直してください。",
        ),
    )


def _packages() -> Finding:
    from packaging.version import Version

    wanted = pinned()
    absent, other = [], []
    for name, version in wanted.items():
        installed = _version(name)
        if installed is None:
            absent.append(name)
        elif Version(installed) != Version(version):
            other.append(f"{name} {installed} (≠ {version})")
    if absent:
        names = ", ".join(absent)
        return _problem(Text(en=f"missing: {names}", ja=f"不足：{names}"), place.installing())
    if other:
        names = ", ".join(other)
        return _note(
            Text(
                en=f"other versions than tested: {names}",
                ja=f"動作確認時と異なるバージョン：{names}",
            ),
            place.installing(),
        )
    return _fine(Text(en="the versions that were tested", ja="動作確認済みのバージョン"))


# Where a package is imported by another name than it is installed by.
_IMPORTED_AS = {"scikit-learn": "sklearn", "pillow": "PIL", "pyyaml": "yaml"}


def _version(name: str) -> str | None:
    """The version of what is imported, or else of what would be."""
    imported = sys.modules.get(_IMPORTED_AS.get(name, name.replace("-", "_")))
    version = vars(imported).get("__version__") if imported else None
    if isinstance(version, str):
        return version
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return None


def _hidden() -> Finding:
    hiding = inspection.hiding_files()
    if not hiding:
        return _fine(Text(en="none", ja="なし"))
    names = ", ".join(hiding[:_MOST_NAMES]) + (" …" if len(hiding) > _MOST_NAMES else "")
    return _problem(
        _same(names),
        Text(
            en="Python takes these for packages of the same name. Rename them, then choose "
            "Kernel > Restart Kernel….",
            ja="Python が、これらを同じ名前のパッケージの代わりに読み込んでしまいます。名前を変えて"
            "から、Kernel > Restart Kernel… を選んでください。",
        ),
    )


def _notebooks() -> Finding:
    damaged = inspection.damaged_notebooks()
    if not damaged:
        return _fine(Text(en="all can be opened", ja="すべて開けます"))
    return _problem(
        Text(
            en="\n".join(f"{name}: {reason.en}" for name, reason in damaged),
            ja="\n".join(f"{name}：{reason.ja}" for name, reason in damaged),
        ),
        Text(
            en=f"In a terminal run {place.command('update')}: you get a fresh copy, and the "
            "damaged file stays, under its name and the date.",
            ja=f"ターミナルで {place.command('update')} を実行してください。新しいノートブックが"
            "置かれ、壊れたファイルは日付の付いた名前で残ります。",
        ),
    )


def _course() -> Finding:
    mistakes = inspection.mistakes()
    if not mistakes:
        return _fine(
            Text(
                en="lessons, exercises and questions can be read",
                ja="レッスン、演習、問題をすべて読み込めます",
            )
        )
    return _problem(
        _same("\n".join(mistakes)),
        Text(
            en="If you changed these files, correct them; otherwise get the course again, with "
            "git restore . or from where you downloaded it.",
            ja="自分で変更したファイルであれば、直してください。そうでなければ、git restore . を"
            "実行するか、ダウンロードし直して、元の教材に戻してください。",
        ),
    )


def pinned() -> dict[str, str]:
    """The version of each package that requirements.txt names for this Python and system."""
    from packaging.requirements import Requirement

    lines = (structure.root() / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return {
        pin.name: next(iter(pin.specifier)).version
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


def _disk() -> Finding:
    free = shutil.disk_usage(structure.root()).free
    return _room(
        free,
        DISK,
        Text(
            en="Delete what you no longer need, and empty the bin.",
            ja="不要なファイルを削除し、ゴミ箱を空にしてください。",
        ),
    )


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available
    with suppress(OSError, ValueError):  # in a container what it may use counts
        limit = int((CONTAINER / "memory.max").read_text())  # or "max": no limit
        free = min(free, limit - int((CONTAINER / "memory.current").read_text()))
    return _room(
        free,
        MEMORY,
        Text(
            en="Shut down other kernels (in JupyterLab: Kernel > Shut Down All Kernels…), and "
            "close other programs.",
            ja="ほかのカーネルを停止し（JupyterLab では Kernel > Shut Down All Kernels…）、"
            "使っていないアプリを終了してください。",
        ),
    )


def _room(free: float, limits: tuple[float, float], fix: Text) -> Finding:
    size = f"{free / GIGABYTE:.1f} GB"
    found = Text(en=f"{size} free", ja=f"空き {size}")
    if free >= limits[0]:
        return _fine(found)
    return _problem(found, fix) if free < limits[1] else _note(found, fix)


def _data() -> Finding:
    damaged = []
    for name in data.catalogue():
        try:
            data.check(name)
        except WorkshopError as error:
            damaged.append(str(error))
    if damaged:
        return _problem(
            _same("\n".join(damaged)),
            Text(
                en="Run the command named here, then this check again.",
                ja="表示されたコマンドを実行してから、もう一度チェックしてください。",
            ),
        )
    return _fine(Text(en="all checksums agree", ja="すべてのチェックサムが一致"))


def _fonts() -> Finding:
    import matplotlib
    from matplotlib.ft2font import FT2Font

    with matplotlib.rc_context():  # importing it makes its font the default
        from matplotlib_fontja import get_font_ttf_path
    font = FT2Font(get_font_ttf_path())
    if all(font.get_char_index(ord(sign)) for sign in "日本語の図"):
        return _fine(_same(font.family_name))
    return _problem(
        Text(en="no font with Japanese characters", ja="日本語の文字がありません"),
        place.installing(),
    )


def _progress() -> Finding:
    folder = journal.folder()
    found = _same(str(folder.absolute()))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"mlworkshop")
            probe.flush()
    except OSError as error:
        return _problem(
            _same(f"{folder.absolute()}: {error.strerror}"),
            Text(
                en="Your answers last only as long as the kernel. Before you start Jupyter, set "
                "MLWORKSHOP_HOME to a folder where you may write; a relative path starts in your "
                "home folder.",
                ja="このままでは、カーネルを停止すると答えが失われます。書き込めるフォルダーを"
                "環境変数 MLWORKSHOP_HOME に設定してから、Jupyter を起動し直してください"
                "（相対パスはホームフォルダーが起点です）。",
            ),
        )
    return _fine(found)


_CHECKS: tuple[tuple[Text, Callable[[], Finding]], ...] = (
    (Text(en="Python", ja="Python"), _python),
    (Text(en="Packages", ja="パッケージ"), _packages),
    (Text(en="Files that hide packages", ja="パッケージを隠すファイル"), _hidden),
    (Text(en="Disk", ja="ディスク"), _disk),
    (Text(en="Memory", ja="メモリ"), _memory),
    (Text(en="Notebooks", ja="ノートブック"), _notebooks),
    (Text(en="Lessons and questions", ja="レッスンと問題"), _course),
    (Text(en="Data sets", ja="データ"), _data),
    (Text(en="Japanese font for plots", ja="グラフの日本語フォント"), _fonts),
    (Text(en="Saving your progress", ja="進み具合の保存"), _progress),
)

# What can be looked at, and can be mended, in a browser alone.
_FOR_BROWSER = (_python, _course, _progress)


_ADVICE = {
    place.BROWSER: Text(
        en="In the browser alone, numpy, pandas, scikit-learn and plots are missing. The edition's "
        "first page lists the lessons that run here. Your answers are kept by this browser.",
        ja="ブラウザーだけで動くこの版には、numpy、pandas、scikit-learn とグラフ機能がありません。"
        "ここで動くレッスンは、最初のページの一覧にあります。回答はこのブラウザーに保存されます。",
    ),
    "VS Code": Text(
        en="VS Code: choose the course's .venv as kernel at the top right of the notebook.",
        ja="VS Code：ノートブック右上のカーネル選択で、教材の .venv を選んでください。",
    ),
    "Google Colab": Text(
        en="Google Colab: the course does not support it; its packages there are others. Use "
        "Codespaces, Binder or your own computer.",
        ja="Google Colab：パッケージが異なるため、この教材は対応していません。Codespaces、"
        "Binder、または自分のコンピューターを使ってください。",
    ),
    "Binder": Text(
        en="Binder: it forgets everything at the end; before that, save your progress with "
        "ws.export_progress() and download the file.",
        ja="Binder：終了するとすべて消えます。その前に ws.export_progress() で進み具合を"
        "書き出し、ファイルをダウンロードしてください。",
    ),
    "GitHub Codespaces": Text(
        en="Codespaces: before you delete this codespace, save your progress with "
        "ws.export_progress() and download the file.",
        ja="Codespaces：codespace を削除する前に ws.export_progress() で進み具合を書き出し、"
        "ファイルをダウンロードしてください。",
    ),
    "SageMaker Studio Lab": Text(
        en="Studio Lab: choose the kernel mlworkshop at the top right of the notebook.",
        ja="Studio Lab：ノートブック右上のカーネル選択で mlworkshop を選んでください。",
    ),
}


def _advice() -> str:
    """A sentence for the place where this runs, if there is one."""
    where = place.name()
    return str(_ADVICE[where]) if where else ""


def _commit() -> str:
    """The course's commit, such as `3f2a9c1`; with `-dirty` where files were changed."""
    with suppress(OSError, subprocess.SubprocessError, WorkshopError):
        return subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=structure.root(),
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        ).stdout.strip()
    return "unknown"


def _anonymous(words: str) -> str:
    """The same without the home folder, whose name is often a person's."""
    home = str(Path.home())
    return words if len(home) <= 1 else words.replace(home, "~")


def _verdict(found: Examination, figures: bool) -> str:
    """The findings as HTML; without `figures` only of what is not fine."""
    entries = []
    for name, finding in found.findings:
        says = str(finding.found) if figures or finding.state is not State.FINE else ""
        if finding.fix:
            says += f" → {finding.fix}"
        shown = escape(says).replace("\n", "<br>")
        label = f"{finding.state.label}{text(en=': ', ja='：')}<strong>{name}</strong>"
        entries.append(f"<li>{label} {shown}</li>")
    if advice := _advice():
        entries.append(f"<li>{escape(advice)}</li>")
    return (
        f'<div class="mlw-feedback mlw-{_OUTCOMES[found.state].value}">'
        f"<strong>{escape(found.summary)}</strong>"
        f'<ul style="list-style: none; padding: 0">{"".join(entries)}</ul></div>'
    )


def _report(report: str) -> str:
    asks = text(
        en="Copy this text into your report:",
        ja="次の文をコピーして報告に添えてください：",
    )
    title = text(en="For a problem report", ja="問題を報告するとき")
    return f"<details><summary>{title}</summary><p>{asks}</p><pre>{escape(report)}</pre></details>"


def _static(found: Examination) -> str:
    no_button = text(
        en="A button should appear here. If it does not: wait ten seconds, run this cell again, "
        "then reload the page. If that does not help either, answer from code: every question "
        "says how.",
        ja="ここにボタンが表示されるはずです。表示されないときは、10秒ほど待ってからこのセルを"
        "もう一度実行し、それでも出なければページを再読み込みしてください。解決しない場合は"
        "コードで答えてください（答え方は各問題に書かれています）。",
    )
    report = "" if found.state is State.FINE else _report(found.report())
    return f"{_verdict(found, figures=False)}<p>{no_button}</p>{report}"


def _live(found: Examination) -> widgets.Widget:
    asks = text(
        en="We cannot see from here whether buttons work. Please click:",
        ja="ボタンが使えるかどうかは、こちらからは確認できません。クリックしてみてください：",
    )
    works, report = ui.html(), ui.html(_report(found.report()))

    def clicked() -> None:
        says = text(
            en="✓ Buttons work. You are ready.", ja="✓ ボタンは正しく動いています。準備完了です。"
        )
        works.value = (
            f'<div class="mlw-feedback mlw-right" role="status"><strong>{says}</strong></div>'
        )
        report.value = _report(found.report(buttons="work"))

    button = ui.button(text(en="Click me", ja="ここをクリック"), clicked)
    return widgets.VBox(
        [
            ui.html(f"{_verdict(found, figures=True)}<p>{asks}</p>"),
            widgets.HBox([button]),  # as wide as its words
            works,
            report,
        ]
    )
