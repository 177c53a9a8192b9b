"""Photos in JupyterLab: the gallery, and one's own by upload, in both languages."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

import mlworkshop as ws
from mlworkshop import language

BEGIN = 'import mlworkshop as ws; ws.begin("m1-intro/02-spam", "{}")'
GALLERY = (
    "roll = ws.data.camera_roll()\n"
    'roll["score"] = ws.vision.cat_score(roll["path"])\n'
    'most = roll.nlargest(6, "score")\n'
    'ws.activities.photo_gallery(most, top=2, cat_scores=most["score"], cutoff=0.5)'
)
OWN = "ws.activities.own_photo(cutoff=0.05)"


def large_photo() -> bytes:
    """More than 10 MB, which is where JupyterLab's connection would end by itself."""
    made = BytesIO()
    size = (2400, 2000)
    Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])).save(made, "PNG")
    assert len(made.getvalue()) > 14e6
    return made.getvalue()


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_gallery_and_one_s_own_photos(lab, open_notebook, lang):
    language.use(lang)
    path = lab.write(f"photos-{lang}.ipynb", BEGIN.format(lang), GALLERY, OWN)
    notebook = open_notebook(path)
    notebook.run_all()
    gallery = notebook.output(notebook.cell("photo_gallery"))
    expect(gallery.locator("figure img")).to_have_count(6)
    expect(gallery).to_contain_text("CC BY-SA 3.0")

    own = notebook.cell("own_photo")
    button = own.get_by_role("button", name=language.text(en="Choose photos", ja="写真を選ぶ"))
    notebook.bring_into_view(button)
    with notebook.page.expect_file_chooser(timeout=30_000) as chooser:
        button.press("Enter")
    cat = (ws.data.camera_roll().path["cat.webp"]).read_bytes()
    chooser.value.set_files(
        [
            {"name": "my <b>cat</b>.webp", "mimeType": "image/webp", "buffer": cat},
            {"name": "noise.png", "mimeType": "image/png", "buffer": large_photo()},
            {
                "name": "IMG_1.HEIC",
                "mimeType": "image/heic",
                "buffer": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            },
        ]
    )
    expect(own.locator("figure img")).to_have_count(2, timeout=60_000)
    expect(own.get_by_role("alert")).to_contain_text("IMG_1.HEIC")
    expect(own.locator("figure").first).to_contain_text("my <b>cat</b>.webp")
    notebook.screenshot(f"photo-gallery-{lang}", gallery)
    notebook.screenshot(f"own-photo-{lang}", notebook.output(own))
    assert notebook.accessibility_problems() == []
    notebook.assert_clean()
    notebook.save()
    assert "noise.png" not in (lab.folder / path).read_text(encoding="utf-8")
