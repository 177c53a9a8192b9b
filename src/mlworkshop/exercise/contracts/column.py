"""A column of a table."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

from mlworkshop.exercise.contracts.base import Contract, Unusable, in_part, slip_of_names
from mlworkshop.exercise.wording import code, scalar
from mlworkshop.language import Text


class Column(Contract):
    """A value for each label, as `groupby` gives it: a pandas Series.

    Parameters
    ----------
    labels : sequence of str
        The index, in any order.
    of : Contract
        What each value must be.
    """

    def __init__(self, labels: Sequence[str], of: Contract) -> None:
        self.labels, self.of = labels, of

    @property
    def expected(self) -> Text:
        labels, each = [code(label) for label in self.labels], self.of.expected
        return Text(
            en=f"one column (Series) with the labels {', '.join(labels)}, each {each.en}",
            ja=f"ラベル {'、'.join(labels)} をもつ1列（Series。それぞれ{each.ja}）",
        )

    @property
    def example(self) -> Any:
        return self._series(dict.fromkeys(self.labels, self.of.example))

    def bad_examples(self) -> dict[str, Any]:
        good = self.example
        return {
            "missing": None,
            "number": self.of.example,
            "table": good.to_frame("value"),
            "label missing": good.iloc[1:],
            "no labels": good.reset_index(drop=True),
            "function": lambda: good,
            **{
                f"value {name}": self._series(dict.fromkeys(self.labels, bad))
                for name, bad in self.of.bad_examples().items()
            },
        }

    def accept(self, answer: Any) -> Any:
        import pandas as pd  # here: it takes longer to import than everything else of ours

        if isinstance(answer, pd.DataFrame):
            slip = Text(
                en='Choose one column before you compute: `…["column"]`, in single brackets.',
                ja='計算の前に `…["列名"]` のように一重の角括弧で1列だけ選んでください。',
            )
            raise self._refuse(answer, slip)
        if not isinstance(answer, pd.Series):
            raise self._refuse(answer, self._slip(answer))
        if sorted(map(str, answer.index)) != sorted(self.labels):
            raise self._refuse(answer, slip_of_names(self.labels, answer.index))
        accepted = []
        for label, value in answer.items():
            try:
                accepted.append(self.of.accept(value))
            except Unusable as error:
                raise in_part(label, error) from None
        return pd.Series(accepted, index=answer.index, name=answer.name)

    def _slip(self, answer: Any) -> Text | None:
        import pandas as pd

        value = scalar(answer)
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return Text(
                en="That is one number for all rows. Group them first.",
                ja="それは全体で1つの値です。先にグループに分けてください。",
            )
        if isinstance(answer, pd.api.typing.DataFrameGroupBy | pd.api.typing.SeriesGroupBy):
            return Text(
                en="The groups have no value yet. Take `.mean()`, or another summary, of each.",
                ja="グループに分けただけで、まだ値がありません。`.mean()` などで、"
                "グループごとの値を求めてください。",
            )
        return None

    def _series(self, values: Mapping[str, Any]) -> Any:
        import pandas as pd

        return pd.Series(list(values.values()), index=list(values), dtype=object).infer_objects()
