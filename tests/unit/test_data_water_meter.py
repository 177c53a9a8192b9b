"""The water meter: readings as they came, segments as the datasheet says."""

from __future__ import annotations

import importlib.util
import re
import zipfile

import pandas as pd
import pytest

from mlworkshop import data
from mlworkshop.course import structure

FOLDER = structure.root() / "datasets" / "water_meter"
SHEETS = ["README.md", "README.ja.md"]


@pytest.fixture(scope="module")
def readings():
    return data.water_meter()


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_water_meter", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_as_documented(readings):
    assert readings.index.name == "time"
    assert readings.index.is_unique
    assert readings.index.is_monotonic_increasing
    assert len(readings) == 1268
    assert [str(readings.index[at].date()) for at in (0, -1)] == ["2022-03-20", "2022-05-16"]
    assert readings.columns.tolist() == ["flow_l_s", "event", "kind"]
    assert readings["flow_l_s"].notna().all()
    assert ((readings["event"] > 0) == readings["kind"].notna()).all()
    assert readings["kind"].cat.categories.tolist() == [*data.labels("water_meter")]


def test_the_segments_are_those_that_the_documentation_describes(readings):
    """Three low ones, and a peak after the first two."""
    kinds = readings[readings["event"] > 0].groupby("event")["kind"].unique()
    assert [kind.tolist() for kind in kinds] == [["low"], ["low"], ["peak"], ["low"]]
    outside = readings.loc[readings["event"] == 0, "flow_l_s"]
    assert readings.loc[readings["kind"] == "low", "flow_l_s"].max() < 98 < outside.min()
    assert readings.loc[readings["kind"] == "peak", "flow_l_s"].min() > outside.max()
    # each one is a run without a gap
    for _, segment in readings[readings["event"] > 0].groupby("event"):
        span = segment.index[-1] - segment.index[0]
        assert span / pd.Timedelta(hours=1) + 1 == len(segment)


def test_the_script_finds_low_runs_and_the_peak(build):
    hours = pd.date_range("2022-03-24 00:00", periods=30, freq="h", tz="Europe/Rome")
    times = hours.strftime("%Y-%m-%dT%H:%M:%S+01:00")
    made = pd.DataFrame({"time": times, "flow_l_s": 100.0})
    made.loc[[3, 4, 6], "flow_l_s"] = [50, 97.9, 20]  # one segment, with an ordinary hour in it
    made.loc[10, "flow_l_s"] = 110
    made.loc[20, "flow_l_s"] = 30
    made.loc[21, "flow_l_s"] = 98  # not below
    assert build.events(made).to_numpy().tolist() == [
        [times[3], times[6], "low"],
        [times[10], times[10], "peak"],
        [times[20], times[20], "low"],
    ]


def test_the_script_makes_the_segments_that_are_shipped(build):
    shipped = pd.read_csv(FOLDER / "water_meter.csv")
    assert build.events(shipped).equals(pd.read_csv(FOLDER / "events.csv"))


def test_other_readings_are_refused(build, tmp_path):
    other = tmp_path / "other.whl"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("river/datasets/water-flow.csv", "Time,Water flow [l/s]\n")
    with pytest.raises(SystemExit, match="does not hold the readings"):
        build.main(other)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_datasheet_s_numbers_are_those_of_the_data(readings, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    flow, inside = readings["flow_l_s"], readings["event"] > 0
    times = pd.to_datetime(pd.read_csv(FOLDER / "water_meter.csv")["time"], utc=True)
    hours = (times.iloc[-1] - times.iloc[0]) / pd.Timedelta(hours=1) + 1
    assert re.findall(r"^\|[^|]+\| ([\d.,]+) \|$", content, flags=re.M) == [
        f"{len(readings):,}",
        f"{inside.sum()}",
        f"{hours - len(readings):.0f}",
        *(f"{number:.2f}" for number in (flow.min(), flow.median(), flow.max())),
        *(f"{number:.2f}" for number in (flow[~inside].min(), flow[~inside].max())),
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_datasheet_names_the_segments(readings, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    found = [
        f"| {number} | `{part['kind'].iloc[0]}` | {part.index[0]:%Y-%m-%d %H:%M} "
        f"| {part.index[-1]:%Y-%m-%d %H:%M} | {len(part)} |"
        for number, part in readings[readings["event"] > 0].groupby("event")
    ]
    assert re.findall(r"^\| \d \|.*$", content, flags=re.M) == found


def test_most_hours_are_missing_where_the_datasheet_says(readings):
    whole = pd.date_range(readings.index[0], readings.index[-1], freq="h")
    missing = whole.difference(readings.index)
    stretches = [("2022-04-24", "2022-04-26"), ("2022-05-10", "2022-05-13")]
    there = sum(
        ((missing >= start) & (missing < pd.Timestamp(end) + pd.Timedelta(days=1))).sum()
        for start, end in stretches
    )
    assert there > 0.9 * len(missing)


def test_the_night_before_the_second_segment_has_the_highest_flow(readings):
    ordinary = readings.loc[readings["event"] == 0, "flow_l_s"]
    night = ordinary[ordinary.index.hour.isin([2, 3, 4])]
    by_day = night.groupby(night.index.date).median()
    assert str(by_day.idxmax()) == "2022-03-29"
    assert by_day.max() > by_day.nlargest(2).iloc[1] + 2
    # "by night hardly less than by day"
    by_hour = ordinary.groupby(ordinary.index.hour).median()
    assert by_hour.min() > 0.95 * by_hour.max()


def test_line_ends_are_the_same_everywhere():
    for name in ("water_meter.csv", "events.csv"):
        assert b"\r" not in (FOLDER / name).read_bytes()
