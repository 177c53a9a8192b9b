"""Create or update `.venv`: every pin of requirements.txt, and this repository, editable.

Needs nothing but the standard library, and does nothing where the environment is as it should be.
Otherwise, in this order:

1. Make the environment afresh if it is missing, half-made, moved, or of another Python; before
   that, look for free disk space, and for `venv` unless uv is there.
2. Forget what the environment holds: until the end it counts as half-made.
3. Install the pins and the repository, byte-compiled, with uv if it is there and pip otherwise.
4. Note down what was installed, so that the next run can tell that nothing changed.

Where WHEELS names a folder, packages come from there alone: a room without a network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
_of_system = runpy.run_path(str(ROOT / "src" / "mlworkshop" / "system_language.py"))["of_system"]
SPACE = 1_500_000_000  # bytes: the environment with its test tools, and the downloads for it
# What can come on top, each with its own file of pins.
EXTRAS = {
    "dev": "with the tools for tests and authors",
    "teach": "with what an instructor presents with",
    "room": "with what serves a room: who is where, and how the class votes",
    "site": "with what makes the web edition",
    "lite": "with what makes the edition for the browser alone",
    "hub": "with what serves a class from one machine",
}

DISK_FULL = re.compile(r"No space left on device|os error 28|Errno 28|Disk quota exceeded")
UNREACHABLE = re.compile(
    r"after connection broken by|Failed to establish a new connection|Failed to fetch"
    r"|error sending request|Could not connect|Temporary failure in name resolution"
    r"|Max retries exceeded|Read timed out|ProxyError|SSLError|operation timed out",
    re.IGNORECASE,
)


class Failure(Exception):
    """What went wrong, why, and the fix, in one paragraph."""


def text(*, en: str, ja: str) -> str:
    """The text in the system's language; the package itself is not installed yet."""
    return ja if _of_system() == "ja" else en


def pins(extras: list[str]) -> dict[str, str]:
    """Each file of pins with a hash of its content: what a kernel needs, and what is on top."""
    files = ["requirements.txt", *(f"requirements-{extra}.txt" for extra in extras)]
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files}


def package() -> dict[str, str]:
    """A hash of what installing this repository brings besides its code, which is only linked."""
    settings = sorted(ROOT.glob("tools/jupyter/**/*.json"))
    files = [ROOT / "pyproject.toml", ROOT / "setup.py", *settings]
    content = b"".join(file.read_bytes() for file in files if file.is_file())
    return {"package": hashlib.sha256(content).hexdigest()}


def installed() -> dict[str, str]:
    """What the environment holds; nothing unless it is whole, in place and of its Python."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        if stamp["root"] == str(ROOT) and stamp["python"] == version_of(PYTHON):
            return dict(stamp["pins"])
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
        pass
    return {}


def version_of(python: Path) -> str:
    """Such as `3.13`."""
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run(
        [python, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.strip()


def update(extras: list[str]) -> None:
    """Make the environment what the pins say; see the steps at the top."""
    needed, present = pins(extras), installed()
    wanted = needed | package()
    if wanted.items() <= present.items():
        return
    uv = shutil.which("uv")
    if not present:
        check_space()
        if not uv:
            check_venv()
    say(
        text(
            en="Installing the course into .venv. This takes a minute or a few, once.",
            ja="教材の環境を .venv に準備しています。初回のみ、数分かかります。",
        )
    )
    STAMP.unlink(missing_ok=True)
    requirements = [part for name in needed for part in ("-r", name)]
    wheels = os.environ.get("WHEELS", "")
    offline = ["--no-index", "--find-links", os.path.abspath(wheels)] if wheels else []
    if not present:
        # In an active environment, the Python that it was made from: the environment is replaced.
        python = getattr(sys, "_base_executable", sys.executable)
        if uv:
            run(
                [
                    uv,
                    "venv",
                    "--quiet",
                    "--seed",
                    "--clear",
                    "--python",
                    python,
                    *offline,
                    str(VENV),
                ]
            )
        else:
            run([python, "-m", "venv", "--clear", str(VENV)])
    if uv:
        command = [uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode"]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    run([*command, *offline, *requirements, "-e", "."])
    stamp = {"root": str(ROOT), "python": version_of(PYTHON), "pins": present | wanted}
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def check_space() -> None:
    """Refuse to begin an installation that cannot fit."""
    free = shutil.disk_usage(ROOT).free
    if free < SPACE:
        raise Failure(disk_full(free))


def check_venv() -> None:
    """Refuse to begin without what makes an environment: Debian ships it apart from Python."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    version = "{}.{}".format(*sys.version_info[:2])
    raise Failure(
        text(
            en=f"Python {version} here came without its module `venv`, which makes the course's "
            "environment. On Debian and Ubuntu run: "
            f"sudo apt install python{version}-venv; then run the same command again.",
            ja=f"この Python {version} には、教材の環境を作るためのモジュール `venv` が"
            f"含まれていません。Debian・Ubuntu では sudo apt install python{version}-venv を"
            "実行してから、もう一度同じコマンドを実行してください。",
        )
    )


def run(command: list[str]) -> None:
    """Run one step of the installation; say in plain words why it failed.

    Raises
    ------
    Failure
    """
    complaints = []
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            complaints.append(line)
            if not line.startswith((" + ", " - ", " ~ ")):  # uv's list of every package
                sys.stderr.write(line)
    if process.returncode == 0:
        return
    said = "".join(complaints)
    if DISK_FULL.search(said):
        raise Failure(disk_full(shutil.disk_usage(ROOT).free))
    if UNREACHABLE.search(said):
        raise Failure(
            text(
                en="The packages could not be downloaded, because the package index cannot be "
                "reached. Check the network connection; behind a company's proxy set HTTPS_PROXY, "
                "or name the company's own index in PIP_INDEX_URL (for uv: UV_INDEX_URL). Then run "
                "the same command again: it goes on from what it has.",
                ja="パッケージの配布サーバーに接続できないため、ダウンロードできませんでした。"
                "ネットワーク接続を確認してください。社内プロキシを使う場合は HTTPS_PROXY を、"
                "社内の配布サーバーを使う場合は PIP_INDEX_URL（uv では UV_INDEX_URL）を設定します。"
                "その後、もう一度同じコマンドを実行してください。",
            )
        )
    raise Failure(
        text(
            en=f"The installation stopped; the lines above say why (Python {sys.version.split()[0]}"
            f", {'uv' if 'uv' in command[0] else 'pip'}). Run the same command again; if it stops "
            "at the same place, report the lines above.",
            ja="インストールが途中で止まりました。理由は上の行に表示されています（Python "
            f"{sys.version.split()[0]}）。もう一度同じコマンドを実行し、同じところで止まる場合は"
            "上の行を添えて報告してください。",
        )
    )


def disk_full(free: int) -> str:
    """The paragraph for a disk without room."""
    return text(
        en=f"The disk is too full: the course's environment needs {SPACE / 1e9:.1f} GB below "
        f"{ROOT}, and {free / 1e9:.1f} GB are free there (its download cache and the folder for "
        "temporary files, TMPDIR, need room too). Free some space, then run the same command "
        "again.",
        ja=f"ディスクの空き容量が足りません。{ROOT} に {SPACE / 1e9:.1f} GB が必要ですが、空きは "
        f"{free / 1e9:.1f} GB です（ダウンロードのキャッシュと一時ファイルのフォルダ TMPDIR にも"
        "空きが必要です）。空き容量を増やしてから、もう一度同じコマンドを実行してください。",
    )


def say(line: str) -> None:
    """Tell what happens now."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Run from the Makefile."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for extra, what in EXTRAS.items():
        parser.add_argument(
            f"--{extra}", dest="extras", action="append_const", const=extra, default=[], help=what
        )
    try:
        update(parser.parse_args().extras)
    except Failure as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        say(
            text(
                en="\nInterrupted. The next run starts the installation afresh.",
                ja="\n中断しました。次回の実行時にインストールをやり直します。",
            )
        )
        return 130
    except OSError as error:
        say(f"\n{disk_full(shutil.disk_usage(ROOT).free) if error.errno == 28 else error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
