"""The numbers that m3-organisation/01-journey-and-strategy quotes, and how it cleans up."""

from __future__ import annotations

import ipaddress
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import Any

import kit
import numpy as np
import psutil
import pytest
from jupyter_client.manager import KernelManager

from mlworkshop.activities.first_projects import CANDIDATES
from mlworkshop.activities.journey import STAGES, Journey
from mlworkshop.authoring import kernels

LESSON = kit.lesson("m3-organisation/01-journey-and-strategy")
(CELL,) = (each.source for each in LESSON.cells if "LocalCluster(" in each.source)


def run(names):
    """Run the cell with the cluster, from where the search is made, and give its variables."""
    names = dict(names)
    # Compiled, because an interrupt that leaves the text given to `exec` ends this process later.
    exec(compile(CELL[CELL.index("def training_seconds") :], "cell", "exec"), names)
    return names


# ---- the chain and its six sentences


def test_the_chain_prototypes_by_what_can_be_checked():
    said = dict.fromkeys(STAGES, "said")
    first = tuple(STAGES)[:3]
    assert Journey(**said, checkable=first).reached == "prototyping"
    assert LESSON.says(en="the chain is **prototyping**", ja="チェーンは**試作**の段階です")


def test_there_are_as_many_candidates_as_the_text_says():
    assert len(CANDIDATES) == 6
    assert LESSON.says(en="the chain's six candidates", ja="チェーンの6つの候補")


# ---- several attempts


def test_four_short_attempts_and_their_likely_slips():
    asked = LESSON.asked("journey-four-attempts")
    assert asked.answer == pytest.approx(100 * (1 - 0.75**4), abs=0.05)
    assert [mistake.value for mistake in asked.mistakes] == pytest.approx(
        [4 * 25, 100 * 0.75**4, 25], abs=0.05
    )


def test_even_seven_in_a_hundred_is_enough_for_short_attempts_to_draw_level():
    four = 1 - 0.93**4
    assert four == pytest.approx(0.25, abs=0.005)


# ---- engines


def test_the_training_emails_do_not_fit_and_portions_do(names):
    table = names["memory"]
    in_all, at_once = table.iloc[:, 1], table.iloc[:, 2]
    assert round(at_once.iloc[0]) == round(in_all.iloc[0]) == 10
    assert in_all.iloc[1] > in_all.iloc[0]
    assert max(names["sizes"]) == at_once.iloc[1] < 5 < at_once.iloc[0]
    assert list(table.iloc[:, 3]) == ["no", "yes"]


def test_the_two_models_are_not_clearly_apart(names):
    gap = names["gap"]
    assert not gap.excludes_zero
    said = [round(100 * each, 1) for each in (gap.estimate, gap.low, gap.high)]
    assert said == [0.4, -0.1, 0.8]


def test_the_cluster_trains_the_same_twelve_models_and_is_not_done_sooner(names):
    search = names["search"]
    assert search.n_splits_ * len(search.cv_results_["params"]) == 12
    assert names["chosen_here"] == names["chosen_there"]
    runs = [run(names) for _ in range(3)]  # a busy machine may hold up one of them
    assert median(each["there"][1] - each["here"][1] for each in runs) > 0


# ---- the cluster cleans up


def listening(process: psutil.Process | None = None) -> set[tuple[str, int]]:
    """The addresses at which a process, by default this one, waits for connections."""
    return {
        (each.laddr.ip, each.laddr.port)
        for each in (process or psutil.Process()).net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    }


class Search:
    """Stands in for the search, and sees which addresses are open meanwhile."""

    def __init__(self, ends_with: BaseException | None) -> None:
        self.ends_with = ends_with
        self.cv_results_ = {"mean_fit_time": np.zeros(4)}
        self.best_params_: dict[str, float] = {}
        self.calls = 0
        self.saw: set[tuple[str, int]] = set()
        self.children: list[psutil.Process] = []

    def fit(self, numbers: object, spam: object) -> None:
        self.calls += 1
        if self.calls == 2:  # the one on the cluster
            self.saw, self.children = listening(), psutil.Process().children()
            if self.ends_with:
                raise self.ends_with


@pytest.mark.parametrize("ends_with", [None, ValueError(), KeyboardInterrupt()], ids=repr)
def test_nothing_is_left_open_however_the_cell_ends(names, ends_with):
    before, others, search = listening(), psutil.Process().children(), Search(ends_with)
    if ends_with:
        with pytest.raises(type(ends_with)):
            run(names | {"search": search})
    else:
        run(names | {"search": search})
    opened = search.saw - before
    assert opened
    assert all(ipaddress.ip_address(host).is_loopback for host, _ in opened)
    assert listening() <= before
    assert search.children == others  # so that nothing can outlive a kernel that is killed


# ---- a kernel that is stopped meanwhile

SMALL = """
import threading, time
from pathlib import Path

import joblib, numpy, pandas
from dask.distributed import Client, LocalCluster
from sklearn import linear_model
from sklearn.model_selection import GridSearchCV

class SGDClassifier(linear_model.SGDClassifier):
    def fit(self, *data):
        if threading.current_thread() is not threading.main_thread():
            Path({busy!r}).touch()
            time.sleep(pause)
        return super().fit(*data)

numbers = numpy.random.default_rng(0).normal(size=(60, 3))
train = pandas.DataFrame({{"spam": numbers[:, 0] > 0}})
pause = 0
"""


class Kernel:
    """A real one, in which the cell runs with small data and, if asked, slow workers."""

    def __init__(self, manager: KernelManager, busy: Path) -> None:
        self.manager, self.busy = manager, busy
        self.client = manager.client()
        self.client.start_channels()

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(self.manager.provisioner.pid)

    def prepare(self) -> None:
        self.client.wait_for_ready(timeout=60)
        assert self.run(SMALL.format(busy=str(self.busy)))["status"] == "ok"

    def run(self, code: str, **asked: str) -> dict[str, Any]:
        return self.reply(self.client.execute(code, user_expressions=asked))

    def reply(self, request: str) -> dict[str, Any]:
        while True:
            message = self.client.get_shell_msg(timeout=60)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def begin_slowly(self) -> str:
        """Begin the cell, and come back when a worker of the cluster is at work."""
        request = self.client.execute(f"pause = 1\n{CELL}")
        until = time.monotonic() + 30
        while not self.busy.exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        return request

    def left(self) -> tuple[set[tuple[str, int]], str]:
        """Where it waits for connections, and its threads."""
        asked = self.run("", threads="sorted(each.name for each in threading.enumerate())")
        return listening(self.process), asked["user_expressions"]["threads"]["data"]["text/plain"]


@pytest.fixture
def kernel(tmp_path):
    manager = KernelManager(config=kernels.sockets())
    manager.start_kernel(env=kernels.environment(tmp_path), stderr=subprocess.DEVNULL)
    kernel = Kernel(manager, tmp_path / "busy")
    try:
        kernel.prepare()
        yield kernel
    finally:
        kernel.client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.slow
@pytest.mark.parametrize("stop", ["interrupt", "restart", "kill"])
def test_a_kernel_stopped_meanwhile_leaves_nothing_behind_and_runs_it_again(kernel, stop):
    assert kernel.run(CELL)["status"] == "ok"
    usual, process = kernel.left(), kernel.process
    kernel.busy.unlink()
    request = kernel.begin_slowly()
    opened = listening(process) - usual[0]
    assert opened
    assert all(ipaddress.ip_address(host).is_loopback for host, _ in opened)
    assert process.children(recursive=True) == []
    if stop == "interrupt":
        kernel.manager.interrupt_kernel()
        assert kernel.reply(request)["ename"] == "KeyboardInterrupt"
        assert kernel.left() == usual
    else:
        if stop == "kill":
            process.kill()
        kernel.manager.restart_kernel()
        assert not process.is_running()  # and with it went its threads and ports
        kernel.prepare()
    assert kernel.run(f"pause = 0\n{CELL}")["status"] == "ok"
