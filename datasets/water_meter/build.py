"""Build water_meter.csv and events.csv from the package river, which carries the readings.

    pip download --no-deps --only-binary=:all: river==0.26.1
    python datasets/water_meter/build.py river-0.26.1-*.whl

In this order it

1. checks that the readings in the package are those that this script was written for;
2. gives the columns short names; the readings stay as they are;
3. finds the four segments that river's documentation speaks of but does not date: the three runs
   of readings far below the rest, and the highest reading;
4. writes readings and segments, with the same bytes each time.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

# Of the file inside: river has a package for each kind of machine, all with the same readings.
READINGS_SHA256 = "6c84efeb8b148dd2ace656f11f5bd90de22dad014b094e3baafd8dbca69c83dc"
LOW = 98.0  # l/s; every ordinary reading is higher
APART = pd.Timedelta(hours=6)  # readings further apart belong to different segments


def events(readings: pd.DataFrame) -> pd.DataFrame:
    """The segments that the documentation describes: low runs and the peak.

    Parameters
    ----------
    readings : DataFrame
        `time` (text, ISO 8601 with the offset) and `flow_l_s` (litres a second), in order.

    Returns
    -------
    DataFrame
        One row a segment, in order: `start` and `end`, the times of its first and last reading,
        as in the readings, and `kind`, "low" or "peak".
    """
    low = readings[readings["flow_l_s"] < LOW]
    gaps = pd.to_datetime(low["time"], utc=True).diff() > APART
    runs = low.groupby(gaps.cumsum())["time"].agg(["first", "last"])
    found = [(start, end, "low") for start, end in runs.itertuples(index=False)]
    top = readings.loc[readings["flow_l_s"].idxmax(), "time"]
    return pd.DataFrame(sorted([*found, (top, top, "peak")]), columns=["start", "end", "kind"])


def main(package: Path) -> None:
    """Write water_meter.csv and events.csv beside this script."""
    with zipfile.ZipFile(package) as archive:
        content = archive.read("river/datasets/water-flow.csv")
    if hashlib.sha256(content).hexdigest() != READINGS_SHA256:
        sys.exit(f"{package} does not hold the readings that this script was written for.")
    readings = pd.read_csv(io.BytesIO(content))
    readings.columns = ["time", "flow_l_s"]
    found = events(readings)
    here = Path(__file__).parent
    readings.to_csv(here / "water_meter.csv", index=False, lineterminator="\n")
    found.to_csv(here / "events.csv", index=False, lineterminator="\n")
    print(f"{here}: {len(readings):,} readings, {len(found)} events")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
