"""Fetching an archive from a server that does everything servers and networks do to people."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import re
import struct
import sys
import threading
import tracemalloc
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from mlworkshop import cli, data, download, language
from mlworkshop.course import structure
from mlworkshop.download import Archive, Known, Patience, fetch, is_whole
from mlworkshop.errors import WorkshopError

HURRY = Patience(connect=5, stall=5, tries=2, pause=0.01)
BOTH = pytest.mark.parametrize("lang", language.LANGUAGES)
# A copy of the published archive, where there is one.
COPY = Path(
    os.environ.get(download.MIRROR) or structure.root() / "../shared/datasets/mirror"
).resolve()


def jpeg(number):
    made = io.BytesIO()
    noise = random.Random(number).randbytes(100 * 80 * 3)
    Image.frombytes("RGB", (100, 80), noise).save(made, "JPEG", quality=95)
    return made.getvalue()


PHOTOS = {f"{kind}.{n}.jpg": jpeg(f"{kind}{n}") for kind in ("cat", "dog") for n in range(20)}
KNOWN = {
    file: Known(len(content), hashlib.sha256(content).hexdigest())
    for file, content in PHOTOS.items()
}


def packed(photos, folder="pets/train", stamp=2020, **options):
    """A ZIP archive; another stamp makes one of the same size that is not the same."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", **options) as archive:
        for file, content in photos.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{file}", (stamp, 1, 1, 0, 0, 0)), content)
    return made.getvalue()


ZIP = packed(PHOTOS)


class Server(ThreadingHTTPServer):
    """Answers as `script` says, one entry a request; the last entry goes on for ever."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.tag, self.script, self.asked = ZIP, '"one"', [whole], []
        self.over = threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}/data/pets.zip"

    def ranges(self):
        return [headers.get("Range") for headers in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append(self.headers)
        answer = server.script.pop(0) if len(server.script) > 1 else server.script[0]
        answer(self, server)
        self.close_connection = True

    def begin(self, status, length, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_):
        pass


def rest(handler, server):
    """Where to begin, as Range and If-Range ask."""
    asked, mark = handler.headers.get("Range"), handler.headers.get("If-Range")
    if asked is None or mark not in (None, server.tag):
        return 0
    return int(asked.removeprefix("bytes=").removesuffix("-"))


def whole(handler, server, upto=None):
    at, size = rest(handler, server), len(server.content)
    where = {"Content_Range": f"bytes {at}-{size - 1}/{size}"} if at else {}
    handler.begin(206 if at else 200, size - at, ETag=server.tag, **where)
    handler.wfile.write(server.content[at:upto])
    handler.wfile.flush()


def cut(upto):
    return lambda handler, server: whole(handler, server, upto)


def stall(upto):
    def answer(handler, server):
        whole(handler, server, upto)
        server.over.wait(60)

    return answer


def silent(handler, server):
    server.over.wait(60)


def without_range(handler, server, upto=None):
    handler.begin(200, len(server.content), ETag=server.tag)
    handler.wfile.write(server.content[:upto])


def page(handler, server):
    content = b"<!DOCTYPE html><title>Log in to Wi-Fi</title>" + b" " * 5000
    handler.begin(200, len(content), ETag='"page"', Content_Type="text/html")
    handler.wfile.write(content)


def status(number):
    return lambda handler, server: handler.begin(number, 0)


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    """Neither a mirror nor a proxy of whoever runs the tests."""
    monkeypatch.delenv(download.MIRROR, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "downloads" / "pets.zip"


def get(server, target, **options):
    options = {"most": 10 * len(ZIP), "patience": HURRY} | options
    return fetch(getattr(server, "address", server), target, KNOWN, **options)


def refused(server, target, lang="en", **options):
    language.use(lang)
    with pytest.raises(WorkshopError) as error:
        get(server, target, **options)
    assert not target.exists()
    return str(error.value)


def beside(target):
    return {path.name for path in target.parent.iterdir()} - {"pets.zip.lock"}


def test_an_archive_comes_whole_and_once(server, target):
    seen = []
    assert get(server, target, advance=lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == ZIP
    assert beside(target) == {"pets.zip"}
    assert seen == sorted(seen)
    assert seen[-1] == (len(ZIP), len(ZIP))
    assert len(seen) > 3
    assert server.asked[0]["Accept-Encoding"] == "identity"
    assert not get(server, target)
    assert len(server.asked) == 1


def test_an_archive_that_was_damaged_later_comes_again(server, target):
    get(server, target)
    target.write_bytes(ZIP[:5000] + b"?" + ZIP[5001:])
    assert not is_whole(target, KNOWN)
    assert get(server, target)
    assert target.read_bytes() == ZIP


def test_what_was_cut_off_goes_on_within_the_same_call(server, target):
    half = len(ZIP) // 2
    server.script = [cut(half), whole]
    assert get(server, target)
    assert target.read_bytes() == ZIP
    [first, second] = server.asked
    assert "Range" not in first
    at = int(second["Range"].removeprefix("bytes=").removesuffix("-"))
    assert half - (1 << 16) <= at <= half
    assert second["If-Range"] == '"one"'


def test_a_silent_server_is_left_and_the_rest_comes_later(server, target):
    server.script = [stall(len(ZIP) // 2), whole]
    assert get(server, target, patience=replace(HURRY, stall=0.5))
    assert target.read_bytes() == ZIP
    assert server.ranges()[1] is not None


@BOTH
def test_what_breaks_too_often_says_what_is_kept_and_goes_on_in_the_next_call(server, target, lang):
    server.script = [cut(200_000), cut(200_000)]
    says = refused(server, target, lang)
    kept = target.with_name("pets.zip.part").stat().st_size
    assert 100_000 < kept <= 200_000
    assert f"{kept / 1e6:.1f} MB" in says
    assert download.MIRROR in says
    assert server.address in says
    assert len(server.asked) == 1 + HURRY.tries
    server.script = [whole]
    assert get(server, target)
    assert target.read_bytes() == ZIP
    assert beside(target) == {"pets.zip"}
    assert server.ranges()[-1] == f"bytes={kept}-"


def test_whoever_comes_further_each_time_may_try_more_often(server, target, monkeypatch):
    monkeypatch.setattr(download, "_RENEWS", 60_000)
    server.script = [*(cut(n * 70_000) for n in range(1, 6)), whole]
    assert len(ZIP) > 350_000
    assert get(server, target)
    assert len(server.asked) == 6 > 1 + HURRY.tries
    assert target.read_bytes() == ZIP


def test_an_interrupted_call_goes_on_where_it_stopped(server, target):
    def interrupt(done, total):
        if done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(server, target, advance=interrupt)
    assert not target.exists()
    assert get(server, target)
    assert server.ranges() == [None, "bytes=131072-"]
    assert target.read_bytes() == ZIP


def test_a_server_that_ignores_range_begins_anew(server, target):
    server.script = [lambda h, s: without_range(h, s, 200_000), without_range]
    assert get(server, target)
    assert target.read_bytes() == ZIP
    assert server.ranges()[1] is not None


@BOTH
def test_a_server_that_ignores_range_and_breaks_is_named_as_such(server, target, lang):
    server.script = [lambda h, s: without_range(h, s, 200_000)]
    says = refused(server, target, lang)
    words = {"en": "cannot go on where it stopped", "ja": "再開に対応していません"}
    assert words[lang] in says


def changed_and(answer):
    def change(handler, server):
        server.content, server.tag = packed(PHOTOS, stamp=2021), '"two"'
        answer(handler, server)

    return change


def deaf_to_if_range(handler, server):
    del handler.headers["If-Range"]
    whole(handler, server)


@pytest.mark.parametrize("answer", [whole, deaf_to_if_range], ids=["if-range", "range only"])
def test_parts_of_two_files_are_never_joined(server, target, answer):
    server.script = [cut(200_000), changed_and(answer), whole]
    assert get(server, target)
    assert target.read_bytes() == server.content != ZIP
    assert len(server.content) == len(ZIP)


def test_parts_of_two_files_are_never_joined_across_calls_and_addresses(server, target):
    server.script = [cut(200_000)]
    refused(server, target)
    server.content, server.script = packed(PHOTOS, stamp=2021), [whole]  # the same ETag
    other = server.address.replace("/data/", "/other/")
    assert get(other, target)
    assert server.ranges()[-1] is None
    assert target.read_bytes() == server.content


def test_a_file_that_became_shorter_begins_anew(server, target):
    def shorter(handler, server):
        server.content, server.tag = packed(PHOTOS, folder="p"), '"two"'
        handler.begin(416, 0, Content_Range=f"bytes */{len(server.content)}")

    server.script = [cut(200_000), shorter, whole]
    assert get(server, target)
    assert target.read_bytes() == server.content
    assert server.ranges()[2] is None


@pytest.mark.parametrize(
    "place", ["bytes 5-9/{size}", "bytes {at}-{end}/999999", "", "bytes */{size}"]
)
def test_a_part_from_another_place_is_not_taken(server, target, place):
    def misplaced(handler, server):
        at = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        size = len(server.content)
        where = place.format(at=at, end=size - 1, size=size)
        handler.begin(206, size - at, ETag=server.tag, Content_Range=where)
        handler.wfile.write(server.content[at:])

    server.script = [cut(200_000), misplaced, whole]
    assert get(server, target)
    assert server.ranges()[2] is None
    assert target.read_bytes() == ZIP


@pytest.mark.parametrize(
    ("headers", "goes_on"),
    [
        ({"ETag": 'W/"weak"'}, False),
        ({}, False),
        ({"ETag": 'W/"weak"', "Last-Modified": "Tue, 15 Nov 1994 12:45:26 GMT"}, True),
    ],
)
def test_only_a_reliable_mark_lets_it_go_on(server, target, headers, goes_on):
    def answer(upto):
        def give(handler, server):
            at = 0
            if asked := handler.headers.get("Range"):
                at = int(asked.removeprefix("bytes=").removesuffix("-"))
                assert handler.headers["If-Range"] == headers["Last-Modified"]
            size = len(ZIP)
            where = {"Content-Range": f"bytes {at}-{size - 1}/{size}"} if at else {}
            handler.begin(206 if at else 200, size - at, **headers, **where)
            handler.wfile.write(ZIP[at:upto])

        return give

    server.script = [answer(200_000), answer(None)]
    assert get(server, target)
    assert (server.ranges()[1] is not None) == goes_on
    assert target.read_bytes() == ZIP


def test_a_part_that_nobody_asked_for_is_not_taken(server, target):
    def part(handler, server):
        handler.begin(206, 1000, ETag=server.tag, Content_Range=f"bytes 0-999/{len(ZIP)}")
        handler.wfile.write(ZIP[:1000])

    server.script = [part, whole]
    assert get(server, target)
    assert target.read_bytes() == ZIP


@pytest.mark.parametrize("note", ["", "{", "[]", '{"address": "x"}', "null"])
def test_a_damaged_note_only_costs_the_part(server, target, note):
    server.script = [cut(200_000)]
    refused(server, target)
    target.with_name("pets.zip.part.json").write_text(note, encoding="utf-8")
    server.script = [whole]
    assert get(server, target)
    assert server.ranges()[-1] is None
    assert target.read_bytes() == ZIP


def test_a_part_that_is_complete_is_not_asked_for_again(server, target):
    target.parent.mkdir()
    target.with_name("pets.zip.part").write_bytes(ZIP)
    note = {"address": server.address, "mark": '"one"', "total": len(ZIP)}
    target.with_name("pets.zip.part.json").write_text(json.dumps(note), encoding="utf-8")
    assert get(server, target)
    assert server.asked == []
    assert beside(target) == {"pets.zip"}


@pytest.mark.parametrize("number", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(server, target, number):
    server.script = [status(number), whole]
    assert get(server, target)
    assert len(server.asked) == 2


@BOTH
@pytest.mark.parametrize(
    ("number", "words", "asked"),
    [
        (404, {"en": "no such file", "ja": "ファイルがありません"}, 1),
        (403, {"en": "does not hand the file out", "ja": "ファイルを取得できません"}, 1),
        (503, {"en": "does not hand the file out", "ja": "ファイルを取得できません"}, 3),
    ],
)
def test_a_refusal_is_named_with_its_number(server, target, lang, number, words, asked):
    server.script = [status(number)]
    says = refused(server, target, lang)
    assert str(number) in says
    assert words[lang] in says
    assert len(server.asked) == asked
    assert beside(target) == set()


@BOTH
def test_a_refusing_mirror_points_to_its_setting(server, target, lang, monkeypatch):
    monkeypatch.setenv(download.MIRROR, server.address.rpartition("/")[0])
    server.script = [status(404)]
    says = refused("http://127.0.0.1:9/pets.zip", target, lang)
    assert {"en": "correct it, or unset it", "ja": "設定を直すか、設定を消して"}[lang] in says


@BOTH
def test_no_network_is_said_soon(server, target, lang):
    server.server_close()
    says = refused(server, target, lang)
    assert {"en": "cannot be reached", "ja": "接続できません"}[lang] in says
    if sys.platform != "win32":  # which has words of its own
        assert os.strerror(errno.ECONNREFUSED) in says
    assert {"en": "The lessons work", "ja": "写真がなくても"}[lang] in says


@BOTH
def test_a_server_that_never_answers_is_left(server, target, lang):
    server.script = [silent]
    says = refused(server, target, lang, patience=replace(HURRY, stall=0.2, tries=1))
    assert {"en": "no answer in time", "ja": "時間内に応答がありません"}[lang] in says


def test_an_address_that_is_none_is_named(target):
    assert "http:///pets.zip" in refused("http:///pets.zip", target)


@BOTH
def test_a_login_page_in_place_of_the_archive_is_shown(server, target, lang):
    server.script = [page]
    says = refused(server, target, lang)
    assert "<!DOCTYPE html>" in says
    assert {"en": "login page", "ja": "ログイン画面"}[lang] in says
    assert beside(target) == set()
    assert len(server.asked) == 1


@BOTH
@pytest.mark.parametrize("content", [ZIP[:200_000], b"", b"PK", b"PK\3\4" + b"x" * 1000])
def test_an_archive_that_is_none_or_not_all_leaves_nothing(server, target, lang, content):
    server.content = content
    says = refused(server, target, lang)
    words = {"en": "not the archive of photos, or not all of it", "ja": "途中で切れています"}
    assert words[lang] in says
    assert beside(target) == set()
    server.content = ZIP
    assert get(server, target)


@BOTH
def test_a_wrong_photo_is_named_and_nothing_is_kept(server, target, lang):
    server.content = packed(PHOTOS | {"cat.7.jpg": PHOTOS["cat.8.jpg"]})
    says = refused(server, target, lang)
    assert "cat.7.jpg" in says
    assert {"en": "checksum", "ja": "チェックサム"}[lang] in says
    assert beside(target) == set()


@BOTH
def test_missing_photos_are_named_and_counted(server, target, lang):
    few = {file: content for file, content in PHOTOS.items() if "dog.1" not in file}
    server.content = packed(few)
    says = refused(server, target, lang)
    assert "dog.1.jpg" in says
    assert {"en": "10 more of 40", "ja": "ほか 10 枚（全 40 枚中）"}[lang] in says


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_there_can_be_is_refused(server, target, announced):
    def endless(handler, server):
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        handler.wfile.write(b"PK")
        for _ in range(100):
            try:
                handler.wfile.write(b"\0" * 100_000)
            except OSError:
                break

    server.script = [endless]
    says = refused(server, target, most=2_000_000)
    assert ("1,000,000 MB" if announced else "> 2 MB") in says
    assert beside(target) == set()


@BOTH
def test_too_little_room_is_said_before_anything_comes(server, target, lang, monkeypatch):
    class Usage:
        free = 10_000_000

    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: Usage)
    says = refused(server, target, lang)
    assert "10 MB" in says
    assert {"en": "is full", "ja": "空き容量が足りません"}[lang] in says
    assert str(target.parent) in says


@BOTH
def test_a_disk_that_fills_up_keeps_what_came(server, target, lang):
    def full(done, total):
        if done > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")

    says = refused(server, target, lang, advance=full)
    assert {"en": "is full", "ja": "空き容量が足りません"}[lang] in says
    assert get(server, target)
    assert server.ranges()[-1] == "bytes=131072-"


@BOTH
def test_a_folder_that_cannot_be_written_is_named(server, tmp_path, lang):
    (tmp_path / "file").write_text("", encoding="utf-8")
    says = refused(server, tmp_path / "file" / "pets.zip", lang)
    assert str(tmp_path / "file") in says
    assert "MLWORKSHOP_HOME" in says
    assert server.asked == []


@BOTH
def test_two_notebooks_do_not_download_into_one_file(server, target, lang):
    target.parent.mkdir()
    with download._alone(target.with_name("pets.zip.lock")):
        says = refused(server, target, lang)
    assert {"en": "Another notebook", "ja": "別のノートブック"}[lang] in says
    assert server.asked == []
    assert get(server, target)


@pytest.mark.parametrize("tail", ["/data", "/data/", "/data/pets.zip"])
def test_a_mirror_on_the_network_is_asked_instead(server, target, monkeypatch, tail):
    base = server.address.removesuffix("/data/pets.zip")
    paths = []
    server.script = [lambda h, s: (paths.append(h.path), whole(h, s))]
    monkeypatch.setenv(download.MIRROR, base + tail)
    assert get("http://127.0.0.1:9/far/away/pets.zip", target)
    assert paths == ["/data/pets.zip"]


@pytest.mark.parametrize("form", ["folder", "file", "folder address", "file address", "spaces"])
def test_a_mirror_on_this_computer_is_copied_and_stays(tmp_path, target, monkeypatch, form):
    folder = tmp_path / "USB stick, 会場"
    folder.mkdir()
    (folder / "pets.zip").write_bytes(ZIP)
    mirror = {
        "folder": str(folder),
        "file": str(folder / "pets.zip"),
        "folder address": folder.as_uri(),
        "file address": (folder / "pets.zip").as_uri(),
        "spaces": f" {folder} ",
    }[form]
    monkeypatch.setenv(download.MIRROR, mirror)
    seen = []
    assert get("http://127.0.0.1:9/pets.zip", target, advance=lambda *at: seen.append(at))
    assert target.read_bytes() == ZIP
    assert seen[-1] == (len(ZIP), len(ZIP))
    assert beside(target) == {"pets.zip"}
    assert (folder / "pets.zip").read_bytes() == ZIP


@BOTH
def test_a_mirror_that_is_not_there_is_named(tmp_path, target, lang, monkeypatch):
    monkeypatch.setenv(download.MIRROR, str(tmp_path / "nowhere"))
    says = refused("http://127.0.0.1:9/pets.zip", target, lang)
    assert "nowhere" in says
    assert download.MIRROR in says


def test_a_damaged_copy_on_a_mirror_leaves_nothing(tmp_path, target, monkeypatch):
    (tmp_path / "pets.zip").write_bytes(ZIP[:200_000])
    monkeypatch.setenv(download.MIRROR, str(tmp_path))
    assert "not all of it" in refused("http://127.0.0.1:9/pets.zip", target)
    assert beside(target) == set()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_half_a_copy_from_this_computer_is_removed(tmp_path, target, monkeypatch, error):
    (tmp_path / "pets.zip").write_bytes(ZIP)
    monkeypatch.setenv(download.MIRROR, str(tmp_path))

    def fail(done, total):
        raise error

    with pytest.raises((KeyboardInterrupt, WorkshopError)):
        get("http://127.0.0.1:9/pets.zip", target, advance=fail)
    assert beside(target) == set()


def test_a_part_with_which_nobody_could_go_on_is_removed(server, target):
    def without_mark(handler, server):
        handler.begin(200, len(ZIP))
        handler.wfile.write(ZIP[:200_000])

    server.script = [without_mark]
    assert "Nothing is kept" in refused(server, target)
    assert beside(target) == set()
    assert server.ranges() == [None] * 3


def test_photos_are_found_in_any_folder_and_others_are_ignored(server, target):
    many = {**PHOTOS, "cat.999.jpg": b"not in the manifest"}
    server.content = packed(many, "validation/dogs", compression=zipfile.ZIP_DEFLATED)
    assert get(server, target)
    with Archive(target, KNOWN) as archive:
        assert archive.read("cat.3.jpg") == PHOTOS["cat.3.jpg"]
        with pytest.raises(KeyError):
            archive.read("cat.999.jpg")


@pytest.mark.parametrize("folder", ["../../..", "/etc", "C:\\Windows", "pets/../../.."])
def test_no_path_of_an_archive_leads_anywhere(server, target, tmp_path, folder):
    server.content = packed(PHOTOS | {"evil.txt": b"evil"}, folder)
    assert get(server, target)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"pets.zip", "pets.zip.lock"}


def bomb():
    """An archive with 100 MB of zeros for a photo."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cat.0.jpg", bytes(100_000_000))
    return made.getvalue()


@pytest.mark.parametrize("lies", [False, True], ids=["honest", "with a false size"])
def test_a_bomb_is_not_unpacked(tmp_path, lies):
    path = tmp_path / "bomb.zip"
    content = bomb()
    if lies:
        size = struct.pack("<L", KNOWN["cat.0.jpg"].bytes)
        content = content.replace(struct.pack("<L", 100_000_000), size)
    path.write_bytes(content)
    tracemalloc.start()
    with Archive(path, KNOWN) as archive:
        assert archive.read("cat.0.jpg") is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_packing_that_cannot_be_bounded_is_not_read(tmp_path):
    path = tmp_path / "pets.zip"
    path.write_bytes(packed(PHOTOS, compression=zipfile.ZIP_LZMA))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("cat.0.jpg", PHOTOS["cat.0.jpg"])
    with Archive(path, KNOWN) as archive:
        assert archive.read("cat.0.jpg") is None


def test_any_damage_is_found_and_none_raises_something_else(tmp_path):
    path = tmp_path / "pets.zip"
    chance = random.Random(0)
    directory = ZIP.rindex(b"PK\1\2") - 2000
    for _ in range(200):
        content = bytearray(ZIP)
        for _ in range(3):
            content[chance.randrange(directory, len(ZIP))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            with Archive(path, KNOWN) as archive:
                for file, photo in PHOTOS.items():
                    assert archive.read(file) in (None, photo)
        except zipfile.BadZipFile:
            assert not is_whole(path, KNOWN)


@pytest.fixture
def small(tmp_path, monkeypatch, server):
    """A course whose cat photos are the 40 of this test, published by its server."""
    folder = tmp_path / "course" / "datasets" / "cat_photos"
    folder.mkdir(parents=True)
    lines = [f"{file},train,True,{known.bytes},{known.sha256}" for file, known in KNOWN.items()]
    manifest = "\n".join(["file,part,cat,bytes,sha256", *lines, ""]).encode()
    (folder / "manifest.csv").write_bytes(manifest)
    catalog = f"""\
cat_photos:
  title: {{en: Pets, ja: ペット}}
  description: {{en: Pets., ja: ペット。}}
  files:
    - path: cat_photos/manifest.csv
      sha256: "{hashlib.sha256(manifest).hexdigest()}"
      bytes: {len(manifest)}
  licence: CC0-1.0
  origin: {{name: pets, version: "1", address: "https://example.com/", retrieved: 2026}}
  download: {{address: "{server.address}", megabytes: 1, manifest: cat_photos/manifest.csv}}
spam_mail:
  title: {{en: Mails, ja: メール}}
  description: {{en: Mails., ja: メール。}}
  files: [{{path: spam_mail/x.csv, sha256: "{"0" * 64}", bytes: 1}}]
  licence: CC0-1.0
  origin: {{name: x, version: "1", address: "https://example.com/", retrieved: 2026}}
"""
    (folder.parent / "catalog.yml").write_text(catalog, encoding="utf-8")
    monkeypatch.setattr(structure, "root", lambda: tmp_path / "course")
    return server


@BOTH
def test_the_photos_are_there_only_after_the_download(small, tmp_path, capsys, lang):
    language.use(lang)
    assert not data.is_downloaded("cat_photos")
    assert data.cat_photo("cat.0.jpg") is None
    assert small.asked == []
    data.download("cat_photos")
    assert data.is_downloaded("cat_photos")
    photo = data.cat_photo("cat.0.jpg")
    assert isinstance(photo, Image.Image)
    assert photo.size == (100, 80)
    assert photo.tobytes() == Image.open(io.BytesIO(PHOTOS["cat.0.jpg"])).tobytes()
    first = capsys.readouterr().out
    data.download("cat_photos")
    second = capsys.readouterr().out
    assert {"en": "All 40 photos are here, each", "ja": "40 枚の写真がそろいました"}[lang] in first
    assert {"en": "here already", "ja": "すでにそろっています"}[lang] in second
    assert len(small.asked) == 1
    assert (tmp_path / "home" / "downloads" / "cat_photos.zip").read_bytes() == ZIP


@BOTH
def test_how_far_it_has_come_is_shown(small, capsys, monkeypatch, lang):
    language.use(lang)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    data.download("cat_photos")
    seen = [int(share) for share in re.findall(r"(\d+) %", capsys.readouterr().err)]
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 100
    assert any(10 < share < 90 for share in seen)


@BOTH
def test_a_download_that_was_damaged_later_says_so_and_is_mended(small, tmp_path, lang):
    language.use(lang)
    data.download("cat_photos")
    data.cat_photo("cat.0.jpg")
    path = tmp_path / "home" / "downloads" / "cat_photos.zip"
    for content in (ZIP.replace(PHOTOS["cat.0.jpg"], b"?" * len(PHOTOS["cat.0.jpg"])), b"nothing"):
        path.write_bytes(content)
        os.utime(path, (1, len(content)))
        with pytest.raises(WorkshopError, match="damaged" if lang == "en" else "壊れて") as error:
            data.cat_photo("cat.0.jpg")
        assert 'ws.data.download("cat_photos")' in str(error.value)
        data.download("cat_photos")
        assert data.cat_photo("cat.0.jpg") is not None


@BOTH
@pytest.mark.parametrize("file", ["cat.99.jpg", None, 7, ["cat.0.jpg"], "../cat.0.jpg"])
def test_a_photo_that_does_not_exist_is_answered_with_where_names_are(small, lang, file):
    language.use(lang)
    with pytest.raises(WorkshopError, match=r"ws\.data\.cat_photos\(\)\.index") as error:
        data.cat_photo(file)
    assert "'cat.0.jpg'" in str(error.value)


@BOTH
@pytest.mark.parametrize("ask", [data.download, data.is_downloaded])
def test_what_cannot_be_downloaded_is_answered_with_what_can(small, lang, ask):
    language.use(lang)
    with pytest.raises(WorkshopError, match='"cat_photos"') as error:
        ask("spam_mail")
    words = {"en": "nothing to download", "ja": "ダウンロードするものはありません"}
    assert words[lang] in str(error.value)
    for name in ("cat_photo", None):
        with pytest.raises(data.UnknownDataSet):
            ask(name)


@BOTH
def test_the_download_from_a_terminal(small, capsys, lang):
    language.use(lang)
    assert cli.main(["data", "download"]) == 1
    assert "mlworkshop data download cat_photos" in capsys.readouterr().err
    assert cli.main(["data", "download", "cat_photos"]) == 0
    assert data.is_downloaded("cat_photos")
    assert "40" in capsys.readouterr().out
    small.script = [status(404)]
    Path(data._downloaded("cat_photos")).unlink()
    assert cli.main(["data", "download", "cat_photos"]) == 1
    assert "404" in capsys.readouterr().err


@pytest.mark.skipif(
    not (COPY / "cats_and_dogs_filtered.zip").is_file(), reason="no copy of the archive"
)
def test_the_real_photos_are_those_of_the_manifest(monkeypatch):
    monkeypatch.setenv(download.MIRROR, str(COPY.resolve()))
    data.download("cat_photos")
    photos = data.cat_photos()
    for file in (photos.index[0], photos.index[-1]):
        assert min(data.cat_photo(file).size) > 40
    data._archive.cache_clear()


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_instructors_are_told_the_right_file(sheet):
    content = (structure.root() / "instructor" / sheet).read_text(encoding="utf-8")
    there = data.catalogue()["cat_photos"].download
    assert str(there.address) in content
    assert download.MIRROR in content
    assert f"{there.megabytes} MB" in content
    assert "mlworkshop data download cat_photos" in content
    assert f"{len(data._known('cat_photos')):,}" in content
