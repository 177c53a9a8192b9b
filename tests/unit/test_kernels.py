"""The surroundings in which lessons are executed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import zmq
from jupyter_client.manager import KernelManager

from mlworkshop.authoring import kernels


@pytest.mark.skipif(not zmq.has("ipc"), reason="this system has no sockets that are files")
def test_a_kernel_answers_where_no_other_process_can_take_its_place():
    manager = KernelManager(config=kernels.sockets())
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        assert manager.get_connection_info()["transport"] == "ipc"
        assert len(_files(manager)) == 5
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert _files(manager) == []


def _files(manager: KernelManager) -> list[Path]:
    path = Path(manager.ip)
    return list(path.parent.glob(f"{path.name}-*"))


def test_only_seconds_and_the_points_of_plots_are_left_out_when_outputs_are_compared():
    def compared(line: str) -> str:
        for pattern, stands_in in kernels.VARYING.items():
            line = re.sub(pattern, stands_in, line)
        return line

    assert compared("<td>≈0.23</td> 12") == compared("<td>≈1,234.5</td> 12")
    assert compared("<td>≈0.23</td> 12") != compared("<td>≈0.23</td> 13")
    plot = '<img alt="up to {}" src="data:image/png;base64,{}">'
    assert compared(plot.format(3, "iVBO+/==")) == compared(plot.format(3, "aB3="))
    assert compared(plot.format(3, "aB3=")) != compared(plot.format(4, "aB3="))


def test_each_kernel_has_sockets_of_its_own(monkeypatch):
    assert kernels.sockets() != kernels.sockets()
    monkeypatch.setattr(zmq, "has", lambda feature: feature != "ipc")
    assert kernels.sockets() == {}  # TCP, as on Windows


def test_a_page_that_is_slow_gets_every_message():
    manager = KernelManager(config=kernels.sockets())
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        begin = 'import mlworkshop as ws; ws.begin("00-start-here", "en")'
        client.execute_interactive(begin, timeout=60, output_hook=lambda message: None)
        client.execute("import ipywidgets\nfor _ in range(2000): ipywidgets.Layout()")
        client.get_shell_msg(timeout=60)  # all were sent, and nobody has read one
        opened = 0
        while (message := client.get_iopub_msg(timeout=10))["content"] != {
            "execution_state": "idle"
        }:
            opened += message["msg_type"] == "comm_open"
        assert opened == 2000
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
