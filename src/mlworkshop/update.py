"""The newest version of the course, without losing anything that somebody wrote.

Where the course came by git, `git pull --ff-only` fetches it: never a stash, a reset or a merge.
Notebooks that were changed in the course's own folder, as on SageMaker Studio Lab, would be in its
way; they are set aside under their name and the date first.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mlworkshop import copies, files, place
from mlworkshop.course import notebook_files, structure
from mlworkshop.course.notebook_files import Unreadable
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Language, text

_TIMEOUT = 600  # seconds, for a slow network
_PINS = "requirements.txt"
# What git leaves behind while somebody merges: theirs to finish.
_UNFINISHED = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
# Of `git status --porcelain`: changed or deleted on disk only, or in conflict after a stash.
_OURS_TO_RESTORE = (" M", " D", "UU", "AA")


def main(language: Language) -> int:
    """Fetch the newest version, bring the copies up to date, and print what was done.

    Parameters
    ----------
    language : {"en", "ja"}
        Of the copies that are made where there are none yet.

    Returns
    -------
    int
        0 when both could be done.
    """
    problem: WorkshopError | None = None
    try:
        for line in _fetch():
            print(line)
    except WorkshopError as error:  # the copies can still be renewed
        problem = error
    said = [
        line
        for each in copies.languages() or [language]
        for line in copies.bring_up_to_date(each).lines()
    ]
    for line in said:
        print(line)
    if problem:
        raise problem
    print(
        text(
            en="Everything is up to date. What is open in JupyterLab: Kernel > Shut Down All "
            "Kernels…, then close the notebooks and open them again.",
            ja="すべて最新です。JupyterLab で開いているノートブックは、Kernel > Shut Down All "
            "Kernels… でカーネルを停止し、いったん閉じてから開き直してください。",
        )
    )
    return 0


def _fetch() -> Iterator[str]:
    """Bring the course's own folder up to date, and say what is done.

    Raises
    ------
    WorkshopError
        Where that cannot be done, with what to do instead.
    """
    root = structure.root()
    if not os.access(root, os.W_OK):
        yield text(
            en=f"{root} belongs to someone else, such as your hub, who updates it for you.",
            ja=f"{root} は、ハブの管理者などが更新するフォルダーです。",
        )
        return
    if not _is_from_git():
        raise WorkshopError(_by_hand())
    yield from _make_way()
    if _git("rev-parse", "--abbrev-ref", "@{upstream}").returncode:
        raise WorkshopError(
            text(
                en="This branch follows no other, so there is nothing to fetch from. Run: git "
                "switch main, then this command again.",
                ja="このブランチには取得元が設定されていません。git switch main を実行してから、"
                "もう一度このコマンドを実行してください。",
            )
        )
    pins = _pins()
    pulled = _git("pull", "--ff-only", "--no-rebase", "--quiet")  # whatever the user's settings say
    if pulled.returncode:
        raise WorkshopError(_why_not_pulled(pulled.stderr))
    if _pins() != pins:
        yield text(
            en=f"The course needs other packages now. {place.installing().en}",
            ja=f"必要なパッケージが変わりました。{place.installing().ja}",
        )


def _make_way() -> Iterator[str]:
    """Set aside what was changed in `notebooks/`, and put back what the course gave.

    Raises
    ------
    WorkshopError
        If something else was changed: then nothing is done.
    """
    if any(not _git("rev-parse", "--quiet", "--verify", name).returncode for name in _UNFINISHED):
        raise WorkshopError(
            text(
                en="A merge in git is not finished here. Finish it, or go back with git merge "
                "--abort; then run this command again.",
                ja="git のマージが途中です。完了するか、git merge --abort で取り消してから、"
                "もう一度このコマンドを実行してください。",
            )
        )
    # -z: each entry as it is, without quotation marks; --no-renames: one path each.
    listed = _git("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no").stdout
    changed = [(entry[:2], entry[3:]) for entry in listed.split("\0") if entry]
    others = [
        path for state, path in changed if state not in _OURS_TO_RESTORE or not _is_notebook(path)
    ]
    if others:
        names = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
        raise WorkshopError(
            text(
                en=f"These files of the course were changed here: {names}. Commit them, or undo "
                "your changes; then run this command again. Nothing was changed by it.",
                ja=f"教材の次のファイルが変更されています：{names}。コミットするか、変更を取り消して"
                "から、もう一度このコマンドを実行してください。まだ何も変更していません。",
            )
        )
    for _, path in changed:
        yield from _put_back(path)


def _is_notebook(path: str) -> bool:
    return path.startswith("notebooks/") and path.endswith(".ipynb")


def _put_back(name: str) -> Iterator[str]:
    """Give a notebook of the course its own content again; what it holds now gets another name."""
    path = structure.root() / name
    if path.exists() and not _nothing_typed(path):
        try:
            aside = copies.set_aside(path)
        except OSError as error:
            raise files.not_written(path, error) from None
        yield text(
            en=f"{name} was put back as the course gave it. The one you worked in is now called "
            f"{aside.name}.",
            ja=f"{name} を元の状態に戻しました。これまで使っていたものは {aside.name} という"
            "名前で残してあります。",
        )
    restored = _git("restore", "--source=HEAD", "--staged", "--worktree", "--", name)
    if restored.returncode:
        raise WorkshopError(_why_not_pulled(restored.stderr))


def _nothing_typed(path: Path) -> bool:
    try:
        return notebook_files.version(path).is_untouched
    except Unreadable:
        return False


def _why_not_pulled(said: str) -> str:
    """What to do when git would not."""
    if "fast-forward" in said or "diverg" in said:
        return text(
            en="There are commits of your own here, so git must merge. If you know git: git pull "
            "--no-rebase. With a link from your instructor: click it again. Nothing was changed.",
            ja="ここには独自のコミットがあるため、git でのマージが必要です。git に慣れている方は "
            "git pull --no-rebase を実行してください。講師から受け取ったリンクで開いた場合は、"
            "そのリンクをもう一度クリックしてください。何も変更していません。",
        )
    if "would be overwritten" in said or "No space left" in said:
        reason = said.strip()
        return text(
            en=f"git says: {reason}\nMove these files elsewhere or free some space, then run this "
            "command again.",
            ja=f"git のメッセージ：{reason}\nファイルを別の場所に移すか、空き容量を増やしてから、"
            "もう一度このコマンドを実行してください。",
        )
    reason = said.strip() or "no answer"
    return text(
        en=f"The new version could not be fetched. Check the network, then run this command "
        f"again. git says: {reason}",
        ja="新しい版を取得できませんでした。ネットワーク接続を確認してから、もう一度実行して"
        f"ください。git のメッセージ：{reason}",
    )


def _by_hand() -> str:
    address = f"https://github.com/{structure.load().repository}"
    own = copies.FOLDER
    return text(
        en=f"The course did not come by git here. For a newer version, download {address} (Code > "
        f"Download ZIP), unpack it into a new folder, move your folder {own} into that, and run "
        "make lab there. Your answers are kept elsewhere, so they come along by themselves.",
        ja=f"この教材は git で取得されていません。新しい版は {address} から（Code > Download ZIP）"
        f"ダウンロードし、新しいフォルダーに展開します。そこに {own} フォルダーを移してから、"
        "make lab を実行してください。答えの記録は別の場所にあるため、そのまま引き継がれます。",
    )


def _is_from_git() -> bool:
    asked = _git("ls-files", "--error-unmatch", "lessons/course.yml")
    if "dubious ownership" in asked.stderr:
        raise WorkshopError(
            text(
                en=f"git does not work here, because the folder belongs to another user. git says: "
                f"{asked.stderr.strip()}",
                ja="フォルダーの所有者が異なるため、git を使えません。git のメッセージ："
                f"{asked.stderr.strip()}",
            )
        )
    return asked.returncode == 0


def _pins() -> bytes:
    try:
        return (structure.root() / _PINS).read_bytes()
    except OSError:
        return b""


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in the course's folder; it never asks anything, and answers in English."""
    try:
        return subprocess.run(
            ["git", "-C", str(structure.root()), *arguments],
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:  # no git, or a network that hangs
        return subprocess.CompletedProcess(arguments, 127, "", str(error))
