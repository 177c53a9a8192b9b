"""The command `mlworkshop`: the course from a terminal.

Each subcommand imports only what it needs.
"""

from __future__ import annotations

import argparse
import codecs
import io
import os
import posixpath
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from mlworkshop import language
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Language, Text, counted, text

START = "00-start-here"

_WELCOME = Text(
    en="The course opens in your browser. If it does not, open the address below. Keep this window "
    "open while you work; Ctrl + C stops the course.",
    ja="教材がブラウザーで開きます。開かないときは、下に表示されるアドレスをブラウザーで開いて"
    "ください。受講中はこのウィンドウを閉じないでください。終了するには Ctrl + C を押します。",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of this process.

    Returns
    -------
    int
        0 when all is well, for the shell.
    """
    _speak(language.current())
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run not in (_lab, _present):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except WorkshopError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads on has seen enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, UnicodeError) as error:  # the last net: no traceback for a file or a disk
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1


# What many terminals and files on Windows cannot hold, in characters that all of them can.
_PLAIN = str.maketrans(
    {"✓": "+", "✗": "x", "→": "->", "≠": "!=", "…": "...", "–": "-", "“": '"', "”": '"', "’": "'"}
)


def _speak(chosen: Language) -> None:
    """Say everything in a language, and so that the terminal, or the file for it, can hold it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="mlworkshop-plain")
    language.use(chosen if _can_hold("日本語") else "en")


def _can_hold(words: str) -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with suppress(UnicodeEncodeError):
        words.encode(encoding)
        return True
    return False


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What is written in place of characters that an encoding does not have."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    words = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(character if character.isascii() else "?" for character in words), error.end


codecs.register_error("mlworkshop-plain", _plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mlworkshop", description="The course from a terminal.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        made.set_defaults(run=run)
        return made

    lab = command("lab", _lab)
    lab.add_argument("--folder", type=Path, help="show this instead of your copies")
    _add_language(lab)
    present = command("present", _present)
    present.add_argument("lesson", help="such as m1-intro/02-spam")
    _add_language(present)
    room = command("room", _room)
    _add_language(room)
    room.add_argument("--port", type=int, default=8765, help="default: 8765")
    room.add_argument("--host", default="0.0.0.0", help="where to listen; default: everywhere")
    room.add_argument("--address", default="", help="where attendees go, if behind a proxy")
    room.add_argument("--host-name", action="append", default=[], help="another name of the server")
    room.add_argument("--hours", type=float, default=12, help="after which all is deleted")
    room.add_argument("--new", action="store_true", help="end the room that is there")
    room.add_argument("--end", action="store_true", help="end it, and start no server")
    room.add_argument("--folder", type=Path, help="where it is kept; default: beside the progress")
    room.add_argument(
        "--database",
        default=os.environ.get("MLWORKSHOP_ROOM_DATABASE", ""),
        help="such as postgresql://user@host/name; default: a file in the folder",
    )
    room.add_argument("--workers", type=int, default=1, help="processes; several need PostgreSQL")
    room.add_argument("--certificate", type=Path, help="for TLS, with --key")
    room.add_argument("--key", type=Path, help="for TLS, with --certificate")
    room.add_argument("--organisation", default="", help="responsible, for the note on privacy")
    room.add_argument("--contact", default="", help="whom to ask, for the note on privacy")
    room.add_argument("--no-browser", action="store_true", help="open no page")
    _add_language(command("update", _update))
    command("doctor", _doctor)
    progress = command("progress", _progress)
    progress.add_argument("action", nargs="?", choices=("export", "import"))
    progress.add_argument("file", nargs="?", type=Path, help="written or read")
    data = command("data", _data)
    data.add_argument("action", nargs="?", choices=("download",))
    data.add_argument("name", nargs="?", help="of the data set, such as cat_photos")
    build = command("build", _build)
    build.add_argument("lesson", nargs="*", help="only these, such as m1-intro/02-spam")
    build.add_argument("--check", action="store_true", help="only compare; execute nothing")
    build.add_argument("--all", action="store_true", help="execute also what did not change")
    minutes = command("minutes", _minutes)
    minutes.add_argument("lesson", nargs="?", help="show its sections, such as m1-intro/02-spam")
    notes = command("notes", _notes)
    notes.add_argument("lesson", help="such as m1-intro/02-spam")
    _add_language(notes)
    slides = command("slides", _slides)
    slides.add_argument("lesson", nargs="*", help="such as m1-intro/02-spam; default: all")
    slides.add_argument("--lang", choices=LANGUAGES, help="only in this language")
    command("site", _site)
    command("lite", _lite)
    lint = command("lint", _lint)
    baseline = lint.add_mutually_exclusive_group()
    baseline.add_argument(
        "--shrink-baseline",
        action="store_true",
        help="take out of lessons/wording-baseline.yml what the texts no longer break",
    )
    baseline.add_argument(
        "--start-baseline",
        nargs="*",
        metavar="rule",
        help="list there what today's texts break of new rules; of all that are new by default",
    )
    new = command("new", _new)
    kinds = new.add_subparsers(dest="what", required=True, metavar="what")
    lesson = kinds.add_parser("lesson", help="with three questions and two exercises")
    lesson.add_argument("id", help="such as m2-planning/01-two-loops")
    question = kinds.add_parser("question", help="in a lesson's bank")
    question.add_argument("kind", help="single, multiple, order, match, number or open")
    exercise = kinds.add_parser("exercise", help="in a lesson, with its check")
    exercise.add_argument("--code", action="store_true", help="answered in code, not in fields")
    for made, example in ((question, "spam-why-split"), (exercise, "choose-the-cut-off")):
        made.add_argument("id", help=f"such as {example}")
        made.add_argument("lesson", help="such as m1-intro/02-spam")
    activity = kinds.add_parser("activity", help="of one field, shown in the gallery")
    activity.add_argument("name", help="such as value_calculator")
    command("bench", _bench)
    return parser


def _add_language(to: argparse.ArgumentParser) -> None:
    to.add_argument("--lang", choices=LANGUAGES, help="in which language; default: your system's")


def _lab(options: argparse.Namespace) -> int:
    """Open JupyterLab on the first notebook; options that it knows are passed on to it."""
    chosen: Language = options.lang or language.of_system()
    _speak(chosen)
    folder, start = (options.folder, "notebooks") if options.folder else _copies(chosen)
    print(_WELCOME, flush=True)
    _serve(folder, posixpath.join(start, chosen, f"{START}.ipynb"), options.rest)
    return 0


def _present(options: argparse.Namespace) -> int:
    """Open a lesson in JupyterLab to present it slide by slide; nothing that you do is kept."""
    from mlworkshop import presenting

    chosen: Language = options.lang or language.of_system()
    _speak(chosen)
    with presenting.prepared(options.lesson, chosen) as (folder, start):
        print(presenting.HOW, flush=True)
        _serve(folder, start, options.rest)
    return 0


def _room(options: argparse.Namespace) -> int:
    """Show where a class is and how it votes, on a page of your own; see docs/room.md."""
    _speak(options.lang or language.of_system())
    if find_spec("uvicorn") is None or find_spec("segno") is None:
        raise WorkshopError(
            text(
                en="What serves a room is not installed. Run: make room, "
                "or: pip install -r requirements-room.txt",
                ja="ルームに必要なパッケージがありません。make room または "
                "pip install -r requirements-room.txt を実行してください。",
            )
        )
    from mlworkshop.room import serving

    chosen = serving.Options(
        folder=options.folder,
        database=options.database,
        host=options.host,
        port=options.port,
        address=options.address,
        host_names=tuple(options.host_name),
        workers=options.workers,
        hours=options.hours,
        certificate=options.certificate,
        key=options.key,
        organisation=options.organisation,
        contact=options.contact,
        new=options.new,
        browser=_has_browser() and not options.no_browser,
    )
    return serving.end(chosen) if options.end else serving.serve(chosen)


def _serve(folder: Path, start: str, rest: Sequence[str]) -> None:
    """Start JupyterLab on a folder with a notebook open, until it is stopped."""
    import zmq
    from jupyterlab.labapp import LabApp

    # The course's defaults; what the user has set in JupyterLab wins over them.
    _prepend("JUPYTER_CONFIG_PATH", structure.root() / "tools" / "jupyter")
    # So that the terminal inside JupyterLab finds this environment's commands.
    _prepend("PATH", Path(sys.executable).parent)
    arguments = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{start}",
        "--Application.log_level=ERROR",  # shows the address to open, and what went wrong
    ]
    if not _has_browser():
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # in a container there may be no other user
    if zmq.has("curve"):  # else each kernel warns that it talks without encryption
        arguments.append("--KernelManager.transport_encryption=auto")
    LabApp.launch_instance([*arguments, *rest])


def _copies(chosen: Language) -> tuple[Path, str]:
    """The folder that JupyterLab shows, and where in it the attendee's copies are.

    The course's whole folder, so that links in notebooks lead to the data sets as well; only the
    copies where those had to be made elsewhere.
    """
    from mlworkshop import copies

    own, root = copies.folder(), structure.root()
    try:
        for line in copies.bring_up_to_date(chosen).lines():
            print(line)
    except WorkshopError as error:
        if not (own / chosen / f"{START}.ipynb").exists():
            raise
        print(error, file=sys.stderr)  # those of last time are there
    return (root, copies.FOLDER) if own.parent == root else (own, "")


def _prepend(variable: str, path: Path) -> None:
    before = os.environ.get(variable)
    os.environ[variable] = f"{path}{os.pathsep}{before}" if before else str(path)


def _has_browser() -> bool:
    """Whether a window can open; otherwise a text browser would take the terminal over."""
    return not sys.platform.startswith("linux") or any(
        os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    )


def _update(options: argparse.Namespace) -> int:
    """Get the newest version of the course; notebooks that you changed are kept."""
    from mlworkshop import update

    chosen: Language = options.lang or language.of_system()
    _speak(chosen)
    return update.main(chosen)


def _doctor(options: argparse.Namespace) -> int:
    """Look whether everything is there that the course needs, and name the fix."""
    from mlworkshop.checkup import State, examine

    found = examine()
    print(found)
    return 1 if found.state is State.PROBLEM else 0


def _progress(options: argparse.Namespace) -> int:
    """Show the map of the course with your progress, or take it along in one file."""
    from mlworkshop import journal

    if options.action and not options.file:
        raise WorkshopError(
            text(
                en=f"Name a file: mlworkshop progress {options.action} my-progress.jsonl",
                ja=f"ファイル名を指定してください：mlworkshop progress {options.action} "
                "my-progress.jsonl",
            )
        )
    if options.action == "export":
        count = journal.export(options.file)
        print(
            text(en=f"{counted(count, 'record')} written.", ja=f"{count}件の記録を書き出しました。")
        )
    elif options.action == "import":
        count = journal.import_(options.file)
        if trouble := journal.trouble():
            raise WorkshopError(trouble)
        print(text(en=f"{counted(count, 'record')} added.", ja=f"{count}件の記録を追加しました。"))
    else:
        from mlworkshop.overview import progress_map

        print(progress_map.plain())
    return 0


def _data(options: argparse.Namespace) -> int:
    """Check the course's data sets against their checksums, or download photos."""
    from mlworkshop import data

    if options.action == "download":
        if not options.name:
            raise WorkshopError(
                text(
                    en="Name the data set: mlworkshop data download cat_photos",
                    ja="データセット名を指定してください：mlworkshop data download cat_photos",
                )
            )
        data.download(options.name)
        return 0
    problems = data.problems()
    for problem in problems:
        print(problem)
    if not problems:
        print(text(en="All data sets are as they should be.", ja="データはすべて正常です。"))
    return 1 if problems else 0


def _build(options: argparse.Namespace) -> int:
    """Make notebooks/ and solutions/ from lessons/ and quizzes/."""
    from mlworkshop.authoring import build

    return build.main(options.check, options.all, options.lesson)


def _minutes(options: argparse.Namespace) -> int:
    """Print how long lessons and ways take."""
    from mlworkshop.authoring import times

    return times.main(options.lesson)


def _notes(options: argparse.Namespace) -> int:
    """Write the speaker's page of a lesson, for a second screen or paper."""
    from mlworkshop.authoring import speaker_notes

    chosen: Language = options.lang or language.of_system()
    _speak(chosen)
    print(speaker_notes.write(options.lesson, chosen))
    return 0


def _slides(options: argparse.Namespace) -> int:
    """Write lessons as slides: one file each, for which `make slides` fetches what it needs."""
    from mlworkshop.authoring import slides

    return slides.main(options.lesson, (options.lang,) if options.lang else LANGUAGES)


def _site(options: argparse.Namespace) -> int:
    """Write the web edition, for which `make site` fetches what it needs."""
    from mlworkshop.authoring import site

    return site.main()


def _lite(options: argparse.Namespace) -> int:
    """Write the edition for the browser alone, for which `make lite` fetches what it needs."""
    from mlworkshop.authoring import lite

    return lite.main()


def _lint(options: argparse.Namespace) -> int:
    """Look for mistakes in lessons, quizzes, data sets and the words of all texts."""
    from mlworkshop.authoring import author_code, lint, wording

    if options.shrink_baseline:
        print(wording.shrink_baseline())
    elif options.start_baseline is not None:
        print(wording.start_baseline(options.start_baseline))
    return author_code.supervised(lint.main)


def _new(options: argparse.Namespace) -> int:
    """Write the skeleton of a lesson, question, exercise or activity; blanks are marked TODO."""
    from mlworkshop.authoring import skeletons

    if options.what == "lesson":
        paths = skeletons.lesson(options.id)
        place = f"List it in lessons/course.yml, unless it is there:\n  - id: {options.id}"
    elif options.what == "question":
        paths = skeletons.question(options.kind, options.id, options.lesson)
        place = f'Ask it in the lesson, in a cell of its own:\n  ws.quiz("{options.id}")'
    elif options.what == "activity":
        paths = skeletons.activity(options.name)
        place = (
            "Say what is done to it, in EXAMPLES of tests/unit/test_every_activity.py, and show it "
            f"in a lesson, in a cell of its own:\n  ws.activities.{options.name}(visitors=100)"
        )
    else:
        paths = skeletons.exercise(options.id, options.lesson, code=options.code)
        place = "Move its cells to where the lesson needs them; they are above the recap."
    for path in paths:
        print(path.relative_to(structure.root()).as_posix())
    print(f"Next:\n{place}\nFill in each TODO; `mlworkshop lint` names those that are left.")
    print("Then `make build` and `make lab`.")
    return 0


def _bench(options: argparse.Namespace) -> int:
    """Measure the budgets and print them as a Markdown table."""
    from mlworkshop.authoring import bench

    return bench.main()


if __name__ == "__main__":
    sys.exit(main())
