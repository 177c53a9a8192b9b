"""The surroundings in which lessons are executed."""

from __future__ import annotations

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


def test_each_kernel_has_sockets_of_its_own(monkeypatch):
    assert kernels.sockets() != kernels.sockets()
    monkeypatch.setattr(zmq, "has", lambda feature: feature != "ipc")
    assert kernels.sockets() == {}  # TCP, as on Windows
