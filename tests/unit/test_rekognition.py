"""Amazon Rekognition behind the detector's interface; its Stubber answers, no network does."""

from __future__ import annotations

import builtins
import io

import boto3
import pytest
from botocore import exceptions
from botocore.stub import ANY, Stubber
from PIL import Image

import mlworkshop as ws
from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import rekognition
from mlworkshop.vision.rekognition import Rekognition

PHOTO = Image.new("RGB", (100, 80), (200, 120, 60))
ANSWER = {
    "Labels": [
        {"Name": "Animal", "Confidence": 99.5},
        {"Name": "Cat", "Confidence": 97.25},
        {"Name": "Furniture", "Confidence": 55.0},
    ]
}


@pytest.fixture(autouse=True)
def no_account(monkeypatch, tmp_path):
    """No credentials and no region, whoever runs the tests."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
                 "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_DEFAULT_PROFILE"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


@pytest.fixture
def client():
    return boto3.client(
        "rekognition",
        region_name="ap-northeast-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )


@pytest.fixture
def stubbed(client):
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def both(call):
    """The messages in both languages."""
    said = []
    for current in language.LANGUAGES:
        language.use(current)
        with pytest.raises(WorkshopError) as error:
            call()
        said.append(str(error.value))
    return said


def test_labels_come_with_the_most_confident_first(client, stubbed):
    stubbed.add_response("detect_labels", ANSWER, {"Image": {"Bytes": ANY}, "MaxLabels": 2})
    labels = Rekognition(client).labels(PHOTO, top=2)
    assert [(label.name, label.confidence) for label in labels] == [
        ("Animal", pytest.approx(0.995)),
        ("Cat", pytest.approx(0.9725)),
    ]


def test_the_cat_score_is_the_confidence_of_the_label_cat(client, stubbed):
    asked = {"Image": {"Bytes": ANY}, "MaxLabels": 1000, "MinConfidence": 0}
    stubbed.add_response("detect_labels", ANSWER, asked)
    stubbed.add_response("detect_labels", {"Labels": []}, asked)
    scores = ws.vision.cat_score([PHOTO, PHOTO], detector=Rekognition(client))
    assert scores.tolist() == pytest.approx([0.9725, 0])


def test_it_stands_behind_the_functions_for_photos(client, stubbed):
    stubbed.add_response("detect_labels", ANSWER, {"Image": {"Bytes": ANY}, "MaxLabels": 5})
    seen = ws.vision.look(PHOTO, detector=Rekognition(client))
    assert seen["label"].tolist() == ["Animal", "Cat", "Furniture"]


def test_a_photo_is_sent_as_jpeg_without_metadata():
    exif = Image.Exif()
    exif[0x010F] = "the camera's maker"
    file = io.BytesIO()
    PHOTO.save(file, "PNG", exif=exif)
    sent = rekognition._jpeg(file.getvalue())
    with Image.open(io.BytesIO(sent)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
    assert b"maker" not in sent


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "NewIn2030"])
def test_what_aws_refuses_is_said_with_its_own_words(client, stubbed, code):
    for _ in language.LANGUAGES:
        stubbed.add_client_error("detect_labels", code, "because of this")
    for said in both(lambda: Rekognition(client).labels(PHOTO)):
        assert code in said
        assert "because of this" in said
        assert "rekognition:DetectLabels" in said


@pytest.mark.parametrize(
    "error",
    [
        exceptions.EndpointConnectionError(endpoint_url="here"),
        exceptions.SSLError(endpoint_url="here", error="y"),
        exceptions.DataNotFoundError(data_path="here"),
    ],
)
def test_what_keeps_aws_from_being_asked_is_said(client, monkeypatch, error):
    def fail(**_):
        raise error

    monkeypatch.setattr(client, "detect_labels", fail)
    for said in both(lambda: Rekognition(client).labels(PHOTO)):
        assert "here" in said


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"AWS_DEFAULT_REGION": "ap-northeast-1"},
        {"AWS_PROFILE": "nobody"},
        {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "half"},
    ],
)
def test_an_account_that_is_not_set_up_is_said_and_nobody_asked(monkeypatch, settings):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for said in both(lambda: Rekognition().labels(PHOTO)):
        assert "aws configure" in said
        assert settings.get("AWS_PROFILE", "") in said


def test_without_boto3_it_says_how_to_install_it(monkeypatch):
    def without(name, *rest, **options):
        if name == "boto3":
            raise ImportError(name)
        return real(name, *rest, **options)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", without)
    for said in both(Rekognition):
        assert "pip install -e '.[rekognition]'" in said


def test_a_broken_photo_is_not_sent(client, stubbed):
    en, _ = both(lambda: Rekognition(client).cat_scores([b"\xff\xd8\xff\xe0"]))
    assert "broken" in en
