"""Whether the data for an idea are ready: six questions, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import ipywidgets as widgets

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.called import refuse_unknown
from mlworkshop.fields import Choose, Field, Words
from mlworkshop.language import Text, text
from mlworkshop.plan.facts import Light

YesNo = Literal["yes", "no", "unknown"]
Labels = Literal["exist", "arise", "to_label", "unknown"]

_LIGHTS = {
    "yes": Text(en="Yes", ja="はい"),
    "partly": Text(en="Partly", ja="一部"),
    "no": Text(en="No", ja="いいえ"),
    "unknown": Text(en="Not known", ja="不明"),
}
_SHOWN_AS = {"yes": "go", "partly": "careful", "no": "stop"}
_LABELS = {
    "exist": Text(en="They exist", ja="すでにある"),
    "arise": Text(en="They arise from daily work", ja="日々の業務で付く"),
    "to_label": Text(en="Someone has to add them", ja="これから付ける"),
    "unknown": Text(en="Not known", ja="不明"),
}

# By question: what is asked, what would be evidence, and what to do while the answer is not "yes".
QUESTIONS = {
    "exists": (
        Text(
            en="Does it exist: the cases, and the outcome to predict?",
            ja="データはありますか（過去の事例と、予測したい結果）",
        ),
        Text(en="how many cases, since when", ja="何件あるか、いつからあるか"),
        Text(
            en="Count the cases of the last year that have both input and outcome.",
            ja="入力と結果が両方そろった事例が、この1年で何件あるかを数えましょう。",
        ),
    ),
    "accessible": (
        Text(
            en="Accessible: has someone on the team opened the real file?",
            ja="使えますか（チームの誰かが実物のファイルを開いたか）",
        ),
        Text(en="who opened it, on which day", ja="誰が、いつ開いたか"),
        Text(
            en="Name the owner, and open 100 real rows together this week.",
            ja="管理者を確認し、今週中に実物の100行を一緒に開きましょう。",
        ),
    ),
    "private": (
        Text(
            en="Privacy: may it be used for this purpose?",
            ja="プライバシーは大丈夫ですか（この目的に使ってよいか）",
        ),
        Text(en="which consent or contract, who confirmed", ja="どの同意や契約か、誰が確認したか"),
        Text(
            en="Delete what the purpose does not need, and ask the privacy officer about the rest.",
            ja="目的に不要な項目を消し、残りについて個人情報保護の担当者に確認しましょう。",
        ),
    ),
    "secure": (
        Text(
            en="Security: is it clear who may see it, and where it is stored?",
            ja="安全ですか（誰が見てよいか、どこに置くかが決まっているか）",
        ),
        Text(en="where it is kept, who has access", ja="保管場所と、アクセスできる人"),
        Text(
            en="Agree with IT on one place, a list of people, and a day of deletion.",
            ja="保管場所、見てよい人、削除する日を情報システム部門と決めましょう。",
        ),
    ),
    "relevant": (
        Text(
            en="Relevance: does it hold what decides the outcome, and is it fresh?",
            ja="関係があり、新しいですか（結果を左右する情報が入っているか）",
        ),
        Text(en="age of the data, what is missing", ja="いつのデータか、足りない情報は何か"),
        Text(
            en="Ask the people who decide today what they look at, and when it is known.",
            ja="今その判断をしている人に、何を見ているか、いつ分かる情報かを聞きましょう。",
        ),
    ),
    "representative": (
        Text(
            en="Representative: is it like the cases that the model will meet?",
            ja="偏りはありませんか（実際に使う対象と似ているか）",
        ),
        Text(en="who or what is missing, compared how", ja="誰（何）が抜けているか、どう比べたか"),
        Text(
            en="Compare the cases you have with those you will use it on, group by group.",
            ja="手元の事例と実際に使う対象を、グループごとに比べましょう。",
        ),
    ),
}


@dataclass(frozen=True)
class Readiness:
    """Six answers with their evidence, and what they mean for people and labels."""

    exists: Light = "unknown"
    exists_evidence: str = ""
    accessible: Light = "unknown"
    accessible_evidence: str = ""
    private: Light = "unknown"
    private_evidence: str = ""
    secure: Light = "unknown"
    secure_evidence: str = ""
    relevant: Light = "unknown"
    relevant_evidence: str = ""
    representative: Light = "unknown"
    representative_evidence: str = ""
    personal: YesNo = "unknown"
    legal_basis: YesNo = "unknown"
    labels: Labels = "unknown"

    def light(self, question: str) -> Light:
        """How far one of the questions can be answered with yes."""
        said: Light = getattr(self, question)
        return said

    def evidence(self, question: str) -> str:
        """What the answer to one of the questions rests on."""
        said: str = getattr(self, f"{question}_evidence")
        return said

    def holds(self, question: str) -> Light:
        """The light after a second look.

        Yes without evidence is not known; personal data without a legal basis stop privacy.
        """
        if question == "private" and self.personal == "yes" and self.legal_basis == "no":
            return "no"
        said = self.light(question)
        return "unknown" if said == "yes" and not self.evidence(question) else said

    @property
    def open(self) -> list[str]:
        """The questions without a yes that holds: those that stop first, then those unknown."""
        order = ("no", "unknown", "partly")
        left = [question for question in QUESTIONS if self.holds(question) != "yes"]
        return sorted(left, key=lambda question: order.index(self.holds(question)))


class DataReadiness(Panel[Readiness]):
    """Six questions to answer, and what to do first."""

    call = "data_readiness"
    title = Text(en="Is the data ready?", ja="データの準備はできているか")
    minutes, minutes_reason = 5.0, "six answers with a few words each, and three choices"
    style = ".mlw-data-readiness table { width: 100%; }"

    def ask(self) -> Mapping[str, Field[Any]]:
        """For each question a light and its evidence, then people and labels."""
        asked: dict[str, Field[Any]] = {}
        for number, (id_, (question, evidence, _)) in enumerate(QUESTIONS.items(), 1):
            asked[id_] = Choose(f"{number}. {question}", _words(_LIGHTS))
            proof = text(
                en=f"Evidence for {number} ({evidence})", ja=f"{number}の根拠（{evidence}）"
            )
            asked[f"{id_}_evidence"] = Words(proof)
        yes_no = {id_: words for id_, words in _words(_LIGHTS).items() if id_ != "partly"}
        asked["personal"] = Choose(
            text(en="Is any of it about people?", ja="個人に関するデータを含みますか"), yes_no
        )
        asked["legal_basis"] = Choose(
            text(
                en="If so: is there a legal basis for this use?",
                ja="含む場合、この使い方を認める法的な根拠はありますか",
            ),
            yes_no,
        )
        asked["labels"] = Choose(
            text(en="Labels (the right answers)", ja="ラベル（正解）"), _words(_LABELS)
        )
        return asked

    def controls(self) -> list[widgets.Widget]:
        """The fields below each other."""
        return [field.widget for field in self.fields.values()]

    def code(self) -> str:
        """What fits on a line."""
        return 'ws.activities.data_readiness(…, exists="partly", exists_evidence="…")'

    def page(self) -> str:
        """The six lights with their evidence, and what to do first."""
        state = self.state
        rows = [
            (QUESTIONS[id_][0], self._light(id_), state.evidence(id_) or "–") for id_ in QUESTIONS
        ]
        heads = (
            text(en="Question", ja="質問"),
            text(en="Answer", ja="答え"),
            text(en="Evidence", ja="根拠"),
        )
        steps = "".join(f"<li>{escape(words)}</li>" for words in self._next())
        steps = f"<ol>{steps}</ol>" if steps else ""
        said = f'<p role="status"><strong>{escape(self._said())}</strong></p>'
        return f"{said}{kit.table(heads, rows)}{steps}"

    def digest(self) -> Sequence[tuple[str, str]]:
        """The verdict, each answer with its evidence, and what to do next."""
        state, parts = self.state, [(str(self.title), self._said())]
        for id_, (question, _, _) in QUESTIONS.items():
            proof = state.evidence(id_) or text(en="no evidence yet", ja="根拠はまだない")
            light = _LIGHTS[state.light(id_)]
            parts.append((str(question), text(en=f"{light}: {proof}", ja=f"{light}：{proof}")))
        for name in ("personal", "legal_basis", "labels"):
            field = self.spoken()[name]
            parts.append((field.label, field.shown(getattr(state, name))))
        label = text(en="To do, in this order", ja="次にすること（順番に）")
        return [*parts, (label, "\n".join(self._next()))]

    def blanks(self) -> list[str]:
        """What is not known; the legal basis only where people are concerned."""
        basis = self.spoken()["legal_basis"].label
        is_asked = self.state.personal != "no"
        return [label for label in super().blanks() if is_asked or label != basis]

    def facts(self) -> Mapping[str, Any]:
        """The lights that hold, and what is known of people and labels."""
        state = self.state
        known = {"yes": True, "no": False}
        return {f"data_{id_}": state.holds(id_) for id_ in QUESTIONS} | {
            "personal_data": known.get(state.personal),
            "legal_basis": known.get(state.legal_basis),
            "labels": state.labels,
        }

    def _light(self, question: str) -> str:
        said, holds = self.state.light(question), self.state.holds(question)
        if holds != "unknown":
            light, says = kit.light(_SHOWN_AS[holds]), _LIGHTS[holds]
            return kit.Html(text(en=f"{light} ({says})", ja=f"{light}（{says}）"))
        if said == "yes":
            return text(en="? yes, but no evidence", ja="？ はい（ただし根拠なし）")
        return text(en="? not known", ja="？ 不明")

    def _said(self) -> str:
        lights = [self.state.holds(question) for question in QUESTIONS]
        yes, no, unknown = (lights.count(kind) for kind in ("yes", "no", "unknown"))
        if yes == len(QUESTIONS):
            return text(
                en="Ready: six answers of yes, each with evidence.",
                ja="準備ができています。6つとも「はい」で、根拠もそろっています。",
            )
        if no:
            return text(
                en=f"Not ready: {no} of 6 stop the project for now.",
                ja=f"まだ始められません。6つのうち{no}つが、プロジェクトを止めています。",
            )
        if unknown:
            return text(
                en=f"Cannot be said yet: {unknown} of 6 have no answer with evidence.",
                ja=f"まだ判断できません。6つのうち{unknown}つは、根拠のある答えがありません。",
            )
        return text(
            en=f"You can start small: {6 - yes} of 6 hold only partly.",
            ja=f"小さく始められます。ただし、6つのうち{6 - yes}つは一部しか満たしていません。",
        )

    def _next(self) -> list[str]:
        return [str(QUESTIONS[question][2]) for question in self.state.open]


def data_readiness(*, key: str = "readiness", **answers: Any) -> None:
    """Let the attendee answer six questions about the data of an idea, each with evidence.

    Parameters
    ----------
    key : str, default "readiness"
        Tells the sheets of a lesson that has several apart.
    **answers : str
        By question (`exists`, `accessible`, `private`, `secure`, `relevant`, `representative`)
        "yes", "partly", "no" or "unknown", and as `exists_evidence` and so on the evidence;
        `personal` and `legal_basis`: "yes", "no" or "unknown"; `labels`: "exist", "arise",
        "to_label" or "unknown". What is not said is not known.

    Raises
    ------
    WorkshopError
        If there is no such question or answer.
    """
    refuse_unknown("ws.activities.data_readiness", Readiness.__dataclass_fields__, answers)
    DataReadiness(Readiness(**answers), key).show()


def _words(named: Mapping[str, Text]) -> dict[str, str]:
    """Words in the language of the moment."""
    return {id_: str(words) for id_, words in named.items()}
