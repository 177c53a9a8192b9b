"""Fetching an archive from a server that does everything servers and networks do to people."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import re
import shutil
import ssl
import struct
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from mlworkshop import cli, data, language
from mlworkshop.course import structure
from mlworkshop.data import downloads, transfer
from mlworkshop.data.archive import Archive, Known, is_whole
from mlworkshop.data.transfer import MIRROR, fetch
from mlworkshop.errors import WorkshopError

BOTH = pytest.mark.parametrize("lang", language.LANGUAGES)
# A copy of the published archive, where there is one.
COPY = Path(os.environ.get(MIRROR) or structure.root() / "../shared/datasets/mirror").resolve()


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
        self.content, self.script, self.asked = ZIP, [whole], []
        self.over = threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}/data/pets.zip"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, self.headers))
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


def whole(handler, server, upto=None):
    handler.begin(200, len(server.content))
    handler.wfile.write(server.content[:upto])
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


def page(handler, server):
    content = b"<!DOCTYPE html><title>Log in to Wi-Fi</title>" + b" " * 5000
    handler.begin(200, len(content), Content_Type="text/html")
    handler.wfile.write(content)


def status(number):
    return lambda handler, server: handler.begin(number, 0)


def redirect(address):
    return lambda handler, server: handler.begin(302, 0, Location=address)


def without_length(handler, server):
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(server.content)


def byte_by_byte_at_first(handler, server):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for piece in (server.content[:1], server.content[1:2], server.content[2:]):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


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
def hurry(monkeypatch):
    """No mirror nor proxy of the one who runs the tests, and less patience."""
    proxies = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY")
    for name in (MIRROR, *proxies, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(transfer, "_WAITS", (5, 5))
    monkeypatch.setattr(transfer, "_RETRY", transfer._RETRY.new(total=2, backoff_factor=0.01))


@pytest.fixture
def target(tmp_path):
    return tmp_path / "downloads" / "pets.zip"


def get(server, target, **options):
    options = {"most": 10 * len(ZIP)} | options
    fetch(getattr(server, "address", server), target, KNOWN, **options)


def refused(server, target, lang="en", **options):
    """The message; nothing is left behind."""
    language.use(lang)
    with pytest.raises(WorkshopError) as error:
        get(server, target, **options)
    assert not target.parent.exists() or not [*target.parent.iterdir()]
    return str(error.value)


def test_an_archive_comes_whole(server, target):
    seen = []
    get(server, target, advance=lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == ZIP
    assert [path.name for path in target.parent.iterdir()] == ["pets.zip"]
    assert seen == sorted(seen)
    assert seen[-1] == (len(ZIP), len(ZIP))
    assert len(seen) > 3
    for answer in (without_length, byte_by_byte_at_first):
        target.unlink()
        server.script = [answer]
        get(server, target)
        assert target.read_bytes() == ZIP


@BOTH
@pytest.mark.parametrize("answer", [cut(200_000), cut(1000), stall(200_000)])
def test_half_an_archive_is_never_kept(server, target, lang, answer, monkeypatch):
    monkeypatch.setattr(transfer, "_WAITS", (5, 0.2))
    server.script = [answer]
    says = refused(server, target, lang)
    assert server.address in says
    assert MIRROR in says
    server.script = [whole]
    get(server, target)
    assert target.read_bytes() == ZIP


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
@pytest.mark.parametrize("place", ["server", "folder"])
def test_what_is_interrupted_leaves_nothing(server, target, tmp_path, monkeypatch, error, place):
    (tmp_path / "pets.zip").write_bytes(ZIP)
    if place == "folder":
        monkeypatch.setenv(MIRROR, str(tmp_path))

    def fail(done, total):
        raise error

    with pytest.raises((KeyboardInterrupt, WorkshopError)) as raised:
        get(server, target, advance=fail)
    assert isinstance(raised.value, KeyboardInterrupt) or "the disk is full" in str(raised.value)
    assert not [*target.parent.iterdir()]


def test_what_a_killed_kernel_left_is_removed_later(server, target):
    target.parent.mkdir()
    old = [target.with_name(name) for name in ("pets.zip.part.json", ".pets.zip.0a1b2c3d.part")]
    new = target.with_name(".pets.zip.4e5f6a7b.part")
    for path in (*old, new):
        path.write_bytes(b"PK")
    for path in old:
        os.utime(path, (1, 1))
    get(server, target)
    assert {path.name for path in target.parent.iterdir()} == {"pets.zip", new.name}


@pytest.mark.parametrize("number", [429, 500, 503])
def test_a_server_in_trouble_is_asked_again(server, target, number):
    server.script = [status(number), whole]
    get(server, target)
    assert len(server.asked) == 2


@BOTH
@pytest.mark.parametrize(("number", "asked"), [(404, 1), (403, 1), (410, 1), (401, 1), (503, 3)])
def test_a_refusal_is_named_with_its_number(server, target, lang, number, asked):
    server.script = [status(number)]
    says = refused(server, target, lang)
    assert f" {number}" in says
    assert len(server.asked) == asked


@BOTH
def test_no_network_and_no_answer_are_said_soon(server, target, lang, monkeypatch):
    server.script = [silent]
    monkeypatch.setattr(transfer, "_WAITS", (5, 0.1))
    assert {"en": "no answer in time", "ja": "時間内に応答がありません"}[lang] in refused(
        server, target, lang
    )
    says = refused("http://127.0.0.1:9/pets.zip", target, lang)
    assert "HTTPS_PROXY" in says
    assert "NO_PROXY" not in says


@pytest.mark.parametrize(
    "location",
    ["http://[::1", "http://" + "x" * 3000 + "/", "http://:0:0/", "gopher://x/", "http://a..b/"],
)
def test_a_redirect_to_what_is_no_address_is_answered(server, target, location):
    server.script = [redirect(location)]
    assert server.address in refused(server, target)


def test_a_redirect_is_followed_but_not_in_circles(server, target):
    server.script = [redirect("/elsewhere"), whole]
    get(server, target)
    server.script = [redirect("/data/pets.zip")]
    target.unlink()
    refused(server, target)


@BOTH
@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate")
def test_a_certificate_that_is_not_accepted_is_not_asked_for_again(server, target, lang, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-out"],
            *(certificate, "-keyout", key),
        ],
        capture_output=True,
        check=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    plain, tries = server.get_request, []

    def encrypted():
        request, client = plain()
        tries.append(client)
        return context.wrap_socket(request, server_side=True, do_handshake_on_connect=False), client

    server.get_request = encrypted
    server.handle_error = lambda *_: None
    says = refused(server.address.replace("http:", "https:"), target, lang)
    assert "REQUESTS_CA_BUNDLE" in says
    assert "SSL_CERT_FILE" in says
    assert len(tries) == 1


@BOTH
@pytest.mark.parametrize(
    ("variable", "value"), [("REQUESTS_CA_BUNDLE", "/no/such.pem"), ("SSL_CERT_FILE", "/no/x.pem")]
)
def test_a_file_of_certificates_that_is_missing_is_said(target, lang, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    assert variable in refused("https://pets.invalid/pets.zip", target, lang)


def test_a_proxy_does_not_stand_before_the_room_s_mirror(server, target, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert "NO_PROXY" in refused("http://pets.invalid/pets.zip", target)
    monkeypatch.setenv(MIRROR, server.address.replace("127.0.0.1", "localhost"))
    get("http://pets.invalid/pets.zip", target)
    assert target.read_bytes() == ZIP


@pytest.mark.parametrize(
    "secret",
    [
        "http://alice:s3cret@{}/",
        "http://{}/data?token=s3cret",
        "http://s3cret@{}/data#s3cret",
        "http://alice:s3cr/s3cret@{}/",
        "http://{}:s3cret/",
    ],
)
@pytest.mark.parametrize("answer", [status(404), cut(200_000), page, redirect("http://[::1")])
def test_passwords_are_never_shown(server, target, monkeypatch, secret, answer):
    server.script = [answer]
    monkeypatch.setenv(MIRROR, secret.format(f"127.0.0.1:{server.server_port}"))
    says = refused("http://pets.invalid/pets.zip", target)
    assert "s3cret" not in says
    assert "alice" not in says


@BOTH
def test_a_login_page_in_place_of_the_archive_is_shown(server, target, lang):
    server.script = [page]
    says = refused(server, target, lang)
    assert "Wi-Fi" in says
    assert "<!DOCTYPE html>" in says


@BOTH
@pytest.mark.parametrize("content", [ZIP[:200_000], b"", b"PK", b"PK\3\4" + b"x" * 1000])
def test_an_archive_that_is_none_or_not_all_leaves_nothing(server, target, lang, content):
    server.content = content
    assert server.address in refused(server, target, lang)


@BOTH
def test_wrong_and_missing_photos_are_counted_and_nothing_is_kept(server, target, lang):
    server.content = packed(PHOTOS | {"dog.7.jpg": PHOTOS["dog.8.jpg"]})
    says = refused(server, target, lang)
    assert "dog.7.jpg" in says
    assert "1 / 40" in says
    server.content = packed({file: PHOTOS[file] for file in list(PHOTOS)[30:]})
    assert "30 / 40" in refused(server, target, lang)


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_there_can_be_is_refused(server, target, announced):
    def endless(handler, server):
        if announced:
            handler.begin(200, 10**12)
        else:
            handler.send_response(200)
            handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(b"PK" + bytes(5_000_000))

    server.script = [endless]
    assert "MB" in refused(server, target, most=1_000_000)


@BOTH
@pytest.mark.skipif(sys.platform == "win32", reason="permissions work in another way there")
def test_a_folder_that_cannot_be_made_is_named(server, tmp_path, lang):
    language.use(lang)
    (tmp_path / "file").touch()
    with pytest.raises(WorkshopError, match="file"):
        get(server, tmp_path / "file" / "pets.zip")


@pytest.mark.parametrize("tail", ["/data", "/data/", "/data/pets.zip", "/data?key=1"])
def test_a_mirror_on_the_network_is_asked_instead(server, target, monkeypatch, tail):
    monkeypatch.setenv(MIRROR, server.address.removesuffix("/data/pets.zip") + tail)
    get("http://127.0.0.1:9/far/away/pets.zip", target)
    [(path, _)] = server.asked
    assert path.startswith("/data/pets.zip")
    assert path.endswith("?key=1") == ("?" in tail)


@pytest.mark.parametrize(
    "form",
    [
        *("{folder}", "{folder}/pets.zip", "{uri}", "{uri}/pets.zip", " {folder} ", '"{folder}"'),
        *("~/USB stick, 会場", "'~/USB stick, 会場/pets.zip'", "“{folder}”"),
    ],
)
def test_a_mirror_on_this_computer_is_copied_and_stays(tmp_path, target, monkeypatch, form):
    folder = tmp_path / "USB stick, 会場"
    folder.mkdir()
    (folder / "pets.zip").write_bytes(ZIP)
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path))
    monkeypatch.setenv(MIRROR, form.format(folder=folder, uri=folder.as_uri()))
    get("http://127.0.0.1:9/pets.zip", target)
    assert target.read_bytes() == ZIP == (folder / "pets.zip").read_bytes()


@BOTH
@pytest.mark.parametrize("place", ["nowhere", "x" * 300, "pipe", "zero", "damaged", "large"])
@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_mirror_on_this_computer_that_does_not_do(tmp_path, target, lang, monkeypatch, place):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "damaged").write_bytes(ZIP[:200_000])
    (tmp_path / "large").write_bytes(ZIP + bytes(10 * len(ZIP)))
    monkeypatch.setenv(MIRROR, str(tmp_path / place))
    assert MIRROR in refused("http://127.0.0.1:9/pets.zip", target, lang)


def test_photos_are_found_in_any_folder_and_others_are_ignored(server, target):
    many = {**PHOTOS, "cat.999.jpg": b"not in the manifest"}
    server.content = packed(many, "validation/dogs", compression=zipfile.ZIP_DEFLATED)
    get(server, target)
    with Archive(target, KNOWN) as archive:
        assert archive.read("cat.3.jpg") == PHOTOS["cat.3.jpg"]
        with pytest.raises(KeyError):
            archive.read("cat.999.jpg")


@pytest.mark.parametrize("folder", ["../../..", "/etc", "C:\\Windows", "pets/../../.."])
def test_no_path_of_an_archive_leads_anywhere(server, target, tmp_path, folder):
    server.content = packed(PHOTOS | {"evil.txt": b"evil"}, folder)
    get(server, target)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"pets.zip"}


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
    assert {"en": "All 40 photos are here, each", "ja": "40枚の写真がそろいました"}[lang] in first
    assert {"en": "here already", "ja": "すでにそろっています"}[lang] in second
    assert len(small.asked) == 1
    assert (tmp_path / "home" / "downloads" / "cat_photos.zip").read_bytes() == ZIP


@BOTH
def test_how_far_it_has_come_is_shown(small, capsys, monkeypatch, lang):
    language.use(lang)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    data.download("cat_photos")
    seen = [int(share) for share in re.findall(r"(\d+) ?%", capsys.readouterr().err)]
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
    Path(downloads._downloaded("cat_photos")).unlink()
    assert cli.main(["data", "download", "cat_photos"]) == 1
    assert "404" in capsys.readouterr().err


@pytest.mark.skipif(
    not (COPY / "cats_and_dogs_filtered.zip").is_file(), reason="no copy of the archive"
)
def test_the_real_photos_are_those_of_the_manifest(monkeypatch):
    monkeypatch.setenv(MIRROR, str(COPY.resolve()))
    data.download("cat_photos")
    photos = data.cat_photos()
    for file in (photos.index[0], photos.index[-1]):
        assert min(data.cat_photo(file).size) > 40
    downloads._open.cache_clear()


@pytest.mark.parametrize("sheet", ["room.md", "room.ja.md"])
def test_instructors_are_told_the_right_file(sheet):
    content = (structure.root() / "instructor" / sheet).read_text(encoding="utf-8")
    there = data.catalogue()["cat_photos"].download
    assert str(there.address) in content
    assert MIRROR in content
    assert re.search(rf"(?<!\d){there.megabytes} ?MB", content)  # Japanese has no gap there
    assert "mlworkshop data download cat_photos" in content
    assert f"{len(downloads._known('cat_photos')):,}" in content
