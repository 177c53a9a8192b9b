"""Who carries what: ten layers under four forms of service, and where the line lies in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from html import escape

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount
from mlworkshop.language import Text, text

# From the ground up, as the layers of a deck of 2020; a layer with the form of service from which
# the provider carries it, and why.
_LAYERS = {
    "power": (
        Text(en="Power and network", ja="電源・ネットワーク"),
        "infrastructure",
        Text(
            en="Comes with the machine that you rent by the hour.",
            ja="時間単位で借りるマシンに含まれています。",
        ),
    ),
    "racking": (
        Text(en="Racking", ja="ラッキング"),
        "infrastructure",
        Text(
            en="The machine is in the provider's data centre.",
            ja="マシンは事業者のデータセンターにあります。",
        ),
    ),
    "hardware": (
        Text(en="Hardware maintenance", ja="ハードウェアの保守"),
        "infrastructure",
        Text(
            en="Broken disks and old GPUs are replaced without you.",
            ja="壊れたディスクや古いGPUは、事業者が交換します。",
        ),
    ),
    "system": (
        Text(en="Operating system, patches", ja="OSの導入・パッチ"),
        "ml",
        Text(
            en="A rented machine comes with a system, but you patch it. An ML service does that.",
            ja="借りたマシンにもOSは入っていますが、パッチは自社で当てます。MLサービスでは任せられます。",
        ),
    ),
    "frameworks": (
        Text(en="Frameworks, patches", ja="フレームワークの導入・パッチ"),
        "ml",
        Text(
            en="Images with frameworks exist for rented machines. You choose and update them; an "
            "ML service maintains them.",
            ja="導入済みのイメージもありますが、選んで更新するのは自社です。"
            "MLサービスでは事業者が保守します。",
        ),
    ),
    "labelling": (
        Text(en="Labelling", ja="ラベリング"),
        "ai",
        Text(
            en="A tool helps, but your people know the right answers. A ready-made model needs no "
            "labels, unless you bring examples of your own.",
            ja="ツールは借りられても、正解を知っているのは自社の人です。学習済みモデルなら不要ですが、"
            "自社の例で学習させるなら必要です。",
        ),
    ),
    "model": (
        Text(en="Model development", ja="モデル開発"),
        "ai",
        Text(
            en="In an ML service you still choose columns, model and measure.",
            ja="MLサービスでも、列、モデル、評価指標を選ぶのは自社です。",
        ),
    ),
    "training": (
        Text(en="Training", ja="学習"),
        "ai",
        Text(
            en="An ML service runs the machines, but you start the training and answer for what "
            "comes out: shared.",
            ja="MLサービスではマシンの運用を任せられますが、学習を始め、結果に責任をもつのは自社です"
            "（分担）。",
        ),
    ),
    "deployment": (
        Text(en="Deployment", ja="デプロイ"),
        "ai",
        Text(
            en="An ML service hosts the model; which version goes live is your decision: shared.",
            ja="MLサービスではモデルを動かす場所を任せられますが、どのバージョンを公開するかは自社が決めます"
            "（分担）。",
        ),
    ),
    "application": (
        Text(en="Application", ja="アプリケーション作成"),
        "",
        Text(
            en="What your users see, and how you learn from them, is always yours.",
            ja="利用者が触れるものと、そこからの学びは、いつも自社のものです。",
        ),
    ),
}
_FORMS = {
    "infrastructure": Text(en="ML infrastructure", ja="MLインフラ"),
    "ml": Text(en="ML services", ja="MLサービス"),
    "ai": Text(en="AI services", ja="AIサービス"),
}
_MOVES = {  # to a form from the one before it: what that frees and costs
    "infrastructure": (
        Text(
            en="Buying before you know what you need: even a large machine is yours for one night",
            ja="必要な量が分かる前の機材購入。大きなマシンも、一晩だけ借りられます。",
        ),
        Text(
            en="A bill for each hour, idle ones included; data outside the company",
            ja="使っていない間もかかる時間料金。データも社外に出ます。",
        ),
    ),
    "ml": (
        Text(
            en="Patches, drivers, clusters for training, hosting and scaling",
            ja="パッチ、ドライバー、学習用クラスター、モデルを動かす環境の管理。",
        ),
        Text(
            en="A higher price per hour; the provider's versions and limits",
            ja="高くなる時間単価。バージョンや上限は事業者が決めます。",
        ),
    ),
    "ai": (
        Text(
            en="Labels, model and training: a first version in days",
            ja="ラベル、モデル、学習の作業。最初の版が数日でできます。",
        ),
        Text(
            en="A price for each call; a model that you cannot change, and that may be withdrawn",
            ja="1回ごとの料金。モデルは変えられず、提供が終わることもあります。",
        ),
    ),
}


@dataclass(frozen=True)
class Lines:
    """How many of the ten layers, from the ground up, the provider carries; 0 is not decided."""

    infrastructure: int
    ml: int
    ai: int

    @property
    def verdicts(self) -> dict[str, str]:
        """For each form `"open"`, `"right"`, `"low"` or `"high"`."""
        return {
            form: "open" if not line else _compare(line, right(form))
            for form, line in asdict(self).items()
        }


def right(form: str) -> int:
    """How many layers the provider carries."""
    upto = list(_FORMS).index(form)
    return sum(first in list(_FORMS)[: upto + 1] for _, first, _ in _LAYERS.values())


def _compare(line: int, wanted: int) -> str:
    return "right" if line == wanted else "low" if line < wanted else "high"


class WhoCarries(Panel[Lines]):
    """A line to draw for each form of service, and the layers explained."""

    call = "who_carries"
    title = Text(en="Who carries what?", ja="どの層を誰が担うか")
    minutes, minutes_reason = 3.0, "three lines to draw, and a table of ten short reasons"

    def ask(self) -> Mapping[str, Amount]:
        """How high the provider's part reaches in each form."""
        layers = text(en="layers", ja="層")
        return {
            form: Amount(str(name), unit=layers, lowest=0, highest=10, whole=True, step=1)
            for form, name in _FORMS.items()
        }

    def how(self) -> str:
        """What to decide."""
        says = text(
            en="How many of the ten layers does the provider carry, counted from the bottom? Press "
            "+ and − for each form of service. On premises you carry all ten.",
            ja="下から数えて何層を、クラウド事業者が担うでしょうか。サービスの形ごとに「+」と「−」で"
            "決めてください。オンプレミスでは10層すべてが自社です。",
        )
        return f"<p>{says}</p>"

    def picture(self) -> str:
        """Ten layers under four forms, each cell with who carries it."""
        lines = {"": 0, **asdict(self.state)}
        names = [text(en="on premises", ja="オンプレミス"), *map(str, _FORMS.values())]
        parts = [
            kit.write(_NAMES + (at + 0.5) * _COLUMN, 16, name, size=12)
            for at, name in enumerate(names)
        ]
        for row, (name, _, _) in enumerate(reversed(_LAYERS.values())):
            parts.append(kit.write(_NAMES - 8, _y(row) + 17, str(name), anchor="end", size=12))
            for at, line in enumerate(lines.values()):
                parts += _cell(at, row, is_provider=len(_LAYERS) - row <= line)
        return kit.svg(_NAMES + 4 * _COLUMN + 8, _y(10) + 6, self.alternative(), parts)

    def alternative(self) -> str:
        """How high the provider's part reaches."""
        said = text(en="; ", ja="、").join(
            f"{name}{kit.colon()}{getattr(self.state, form)}" for form, name in _FORMS.items()
        )
        return text(
            en=f"Layers of ten that the provider carries: {said}",
            ja=f"10層のうち事業者が担う数：{said}",
        )

    def page(self) -> str:
        """A verdict for each line; once all are drawn, each layer and each move explained."""
        verdicts = self.state.verdicts
        said = "".join(
            f"<li>{escape(_verdict(form, verdict))}</li>" for form, verdict in verdicts.items()
        )
        is_open = "open" in verdicts.values()
        return f'<div role="status"><ul>{said}</ul></div>{"" if is_open else _explained()}'

    def code(self) -> str:
        """The call, which says nothing else."""
        return super().code().replace("(…, ", "(")


_NAMES, _COLUMN, _ROW = 190, 118, 28  # units of the picture


def _y(row: int) -> int:
    return 26 + _ROW * row


def _cell(at: int, row: int, *, is_provider: bool) -> Iterator[str]:
    ground, ink = ("#0b5394", kit.GROUND) if is_provider else (kit.GROUND, kit.INK)
    who = text(en="provider", ja="事業者") if is_provider else text(en="you", ja="自社")
    x = _NAMES + _COLUMN * at
    yield (
        f'<rect x="{x}" y="{_y(row)}" width="{_COLUMN - 4}" height="{_ROW - 4}" '
        f'fill="{ground}" stroke="{kit.QUIET}"/>'
    )
    yield kit.write(x + _COLUMN / 2 - 2, _y(row) + 16.5, who, fill=ink, size=11)


def _verdict(form: str, verdict: str) -> str:
    name = _FORMS[form]
    return {
        "open": text(en=f"{name}: not decided yet.", ja=f"{name}：まだ決めていません。"),
        "right": text(
            en=f"{name}: right, {right(form)} layers.", ja=f"{name}：正解です（{right(form)}層）。"
        ),
        "low": text(
            en=f"{name}: the provider carries more than that.",
            ja=f"{name}：事業者が担うのは、もっと上の層までです。",
        ),
        "high": text(
            en=f"{name}: that is too high. Which layer would you still answer for?",
            ja=f"{name}：高すぎます。自社の責任が残る層はどれでしょうか。",
        ),
    }[verdict]


def _explained() -> str:
    always = text(en="never", ja="なし（常に自社）")
    layers = kit.table(
        (
            text(en="layer", ja="層"),
            text(en="provider carries it from", ja="事業者に任せられる形"),
            text(en="why", ja="理由"),
        ),
        (
            (name, _FORMS[first] if first else always, why)
            for name, first, why in reversed(_LAYERS.values())
        ),
    )
    moves = kit.table(
        (
            text(en="one column to the right", ja="1列右へ移ると"),
            text(en="frees you from", ja="減るもの"),
            text(en="costs you", ja="代わりに払うもの"),
        ),
        ((f"→ {_FORMS[form]}", frees, costs) for form, (frees, costs) in _MOVES.items()),
    )
    return layers + moves


def who_carries(
    *, infrastructure: int = 0, ml: int = 0, ai: int = 0, key: str = "who-carries"
) -> None:
    """Let the attendee draw the line between provider and team for three forms of service.

    Parameters
    ----------
    infrastructure, ml, ai : int, default 0
        How many of the ten layers, from the ground up, the provider carries; 0 is not decided.
    key : str, default "who-carries"
        Tells the boards of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If one of them is no whole number from 0 to 10.
    """
    WhoCarries(Lines(infrastructure, ml, ai), key).show()
