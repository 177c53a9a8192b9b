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
from mlworkshop.language import Text, text
from mlworkshop.vision.bundled import Label
from mlworkshop.vision.photos import Photo, name_of, open_photo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_BYTES = 5_242_880  # of a photo that is sent with the call, and not lain in S3
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
        name = name_of(photo)
        content = _jpeg(photo)
        if len(content) > MOST_BYTES:
            raise _error(_TOO_LARGE, name, f"{len(content):,} bytes")
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.detect_labels(Image={"Bytes": content}, **options)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", error))
            raise _error(_ANSWERS.get(code, _NO_ANSWER), name, code) from None
        except BotoCoreError as error:
            raise _not_asked(error) from None
        return [Label(each["Name"], each["Confidence"] / 100) for each in answer["Labels"]]


def _client() -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, NoRegionError
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
    except NoRegionError:
        raise WorkshopError(
            text(
                en="No AWS region is set, so it is not known where to ask. Set the environment "
                "variable AWS_DEFAULT_REGION (such as ap-northeast-1), or run: aws configure",
                ja="AWS のリージョンが設定されていないため、問い合わせ先が分かりません。"
                "環境変数 AWS_DEFAULT_REGION（例：ap-northeast-1）を設定するか、"
                "aws configure を実行してください。",
            )
        ) from None
    except BotoCoreError as error:
        raise _not_asked(error) from None


def _jpeg(photo: Photo) -> bytes:
    """The photo upright and small, without anything else that the file says."""
    made = BytesIO()
    open_photo(photo).save(made, "JPEG", quality=90)
    return made.getvalue()


# What AWS answers, by its codes, and what to do about it.
_TOO_LARGE = Text(
    en="{name} is too large for Amazon Rekognition, which takes up to 5 MB ({code}). "
    "Make it smaller: 1,000 pixels on the longer side are plenty.",
    ja="{name} は大きすぎて Amazon Rekognition では扱えません（上限は 5 MB、{code}）。"
    "縮小してください。長い辺が 1,000 ピクセルもあれば十分です。",
)
_UNREADABLE = Text(
    en="Amazon Rekognition cannot read {name} ({code}). Save it as JPEG once more; "
    "it needs at least 80 pixels in each direction.",
    ja="Amazon Rekognition は {name} を読み取れません（{code}）。JPEG で保存し直してください。"
    "縦横とも 80 ピクセル以上必要です。",
)
_TOO_OFTEN = Text(
    en="Amazon Rekognition was asked too often ({code}). Wait a minute, then run the cell again, "
    "with fewer photos.",
    ja="Amazon Rekognition への問い合わせが多すぎます（{code}）。1分ほど待ってから、"
    "写真の枚数を減らしてセルを実行し直してください。",
)
_NOT_ALLOWED = Text(
    en="Your AWS account may not use Amazon Rekognition ({code}). Ask its administrator for the "
    "permission rekognition:DetectLabels.",
    ja="お使いの AWS アカウントには Amazon Rekognition の利用が許可されていません（{code}）。"
    "管理者に rekognition:DetectLabels の権限を依頼してください。",
)
_NOT_KNOWN = Text(
    en="AWS does not accept the credentials ({code}): they are wrong or have expired. "
    "Sign in again, such as with: aws configure",
    ja="AWS の認証情報が受け付けられませんでした（{code}）。間違っているか、期限が切れています。"
    "aws configure などで設定し直してください。",
)
_NO_ANSWER = Text(
    en="Amazon Rekognition did not answer for {name} ({code}). Try again later; "
    "the bundled model works without it.",
    ja="{name} について Amazon Rekognition から回答を得られませんでした（{code}）。"
    "しばらくしてからもう一度試してください。付属のモデルならそのまま使えます。",
)
_ANSWERS = {
    "ImageTooLargeException": _TOO_LARGE,
    "InvalidImageFormatException": _UNREADABLE,
    "InvalidParameterException": _UNREADABLE,
    "ThrottlingException": _TOO_OFTEN,
    "ProvisionedThroughputExceededException": _TOO_OFTEN,
    "LimitExceededException": _TOO_OFTEN,
    "AccessDeniedException": _NOT_ALLOWED,
    "UnrecognizedClientException": _NOT_KNOWN,
    "InvalidSignatureException": _NOT_KNOWN,
    "ExpiredTokenException": _NOT_KNOWN,
    "MissingAuthenticationTokenException": _NOT_KNOWN,
}


def _error(says: Text, name: str, code: str) -> WorkshopError:
    return WorkshopError(str(says).format(name=name, code=code))


def _not_asked(error: Exception) -> WorkshopError:
    """Why AWS could not be asked at all."""
    from botocore import exceptions

    unreachable = (exceptions.ConnectionError, exceptions.HTTPClientError)
    missing = (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.TokenRetrievalError,
        exceptions.ProfileNotFound,
    )
    if isinstance(error, unreachable):
        return WorkshopError(
            text(
                en="Amazon Rekognition cannot be reached. Check the network connection, the proxy "
                "and the region; the bundled model works without it.",
                ja="Amazon Rekognition に接続できません。ネットワーク接続、プロキシ、リージョンを"
                "確かめてください。付属のモデルならそのまま使えます。",
            )
        )
    if isinstance(error, missing):
        return WorkshopError(
            text(
                en=f"AWS credentials are missing ({error}). Set the environment variables "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure. "
                "The bundled model needs none.",
                ja=f"AWS の認証情報がありません（{error}）。環境変数 AWS_ACCESS_KEY_ID と "
                "AWS_SECRET_ACCESS_KEY を設定するか、aws configure を実行してください。"
                "付属のモデルなら認証情報は不要です。",
            )
        )
    return WorkshopError(
        text(
            en=f"Amazon Rekognition could not be asked ({error}). "
            "Check the settings of AWS on this computer.",
            ja=f"Amazon Rekognition に問い合わせできませんでした（{error}）。"
            "このコンピューターの AWS の設定を確かめてください。",
        )
    )
