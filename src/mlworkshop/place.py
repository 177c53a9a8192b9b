"""Where this runs, and which commands exist there.

What helps somebody must be something that they have: `make lab` on a laptop, conda on Windows,
neither on Binder.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text

BROWSER = "JupyterLite"  # Python inside the page: the edition for the browser alone


def name() -> str | None:
    """The name of the platform, if it can be told."""
    if sys.platform == "emscripten":
        return BROWSER
    if importlib.util.find_spec("google") and importlib.util.find_spec("google.colab"):
        return "Google Colab"
    if "BINDER_SERVICE_HOST" in os.environ or "BINDER_REPO_URL" in os.environ:
        return "Binder"
    if Path.home().name == "studio-lab-user":
        return "SageMaker Studio Lab"
    if os.environ.get("CODESPACES") == "true":
        return "GitHub Codespaces"
    if "VSCODE_PID" in os.environ:
        return "VS Code"
    return None


def command(arguments: str) -> str:
    """How one of our own commands is called in a terminal here.

    Parameters
    ----------
    arguments : str
        Such as `doctor`.

    Returns
    -------
    str
        Such as `mlworkshop doctor`; from the course's folder `.venv/bin/mlworkshop doctor` where
        the terminal does not know it otherwise.
    """
    if _is_made_by_make() and not shutil.which("mlworkshop"):
        folder = Path(".venv", "Scripts" if sys.platform == "win32" else "bin")
        return f"{folder / 'mlworkshop'} {arguments}"
    return f"mlworkshop {arguments}"


def installing() -> Text:
    """What brings the packages here to what the course needs."""
    if _is_made_by_make() and sys.platform != "win32":
        return Text(
            en="In a terminal in the course's folder run make lab, then restart the kernel.",
            ja="教材のフォルダーでターミナルを開いて make lab を実行し、カーネルを再起動して"
            "ください。",
        )
    if name() in ("Binder", BROWSER):
        return Text(
            en="Open the course again from its link.",
            ja="教材のリンクをもう一度開いてください。",
        )
    first = {
        "SageMaker Studio Lab": Text(
            en="Open a terminal (File > New > Terminal), run conda activate mlworkshop and",
            ja="ターミナル（File > New > Terminal）を開いて conda activate mlworkshop を実行し、",
        )
    }.get(
        name() or "",
        Text(
            en="In a terminal in the course's folder (with conda: the Anaconda Prompt, after conda "
            "activate mlworkshop)",
            ja="教材のフォルダーでターミナル（conda の場合は Anaconda Prompt で conda activate "
            "mlworkshop を実行した後）から、",
        ),
    )
    call = "pip install -r requirements.txt -e ."
    return Text(
        en=f"{first.en} run {call}, then restart the kernel.",
        ja=f"{first.ja}{call} を実行し、カーネルを再起動してください。",
    )


def _is_made_by_make() -> bool:
    """Whether this Python is that of `.venv`, which `make lab` makes."""
    try:
        return Path(sys.prefix).resolve() == (structure.root() / ".venv").resolve()
    except WorkshopError:
        return False
