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


@pytest.mark.parametrize(
    ("code", "english", "japanese"),
    [
        ("ImageTooLargeException", "5 MB", "上限は 5 MB"),
        ("InvalidImageFormatException", "cannot read", "読み取れません"),
        ("InvalidParameterException", "80 pixels", "80 ピクセル"),
        ("ThrottlingException", "too often", "多すぎます"),
        ("ProvisionedThroughputExceededException", "Wait a minute", "1分"),
        ("LimitExceededException", "too often", "多すぎます"),
        ("AccessDeniedException", "rekognition:DetectLabels", "rekognition:DetectLabels"),
        ("UnrecognizedClientException", "does not accept the credentials", "受け付けられません"),
        ("InvalidSignatureException", "credentials", "認証情報"),
        ("ExpiredTokenException", "expired", "期限"),
        ("MissingAuthenticationTokenException", "credentials", "認証情報"),
        ("InternalServerError", "Try again later", "しばらくして"),
    ],
)
def test_what_aws_refuses_is_said_with_what_to_do(client, stubbed, code, english, japanese):
    for _ in language.LANGUAGES:
        stubbed.add_client_error("detect_labels", code)
    en, ja = both(lambda: Rekognition(client).labels(PHOTO))
    assert english in en
    assert japanese in ja
    assert code in en
    assert code in ja


def test_every_code_that_is_known_is_tried():
    [mark] = (
        mark
        for mark in test_what_aws_refuses_is_said_with_what_to_do.pytestmark
        if mark.name == "parametrize"
    )
    assert set(rekognition._ANSWERS) < {code for code, *_ in mark.args[1]}


@pytest.mark.parametrize(
    ("error", "english", "japanese"),
    [
        (
            exceptions.EndpointConnectionError(endpoint_url="x"),
            "cannot be reached",
            "接続できません",
        ),
        (exceptions.ConnectTimeoutError(endpoint_url="x"), "network", "ネットワーク"),
        (exceptions.ReadTimeoutError(endpoint_url="x"), "network", "ネットワーク"),
        (exceptions.SSLError(endpoint_url="x", error="y"), "cannot be reached", "接続できません"),
        (exceptions.ProxyConnectionError(proxy_url="x"), "proxy", "プロキシ"),
        (exceptions.NoCredentialsError(), "credentials are missing", "認証情報がありません"),
        (
            exceptions.PartialCredentialsError(provider="env", cred_var="aws_secret_access_key"),
            "aws_secret_access_key",
            "aws_secret_access_key",
        ),
        (
            exceptions.CredentialRetrievalError(provider="sso", error_msg="gone"),
            "credentials are missing",
            "認証情報がありません",
        ),
        (exceptions.DataNotFoundError(data_path="z"), "settings of AWS", "AWS の設定"),
    ],
)
def test_what_keeps_aws_from_being_asked_is_said(client, monkeypatch, error, english, japanese):
    def fail(**_):
        raise error

    monkeypatch.setattr(client, "detect_labels", fail)
    en, ja = both(lambda: Rekognition(client).labels(PHOTO))
    assert english in en
    assert japanese in ja


def test_without_a_region_it_says_so():
    en, ja = both(Rekognition)
    assert "AWS_DEFAULT_REGION" in en
    assert "リージョン" in ja


def test_without_credentials_it_says_so_and_asks_nobody(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    en, ja = both(lambda: Rekognition().labels(PHOTO))
    assert "AWS_ACCESS_KEY_ID" in en
    assert "認証情報がありません" in ja


def test_with_a_profile_that_does_not_exist_it_says_so(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    en, ja = both(Rekognition)
    assert "nobody" in en
    assert "nobody" in ja


def test_without_boto3_it_says_how_to_install_it(monkeypatch):
    def without(name, *rest, **options):
        if name == "boto3":
            raise ImportError(name)
        return real(name, *rest, **options)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", without)
    en, ja = both(Rekognition)
    for said in (en, ja):
        assert "pip install -e '.[rekognition]'" in said
    assert "not installed" in en
    assert "インストールされていません" in ja


def test_a_photo_of_more_than_5_mb_is_not_sent(client, stubbed, monkeypatch, tmp_path):
    path = tmp_path / "large.png"
    PHOTO.save(path)
    monkeypatch.setattr(rekognition, "MOST_BYTES", 100)
    en, ja = both(lambda: Rekognition(client).labels(path))
    assert "large.png is too large" in en
    assert "large.png は大きすぎて" in ja


def test_a_broken_photo_is_not_sent(client, stubbed):
    en, _ = both(lambda: Rekognition(client).cat_scores([b"\xff\xd8\xff\xe0"]))
    assert "broken" in en
