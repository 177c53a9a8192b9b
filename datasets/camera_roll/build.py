"""Build the camera roll: photos of a size for lessons, each with its author and licence.

    uv run --no-project --with pillow==13.0.0 python datasets/camera_roll/build.py ORIGINALS

ORIGINALS is a folder with

- `photos.tsv`: for each photo `file`, `label` (`cat` or `other`), `kind`, `licence_per_debian` and
  `source`: the package and the path in it that the photo comes from;
- the photos themselves, as the packages hold them;
- `debian-copyright.txt`: what Debian's package says about authors and licences.

In this order it

1. makes each photo that is longer than 480 pixels that long, and writes it as WebP without
   metadata; a WebP photo that is small enough stays as it is, byte by byte;
2. looks up who made it, and which page of Wikimedia Commons it comes from;
3. writes `photos.tsv`, and `REUSE.toml` with author and licence of each photo;
4. prints what `datasets/catalog.yml` says about the files.

The bytes are the same each time with the same version of Pillow.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import sys
from fnmatch import fnmatch
from pathlib import Path

from PIL import Image

LONG_SIDE = 480
QUALITY = 75

SPDX = {
    "GPL-3.0-or-later (the package default)": "GPL-3.0-or-later",
    "GPL-3.0": "GPL-3.0-only",
    "GPL-2+": "GPL-2.0-or-later",
    "public-domain": "LicenseRef-Public-Domain",
}

# What is on the photo, where the file's name without its number does not say so.
SUBJECTS = {
    "blackslate": "blackboard",
    "buffetset": "cup",
    "bulb": "light bulb",
    "chamaeleon": "chameleon",
    "chelsea": "cat",
    "christTheRedeemer": "Christ the Redeemer",
    "colosseum": "Colosseum",
    "dragon": "Komodo dragon",
    "empireState": "Empire State Building",
    "erasers": "eraser",
    "geothermal": "hot spring",
    "jucheTower": "Juche Tower",
    "knife": "cutlery",
    "long_nosed_monkey": "proboscis monkey",
    "measuringTape1": "tape measure",
    "monument1": "Dome of the Rock",
    "monument3": "church",
    "mountRushmore": "Mount Rushmore",
    "pan": "frying pan",
    "plier1": "pliers",
    "screwDriver": "screwdriver",
    "screwDriver2": "screwdriver",
    "solar4": "solar panels",
    "solar5": "solar panels",
    "solar7": "solar panels",
    "statueOfLiberty": "Statue of Liberty",
    "tajMahal": "Taj Mahal",
    "tweezer": "tweezers",
    "tweezer1": "tweezers",
    "victoriaMemorial": "Victoria Memorial",
    "weighingMachine": "scale",
    "windmill6": "wind turbine",
    "zimniPalace": "Winter Palace",
}

COLUMNS = ["file", "subject", "kind", "cat", "licence", "author", "address", "source"]


def subject(name: str) -> str:
    """What is on a photo, by the name of its file without ending."""
    return SUBJECTS.get(name) or re.sub(r"_?\d+$", "", name).replace("_", " ")


def small(path: Path) -> bytes:
    """A photo as WebP, its longer side at most `LONG_SIDE` pixels."""
    with Image.open(path) as opened:
        if path.suffix == ".webp" and max(opened.size) <= LONG_SIDE:
            return path.read_bytes()
        photo = opened.convert("RGB")
    photo.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    made = io.BytesIO()
    photo.save(made, "WEBP", quality=QUALITY, method=6)
    return made.getvalue()


def authors(copyright_file: str) -> list[tuple[list[str], str, str]]:
    """The paragraphs of a Debian copyright file: patterns of files, holders, web address."""
    found = []
    for paragraph in re.split(r"\n\s*\n", copyright_file):
        fields = dict(re.findall(r"^(\w+):((?:.*\n?)(?:[ \t].*\n?)*)", paragraph, re.MULTILINE))
        if "Files" in fields:
            holders = " and ".join(
                re.sub(r"^[\d, -]+|<.*>", "", line).strip()
                for line in fields.get("Copyright", "").strip().splitlines()
            )
            address = re.search(r"https?://\S+", fields.get("Comment", ""))
            found.append((fields["Files"].split(), holders, address[0] if address else ""))
    return found


def author(row: dict[str, str], known: list[tuple[list[str], str, str]]) -> tuple[str, str]:
    """Who made a photo and where it was published; the last entry that fits counts."""
    if named := re.search(r"photographer (.+)", row["source"]):
        return named[1], "https://scikit-image.org"
    if row["licence_per_debian"].endswith("(the package default)"):
        return "the GCompris authors", "https://gcompris.net"
    [path] = re.findall(r"activities/\S+", row["source"])
    stem = f"src/{path}".removesuffix(".webp")
    names = [stem + ending for ending in (".webp", ".jpg", ".png", ".JPG")]
    fitting = [
        (holders, address)
        for patterns, holders, address in known
        if patterns != ["*"] and any(fnmatch(name, each) for name in names for each in patterns)
    ]
    holders, address = fitting[-1]
    return re.sub(r" and others and ", ", ", holders), address or "https://gcompris.net"


def main(originals: Path) -> None:
    """Build the photos and what is said about them, beside this script."""
    here = Path(__file__).parent
    known = authors((originals / "debian-copyright.txt").read_text(encoding="utf-8"))
    with (originals / "photos.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    table, legal, catalogue = [], ["version = 1"], []
    for row in sorted(rows, key=lambda row: row["file"].lower()):
        content = small(originals / row["file"])
        name = Path(row["file"]).stem
        file = f"{name}.webp"
        (here / file).write_bytes(content)
        who, address = author(row, known)
        licence = SPDX.get(row["licence_per_debian"], row["licence_per_debian"])
        is_cat = str(row["label"] == "cat")
        table.append(
            [file, subject(name), row["kind"], is_cat, licence, who, address, row["source"]]
        )
        legal.append(
            f'\n[[annotations]]\npath = "{file}"\n'
            f'SPDX-FileCopyrightText = "{who}; {address}"\n'
            f'SPDX-License-Identifier = "{licence}"'
        )
        catalogue.append((file, content, licence))
    with (here / "photos.tsv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
        writer.writerows([COLUMNS, *table])
    shutil.copyfile(originals / "debian-copyright.txt", here / "debian-copyright.txt")
    (here / "REUSE.toml").write_text("\n".join(legal) + "\n", encoding="utf-8", newline="\n")
    for file, licence in (
        ("photos.tsv", "CC-BY-4.0"),
        ("debian-copyright.txt", "GPL-3.0-or-later"),
    ):
        catalogue.append((file, (here / file).read_bytes(), licence))
    for file, content, licence in catalogue:
        sha256 = hashlib.sha256(content).hexdigest()
        size = f"bytes: {len(content)}, licence: {licence}"
        print(f"    - {{path: camera_roll/{file}, sha256: {sha256}, {size}}}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
