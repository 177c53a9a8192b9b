"""Amazon Rekognition in place of the bundled model: the same questions, asked of a service.

**It costs money, and photos leave this computer.** Each photo asked about is sent to
Amazon Web Services and is one image in its bill: about a US dollar for a thousand, look the price
up before you use it. Nothing in the course needs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from mlworkshop.errors import WorkshopError
from mlworkshop.language import text
from mlworkshop.vision.bundled import Label
from mlworkshop.vision.photos import Photo, name_of, open_photo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_LABELS = 1000
_CAT = "Cat"


class Rekognition:
    """Asks Amazon Rekognition's `DetectLabels` what is on a photo.

    For those with an AWS account: `pip install 'mlworkshop[rekognition]'`, then give credentials
    and a region as for the AWS command line. **Each photo is sent to AWS, and each costs money.**

    Parameters
    ----------
    client : boto3's client for "rekognition", optional
        Default: one with the credentials and the region that boto3 finds on this computer.

    Raises
    ------
    WorkshopError
        If boto3 is not installed, or no region is set.
    """

    name = "Amazon Rekognition"

    def __init__(self, client: Any = None) -> None:
        self._client = client or _client()

    def labels(self, photo: Photo, top: int = 5) -> list[Label]:
        """The labels in which it is most confident. One image in the bill.

        Parameters
        ----------
        photo : path, bytes, open file, or PIL.Image.Image
            Sent as JPEG, without metadata such as the place where it was taken.
        top : int, default 5
            How many, at most 1,000.

        Returns
        -------
        list of Label
            The most confident first, names in English. Several may be sure at once ("Cat", "Pet",
            "Animal"), so the confidences do not add up to 1.

        Raises
        ------
        WorkshopError
            If the photo cannot be opened or is refused, credentials are missing or do not allow
            the call, there is no network, or too many calls were made.
        """
        found = self._detect(photo, MaxLabels=max(1, min(top, MOST_LABELS)))
        return sorted(found, key=lambda label: -label.confidence)[:top]

    def cat_scores(self, photos: Iterable[Photo]) -> NDArray[np.float64]:
        """The confidence of the label "Cat", 0 where it is not among them. One image each.

        Parameters
        ----------
        photos : iterable of photos

        Returns
        -------
        numpy.ndarray of float, shape (n,)
            From 0 to 1.

        Raises
        ------
        WorkshopError
            As `labels`.
        """
        import numpy as np

        return np.array([self._cat(photo) for photo in photos], float)

    def _cat(self, photo: Photo) -> float:
        found = self._detect(photo, MaxLabels=MOST_LABELS, MinConfidence=0)
        return max((label.confidence for label in found if label.name == _CAT), default=0)

    def _detect(self, photo: Photo, **options: float) -> list[Label]:
        content = _jpeg(photo)
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.detect_labels(Image={"Bytes": content}, **options)
        except (BotoCoreError, ClientError) as error:
            raise _not_answered(error, name_of(photo)) from None
        return [Label(each["Name"], each["Confidence"] / 100) for each in answer["Labels"]]


def _client() -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise WorkshopError(
            text(
                en="Amazon Rekognition needs the package boto3, which is not installed. "
                "In a terminal in the course's folder, run:\n"
                "    pip install -e '.[rekognition]'\nThen restart the kernel.",
                ja="Amazon Rekognition を使うには、パッケージ boto3 が必要ですが、"
                "インストールされていません。教材のフォルダーでターミナルを開き、"
                "次のコマンドを実行してから、カーネルを再起動してください。\n"
                "    pip install -e '.[rekognition]'",
            )
        ) from None
    # A learner waits for seconds, not for the minutes that boto3 would try by itself.
    patience = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2})
    try:
        return boto3.client("rekognition", config=patience)
    except BotoCoreError as error:
        raise _not_answered(error) from None


def _jpeg(photo: Photo) -> bytes:
    """The photo upright and small, without anything else that the file says."""
    made = BytesIO()
    open_photo(photo).save(made, "JPEG", quality=90)
    return made.getvalue()


def _not_answered(error: Exception, name: str = "") -> WorkshopError:
    """What to do about the account's settings; of all else, what AWS says."""
    from botocore import exceptions

    settings = (
        exceptions.NoRegionError,
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.TokenRetrievalError,
        exceptions.ProfileNotFound,
    )
    if isinstance(error, settings):
        return WorkshopError(
            text(
                en=f"AWS is not set up on this computer ({error}). Run: aws configure, or set the "
                "environment variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
                "AWS_DEFAULT_REGION (such as ap-northeast-1). The bundled model needs none.",
                ja=f"このコンピューターでは AWS の設定ができていません（{error}）。"
                "aws configure を実行するか、環境変数 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、"
                "AWS_DEFAULT_REGION（例：ap-northeast-1）を設定してください。"
                "付属のモデルなら設定は不要です。",
            )
        )
    return WorkshopError(
        text(
            en=f"Amazon Rekognition did not answer for {name}: {error}. Check the network, the "
            "account's permission rekognition:DetectLabels and the photo (at least 80 pixels in "
            "each direction), or use the bundled model.",
            ja=f"{name} について Amazon Rekognition から回答を得られませんでした（{error}）。"
            "ネットワーク、アカウントの権限 rekognition:DetectLabels、写真（縦横とも80ピクセル"
            "以上）を確かめるか、付属のモデルを使ってください。",
        )
    )
