"""What a cloud service would have charged, by the price list of 2015."""

from __future__ import annotations

from dataclasses import dataclass, fields
from numbers import Real
from typing import Any

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text
from mlworkshop.miniml.view import Shown

# US dollars; Amazon Machine Learning as of 2015, in its only region then (us-east-1).
PRICE_HOUR = 0.42  # of data analysis, training and evaluation
PRICE_BATCH = 0.10  # of 1,000 predictions
PRICE_REAL_TIME = 0.10  # of 1,000 predictions
PRICE_RESERVED = 0.001  # of an hour, for each 10 MB of the model
RESERVED_BYTES = 10_000_000
_MOST = 10**15  # hours, predictions or bytes


@dataclass(frozen=True, repr=False)
class Cost(Shown):
    """What each part of the bill comes to, in US dollars of 2015.

    Parameters
    ----------
    compute : float
        Data analysis, training and evaluation.
    batch : float
        Batch predictions.
    real_time : float
        Real-time predictions.
    reserved : float
        Keeping the model ready for real-time predictions.
    """

    compute: float
    batch: float
    real_time: float
    reserved: float

    @property
    def total(self) -> float:
        """The whole bill."""
        return self.compute + self.batch + self.real_time + self.reserved

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        labels = {
            "compute": text(
                en=f"analysis, training, evaluation: ${PRICE_HOUR} an hour",
                ja=f"データ分析・学習・評価：1時間 ${PRICE_HOUR}",
            ),
            "batch": text(
                en=f"batch predictions: ${PRICE_BATCH:.2f} for 1,000",
                ja=f"バッチ予測：1,000件 ${PRICE_BATCH:.2f}",
            ),
            "real_time": text(
                en=f"real-time predictions: ${PRICE_REAL_TIME:.2f} for 1,000",
                ja=f"リアルタイム予測：1,000件 ${PRICE_REAL_TIME:.2f}",
            ),
            "reserved": text(
                en=f"reservation: ${PRICE_RESERVED} an hour for each 10 MB of the model",
                ja=f"容量の予約：モデル10MBあたり1時間 ${PRICE_RESERVED}",
            ),
        }
        rows = [[labels[part.name], _dollars(getattr(self, part.name))] for part in fields(self)]
        rows.append([text(en="total", ja="合計"), _dollars(self.total)])
        title = text(
            en="What Amazon Machine Learning would have charged",
            ja="Amazon Machine Learning を使った場合の料金",
        )
        head = [text(en="what", ja="項目"), text(en="cost (in $)", ja="料金（米ドル）")]
        remark = text(
            en="Prices of 2015. The service is closed to new users and no longer updated.",
            ja="2015年の料金です。このサービスは、新規利用者の受け付けと更新を終えています。",
        )
        return title, head, list(map(list, rows)), [remark]


def cost(
    *,
    compute_hours: float = 0,
    batch_predictions: int = 0,
    real_time_predictions: int = 0,
    endpoint_hours: float = 0,
    model_bytes: int = 0,
) -> Cost:
    """Compute what Amazon Machine Learning would have charged in 2015.

    The service is closed to new users and no longer updated. Its price list of
    2015, in US dollars:

    ===================================== ====================================
    data analysis, training, evaluation   0.42 an hour of an instance
    batch predictions                     0.10 for 1,000
    real-time predictions                 0.10 for 1,000
    reservation for real time             0.001 an hour for each 10 MB of model
    ===================================== ====================================

    Hours and predictions are charged in proportion, the model by 10 MB begun (10,000,000 bytes):
    how the service rounded is not on the list.

    Parameters
    ----------
    compute_hours : float, default 0
        Hours of data analysis, training and evaluation.
    batch_predictions, real_time_predictions : int, default 0
        How many.
    endpoint_hours : float, default 0
        Hours for which real-time predictions are kept ready: 720 for a month of 30 days.
    model_bytes : int, default 0
        Size of the model that is kept ready: `model.size_bytes`.

    Returns
    -------
    Cost

    Raises
    ------
    WorkshopError
        If an argument is not a number from 0, or the endpoint's hours come without a model.
    """
    for name, value in {
        "compute_hours": compute_hours,
        "batch_predictions": batch_predictions,
        "real_time_predictions": real_time_predictions,
        "endpoint_hours": endpoint_hours,
        "model_bytes": model_bytes,
    }.items():
        _check(name, value)
    if endpoint_hours and not model_bytes:
        raise WorkshopError(
            text(
                en="endpoint_hours is given and model_bytes is not: the reservation depends on "
                "both. Add model_bytes=model.size_bytes.",
                ja="endpoint_hours だけでは予約料金を計算できません。"
                "model_bytes=model.size_bytes も指定してください。",
            )
        )
    blocks = -(-model_bytes // RESERVED_BYTES)
    return Cost(
        compute=compute_hours * PRICE_HOUR,
        batch=batch_predictions / 1000 * PRICE_BATCH,
        real_time=real_time_predictions / 1000 * PRICE_REAL_TIME,
        reserved=endpoint_hours * blocks * PRICE_RESERVED,
    )


def _check(name: str, value: Any) -> None:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not (is_number and 0 <= value <= _MOST):
        raise WorkshopError(
            text(
                en=f"{name}={shown(value)}: expected a number from 0 to {_MOST:,}. "
                "Change it in the call.",
                ja=f"{name}={shown(value)} は使えません。"
                f"0以上{_MOST:,}以下の数値を指定してください。",
            )
        )


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount == 0 or amount >= 0.01 else f"{amount:.2g}"
