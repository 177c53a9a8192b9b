"""Memory does not grow with the file: the service reads, trains and predicts in chunks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mlworkshop.authoring import bench


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak in bytes")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "size", [5_000_000, pytest.param(50_000_000, marks=pytest.mark.slow)], ids="{:,}".format
)
def test_four_times_the_data_needs_at_most_a_tenth_more_memory(tmp_path, size):
    peaks = [bench.service_peak(tmp_path, each)[0] for each in (size, 4 * size)]
    assert peaks[1] <= 1.1 * peaks[0]
    # A peak that counts nothing would pass too.
    bare = subprocess.run(
        [sys.executable, "-c", f"import re, mlworkshop, sklearn\n{bench._PEAK}"],
        capture_output=True,
        text=True,
    )
    assert float(bare.stdout) < peaks[0]
