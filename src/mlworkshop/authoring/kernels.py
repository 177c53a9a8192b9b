"""The surroundings in which lessons are executed and tested: offline, fresh, always the same."""

from __future__ import annotations

import os
import re
import tempfile
import uuid
from pathlib import Path

import zmq
from traitlets.config import Config

OFFLINE = Path(__file__).with_name("offline")
CELL_TIMEOUT = 60  # seconds; far above the budget of 5, for busy machines

# What pandas' styled tables show anew in every run: their id in HTML, their address in plain text.
_STYLE_ID, _ADDRESS = r"\bT_[0-9a-f]{5}(?=\b|_)", r"\bat 0x[0-9a-f]+\b"
_MEASURED = r"≈\d[\d.,]*"  # by the clock: lessons write this sign before such a number, no other
_PNG = r"(?<=data:image/png;base64,)[\w+/=]+"  # drawn a little differently on other machines
VARYING = {_STYLE_ID: "T_", _ADDRESS: "at 0x0", _MEASURED: "≈0", _PNG: ""}


def environment(home: Path) -> dict[str, str]:
    """Environment variables for a kernel.

    Parameters
    ----------
    home : Path
        An empty folder for the attendee's progress and for IPython's own files.

    Returns
    -------
    dict
        Those of this process, with the network blocked and what could change outputs fixed.
    """
    python_path = [str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(python_path),
        "MLWORKSHOP_HOME": str(home / "mlworkshop"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Two kernels on two cores; and sums in one order, whatever the machine.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def steady(line: str, own: str) -> str:
    """A line of output with what varies from run to run replaced.

    Parameters
    ----------
    line : str
    own : str
        Stands for a table's id: five hexadecimal digits of its cell's own, as tables share a page.
    """
    return re.sub(_ADDRESS, "at 0x0", re.sub(_STYLE_ID, f"T_{own}", line))


def sockets() -> Config:
    """Settings for a kernel manager, so that kernels of several processes can start at once.

    A manager picks free TCP ports and lets go of them, so that its kernel can take them. When
    another process takes one in between, the kernel stays mute for ever
    (https://github.com/jupyter/jupyter_client/issues/487). A socket's file is the kernel's own.

    Returns
    -------
    traitlets.config.Config
        A new one for each kernel; empty where there are no such sockets.
    """
    if not zmq.has("ipc"):
        return Config()
    # A file's whole path must be shorter than about a hundred characters.
    path = Path(tempfile.gettempdir(), f"kernel-{uuid.uuid4().hex[:12]}")
    return Config(KernelManager={"transport": "ipc", "ip": str(path)})
