"""Working Backwards: five questions, press release, FAQ and screen, before anything is built.

The method is Amazon's: Colin Bryar and Bill Carr, "Working Backwards", 2021, chapter 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Field, Rows, Words
from mlworkshop.language import Text, text

_MOST_ROWS = 12

_STYLE = """
.mlw-working-backwards pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.8em;
  border: 1px solid var(--mlw-line); background: var(--mlw-pale); color: var(--mlw-on-pale);
  user-select: all; max-height: 24em; overflow: auto; }
.mlw-working-backwards td { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True)
class Draft:
    """What the customer would read on the first day; "" is not written yet."""

    customer: str = ""
    problem: str = ""
    benefit: str = ""
    evidence: str = ""
    experience: str = ""
    headline: str = ""
    release: str = ""
    faq: tuple[dict[str, str], ...] = ()
    screen: str = ""

    @property
    def open(self) -> list[str]:
        """The parts in which nothing is written."""
        return [name for name in self.__dataclass_fields__ if not getattr(self, name)]


class WorkingBackwards(Panel[Draft]):
    """A field for each part, which of them are there, and a brief for a critical reader."""

    call = "working_backwards"
    title = Text(en="Working Backwards", ja="ワーキングバックワーズ")
    minutes, minutes_reason = 6.0, "a line for each of the five questions and a headline"
    style = _STYLE

    def ask(self) -> Mapping[str, Field[Any]]:
        """The five questions, then what is written from their answers."""

        def words(en: str, ja: str, lines: int = 1) -> Words:
            return Words(text(en=en, ja=ja), lines=lines)

        return {
            "customer": words("1. Who is the customer?", "1. お客様は誰ですか"),
            "problem": words(
                "2. What problem or new possibility do they have?",
                "2. お客様が抱える課題や新しい可能性は何ですか",
            ),
            "benefit": words(
                "3. What is the most important benefit to them?",
                "3. お客様が受け取る一番大きな価値は何ですか",
            ),
            "evidence": words(
                "4. How do you know what they need?", "4. お客様のニーズを、どうやって知りましたか"
            ),
            "experience": words(
                "5. How will their experience change?", "5. お客様の体験はどう変わりますか"
            ),
            "headline": words("Press release: headline", "プレスリリース：見出し"),
            "release": words("Press release: text", "プレスリリース：本文", 5),
            "faq": Rows(
                text(en="FAQ", ja="FAQ（想定問答）"),
                {
                    "question": partial(words, "Question", "質問"),
                    "answer": partial(
                        words, "Answer, or who will find out", "回答（未定なら、調べる人）"
                    ),
                },
                most=_MOST_ROWS,
                whole=False,
            ),
            "screen": words(
                "The screen, in words: what is on it, what people press, what happens",
                "画面を言葉で：何が表示され、何を押すと、何が起きるか",
                4,
            ),
        }

    def page(self) -> str:
        """Which parts are there, and the brief once there is something to read."""
        open_ = self.state.open
        there, missing = text(en="● written", ja="● 記入済み"), text(en="○ open", ja="○ 未記入")
        rows = [
            (field.label, missing if name in open_ else there)
            for name, field in self.fields.items()
        ]
        said = f'<p role="status"><strong>{escape(self._said())}</strong></p>'
        return said + kit.table((text(en="Part", ja="項目"), ""), rows) + self._brief_to_copy()

    def instead(self) -> str:
        """The draft itself, which the fields show where there are any."""
        return kit.table((text(en="Part", ja="項目"), ""), self.filled()) if self.filled() else ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """The draft."""
        return self.filled()

    @property
    def brief(self) -> str:
        """What to give an AI assistant, so that it asks rather than praises."""
        task = text(
            en="You are a sceptical customer of the kind described in part 1, and then the head "
            "of finance. Below is our draft for something that does not exist yet.\n"
            "- Ask the ten hardest questions, one at a time, and wait for my answer each time.\n"
            "- For each question, quote the words that it attacks.\n"
            "- Ask for evidence wherever the draft only claims something.\n"
            "- Do not rewrite the draft, do not praise it, and do not answer for me.\n"
            "- At the end, list what I could not answer.",
            ja="あなたは、まず項目1に書かれたお客様、次に経理部長として、この案を疑いの目で読んで"
            "ください。以下は、まだ存在しないサービスの案です。\n"
            "- 答えにくい質問を10個、1つずつしてください。毎回、私の回答を待ってください。\n"
            "- 質問ごとに、案のどの言葉についての質問かを引用してください。\n"
            "- 根拠のない主張には、根拠を尋ねてください。\n"
            "- 案を書き直したり、褒めたり、私の代わりに答えたりしないでください。\n"
            "- 最後に、私が答えられなかったことを一覧にしてください。",
        )
        return "\n\n".join([task, *(f"[{label}]\n{words}" for label, words in self.filled())])

    def _said(self) -> str:
        parts, left = len(self.fields), len(self.state.open)
        count = text(
            en=f"Parts with something in them: {parts - left} of {parts}.",
            ja=f"{parts}項目のうち{parts - left}項目を記入しました。",
        )
        more = text(en=" A short line is enough for a first draft.", ja="最初は短い1行で十分です。")
        return count + more if left else count

    def _brief_to_copy(self) -> str:
        if not self.filled():
            return ""
        title = text(
            en="A brief for an AI assistant, to copy", ja="AIアシスタントへの依頼文（コピー用）"
        )
        careful = text(
            en="Nothing is sent from here. Click into the box and copy. Take out names and secrets "
            "first, and use only an assistant that your company allows.",
            ja="ここからは何も送信されません。枠の中をクリックしてコピーしてください。個人名や"
            "社外秘は先に消し、会社が認めたAIアシスタントだけを使ってください。",
        )
        return (
            f"<details><summary>{escape(title)}</summary><p>{escape(careful)}</p>"
            f'<pre tabindex="0">{escape(self.brief)}</pre></details>'
        )


def working_backwards(
    *,
    customer: str = "",
    problem: str = "",
    benefit: str = "",
    evidence: str = "",
    experience: str = "",
    headline: str = "",
    release: str = "",
    faq: Sequence[dict[str, str]] = (),
    screen: str = "",
    key: str = "working-backwards",
) -> None:
    """Let the attendee describe a product from its customer's side, before it exists.

    Parameters
    ----------
    customer, problem, benefit, evidence, experience : str
        Answers to the five questions.
    headline, release : str
        Of the press release, which stays inside the company.
    faq : sequence of dict with "question" and "answer"
    screen : str
        What the customer sees and does.
    key : str, default "working-backwards"
        Tells the drafts of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If what the call says cannot be filled in.
    """
    written = Draft(
        customer,
        problem,
        benefit,
        evidence,
        experience,
        headline,
        release,
        tuple(faq),
        screen,
    )
    WorkingBackwards(written, key).show()
