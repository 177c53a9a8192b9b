"""A mail typed by hand: what the model says to it, and which of its words made it say so."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from numbers import Real
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

_MOST_WORDS = 5  # shown in each direction
_MOST_UNKNOWN = 10
_PRESS_HOLDS = 1.0  # second in which letters may arrive that were typed before the press
_DIGITS = 6  # beyond them, scores may differ from machine to machine

_STYLE = """
.mlw-typed .widget-textarea { flex-direction: column; width: 100%; height: auto; margin: 0.3em 0; }
.mlw-typed .widget-textarea .widget-label { width: auto; height: auto; line-height: 1.45;
  text-align: left; }
.mlw-typed textarea { width: 100%; background: #ffffff; color: #1b1b1b; font-size: 1em;
  border: 1px solid #767676; }
.mlw-typed textarea::placeholder { color: #595959; }
.mlw-typed-verdict { font-size: 1.2em; }
.mlw-typed-scale { display: flex; align-items: center; gap: 0.5em; max-width: 34em; }
.mlw-typed-bar { position: relative; flex: 1; height: 1.1em; background: #ffffff;
  border: 1px solid #767676; }
.mlw-typed-bar * { position: absolute; top: 0; bottom: 0; }
.mlw-typed-bar b { background: #5b6f82; left: 0; }
.mlw-typed-bar i { width: 0; top: -0.35em; bottom: -0.35em; border-left: 3px solid #1b1b1b;
  outline: 1px solid #ffffff; margin-left: -1px; }
.mlw-typed p { overflow-wrap: anywhere; }
.mlw-typed button { margin: 4px; }
.mlw-typed table { margin: 0.5em 0; }
.mlw .mlw-typed th, .mlw .mlw-typed td { text-align: left; vertical-align: top; }
.mlw-typed th { word-break: keep-all; }
.mlw .mlw-typed tr > :first-child { overflow-wrap: anywhere; min-width: 6em; }
.mlw .mlw-typed td.mlw-typed-line { white-space: nowrap; }
.mlw-typed-push { width: 12em; min-width: 6em; height: 1em; margin-top: 0.3em;
  border: 1px solid #767676; }
.mlw-typed-push i { left: 50%; top: 0; bottom: 0; border-left-width: 1px; outline: none;
  margin-left: 0; }
.mlw-typed-push .mlw-typed-up { background: #a33b00; }
.mlw-typed-push .mlw-typed-down { background: #0b5394; }
"""


def contributions(model: Any, text: str) -> pd.Series[float]:
    """How far each word of a text pushes the model's score, and in which direction.

    A word's contribution is its value in the text (tf-idf, say) times its weight in the model. For
    logistic regression, the intercept and all contributions together are the logit of the score:
    P(positive) = 1 / (1 + exp(-(X w + w0))), see scikit-learn's user guide, "Linear models",
    section "Logistic regression", "Binary case".

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        Fitted; a text vectoriser, then a linear classifier of two classes.
    text : str

    Returns
    -------
    pandas.Series of float, shape (words of the text that the model knows,)
        Indexed by word, from the strongest push towards `model.classes_[1]` to the strongest away
        from it. Unit: that of `model.decision_function`, log-odds for logistic regression.

    Raises
    ------
    WorkshopError
        If the model is another one.
    """
    import pandas as pd  # here and below: notebooks without this activity need not wait for it

    vectoriser, classifier = _steps(model)
    row = vectoriser.transform([text])
    pushes = pd.Series(
        row.data * classifier.coef_[0, row.indices],
        index=pd.Index(vectoriser.get_feature_names_out()[row.indices], name="word"),
        name="contribution",
    )
    return pushes.sort_values(kind="stable", ascending=False)


def typed_text(
    model: Any,
    *,
    positive: str | Text,
    negative: str | Text,
    examples: Iterable[str | Text] = (),
    cut_off: float = 0.5,
    key: str = "typed-mail",
) -> None:
    """Let the attendee type a text; show its score and the words that made it.

    The text that was scored last comes back when the cell is run again. The same from code:
    `model.predict_proba(["my text"])[:, 1]`.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        Fitted; a text vectoriser, then a linear classifier of two classes with `predict_proba`,
        such as `make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)`.
    positive, negative : str or Text
        Names of the classes `model.classes_[1]`, whose probability is the score, and
        `model.classes_[0]`.
    examples : iterable of str or Text, optional
        Texts to start from, a button each.
    cut_off : float, default 0.5
        From this score on, between 0 and 1, a text is called positive.
    key : str, default "typed-mail"
        Tells the activities of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If the model is another one or not fitted, or the cut-off is no number from 0 to 1.
    """
    if not (isinstance(cut_off, Real) and 0 <= cut_off <= 1):
        raise WorkshopError(
            text(
                en=f"cut_off is {cut_off!r}; expected a number from 0 to 1, such as 0.5.",
                ja=f"cut_off が {cut_off!r} になっています。"
                "0.5 のように、0〜1 の数値を指定してください。",
            )
        )
    _steps(model)
    mails = [examples] if isinstance(examples, str) else examples
    TypedText(
        Judge(model, str(positive), str(negative), cut_off), [str(mail) for mail in mails], key
    ).show()


@dataclass(frozen=True)
class Judge:
    """A model with the names of its classes and the cut-off: what it says about a text."""

    model: Any
    positive: str
    negative: str
    cut_off: float

    def score(self, mail: str) -> float:
        """The model's probability that a text is positive."""
        return round(float(self.model.predict_proba([mail])[0, 1]), _DIGITS)

    def verdict(self, score: float) -> str:
        """The name of the class that a score stands for."""
        return self.positive if score >= self.cut_off else self.negative

    def written(self, score: float) -> str:
        """The score with two digits, or as many as leave it on its side of the cut-off."""
        digits = 2
        while self.verdict(round(score, digits)) != self.verdict(score):
            digits += 1
        return f"{score:.{digits}f}"

    def pushes(self, mail: str) -> tuple[dict[str, float], dict[str, float]]:
        """The words that push most towards positive and towards negative, strongest first.

        Words that push alike in two digits stand in the alphabet's order: where the digits that
        nobody sees differ from machine to machine, the page does not.
        """
        pushes = contributions(self.model, mail).round(2).sort_index()
        up = pushes[pushes > 0].sort_values(kind="stable", ascending=False)
        down = pushes[pushes < 0].sort_values(kind="stable")
        return up.head(_MOST_WORDS).to_dict(), down.head(_MOST_WORDS).to_dict()

    def words(self, mail: str) -> tuple[list[str], list[str]]:
        """The words that the model knows, and those that it does not, each once, as it reads."""
        vectoriser = self.model[0]
        words = dict.fromkeys(vectoriser.build_analyzer()(mail))
        known = [word for word in words if word in vectoriser.vocabulary_]
        return known, [word for word in words if word not in vectoriser.vocabulary_]


class TypedText:
    """The activity's widgets.

    Parameters
    ----------
    judge : Judge
    examples : list of str
    key : str
        Under which the last text is remembered in the open lesson.
    """

    def __init__(self, judge: Judge, examples: list[str], key: str) -> None:
        self._judge = judge
        self._examples = examples
        self._lesson = notebook.lesson()
        self._key = key
        event = journal.latest(self._lesson, "note", key)
        earlier = event.answer if event and isinstance(event.answer, str) else ""

        self.field = widgets.Textarea(
            earlier,
            description=text(en="Your mail:", ja="メール本文："),
            placeholder=text(
                en="Type or paste a mail, or pick an example.",
                ja="メールの文章を入力するか、貼り付けてください。例文も選べます。",
            ),
            rows=6,
        )
        self.examples = [
            ui.button(_example(number, mail), partial(self._fill, mail))
            for number, mail in enumerate(examples, 1)
        ]
        self.score = ui.button(text(en="Score it", ja="スコアを計算する"), self._press)
        self.score.layout.align_self = "flex-start"
        self.score.add_class("mlw-main")
        # The text that was scored last, and what came out.
        self._scored = (earlier, self._judged(earlier)) if earlier else ("", "")
        self.result = ui.html(self._scored[1] or _invitation())
        # A press may overtake the letters typed just before it: the front end holds them back until
        # the kernel is idle, and the kernel may serve field and button in two threads.
        self._lock = threading.RLock()
        self._pressed = -math.inf
        self.field.observe(lambda _: self._change(), "value")

    def show(self) -> None:
        """Display the activity in the current cell."""
        live = widgets.VBox([ui.html(f"<style>{_STYLE}</style>")])
        if self.examples:
            examples = widgets.HBox(self.examples)
            examples.layout.flex_flow = "row wrap"
            start = text(en="Examples to start from:", ja="例文から始めることもできます：")
            live.children += (ui.html(start), examples)
        live.children += (self.field, self.score, self.result)
        live.add_class("mlw-typed")
        ui.show(
            live, self._static(), text(en="A mail typed by hand", ja="メールを自分で書いて試す")
        )

    def _fill(self, mail: str) -> None:
        self._pressed = -math.inf
        self.field.value = mail

    def _press(self) -> None:
        with self._lock:
            self._pressed = time.monotonic()
            self.result.value = self._scoring()

    def _change(self) -> None:
        """Let no result pass for that of another text than its own."""
        with self._lock:
            late = time.monotonic() - self._pressed < _PRESS_HOLDS
            self.result.value = self._scoring() if late else self._earlier()

    def _earlier(self) -> str:
        """The result of the text scored last, which says so where the field holds another."""
        mail, judged = self._scored
        if not mail:
            return _invitation()
        if mail == self.field.value:
            return judged
        start = escape(_short(mail, 40))
        label = text(
            en=f"This is the result of the text before: “{start}”. Press “Score it” for the text "
            "above.",
            ja=f"以下は直前に計算した文章「{start}」の結果です。今の文章の結果を見るには、"
            "「スコアを計算する」を押してください。",
        )
        return f"<p><strong>{label}</strong></p>{judged}"

    def _scoring(self) -> str:
        mail = self.field.value
        if not mail.strip():
            return ui.feedback(Outcome.NOT_ATTEMPTED, _invitation())
        journal.record(self._lesson, "note", self._key, answer=mail)
        trouble = journal.trouble()
        self._scored = mail, self._judged(mail)
        return self._scored[1] + (f"<p>{escape(trouble)}</p>" if trouble else "")

    def _judged(self, mail: str) -> str:
        """HTML of what the model says about a text, and why."""
        judge = self._judge
        score = judge.score(mail)
        written, verdict = judge.written(score), escape(judge.verdict(score))
        name, cut_off = escape(judge.positive), f"{judge.cut_off:g}"
        if score >= judge.cut_off:
            reason = text(
                en=f"The score is the model's probability of “{name}”. "
                f"It reaches the cut-off of {cut_off}.",
                ja=f"スコアは、モデルが予測した「{name}」の確率です。"
                f"しきい値 {cut_off} 以上なので、この判定になります。",
            )
        else:
            reason = text(
                en=f"The score is the model's probability of “{name}”. "
                f"It stays below the cut-off of {cut_off}.",
                ja=f"スコアは、モデルが予測した「{name}」の確率です。"
                f"しきい値 {cut_off} 未満なので、この判定になります。",
            )
        headline = text(
            en=f"Score {written}, so the verdict is: {verdict}",
            ja=f"スコア {written}　→　判定：{verdict}",
        )
        return (
            f'<div role="status"><p class="mlw-typed-verdict"><strong>{headline}</strong></p>'
            '<div class="mlw-typed-scale" aria-hidden="true">0<div class="mlw-typed-bar">'
            f'<b style="width:{score:.0%}"></b><i style="left:{judge.cut_off:.0%}"></i></div>'
            "1</div>"
            f"<p>{reason}</p>{self._why(mail)}</div>"
        )

    def _why(self, mail: str) -> str:
        judge = self._judge
        known, unknown = judge.words(mail)
        html = self._table(mail) if known else ""
        empty = judge.written(judge.score(""))
        if known:
            says = text(
                en=f"Without any word the score would be {empty}; each word pushes it from there.",
                ja=f"単語が一つもなければスコアは {empty} で、各単語がそこから上下に動かします。",
            )
        else:
            why = text(
                en="So the score says nothing about this text: a model can only use words that "
                "were in the mails it learned from.",
                ja="つまり、このスコアは文章の内容を何も表していません。"
                "モデルが使えるのは、学習したメールに出てきた単語だけです。",
            )
            says = f"<strong>{_none_known()}</strong> {why}"
        html += f"<p>{says}</p>"
        if unknown:
            shown = [escape(word) for word in unknown[:_MOST_UNKNOWN]]
            more = len(unknown) - len(shown)
            html += text(
                en=f"<p>Unknown to the model, so without any effect: {', '.join(shown)}"
                + (f" and {more} more" if more else "")
                + "</p>",
                ja=f"<p>モデルが知らない（スコアに影響しない）単語：{'、'.join(shown)}"
                + (f"、ほか {more} 語" if more else "")
                + "</p>",
            )
        return html

    def _table(self, mail: str) -> str:
        """The words that push most, from one direction to the other."""
        up, down = self._judge.pushes(mail)
        if not up and not down:
            return text(
                en="<p>The words that the model knows hardly push the score.</p>",
                ja="<p>モデルが知っている単語は、スコアをほとんど動かしていません。</p>",
            )
        pushes = up | dict(reversed(down.items()))
        strongest = max(map(abs, pushes.values()))
        heads = (
            text(en="Word", ja="単語"),
            text(en="Push", ja="影響"),
            text(
                en=f"◀ {escape(self._judge.negative)} | {escape(self._judge.positive)} ▶",
                ja=f"◀ {escape(self._judge.negative)} ｜ {escape(self._judge.positive)} ▶",
            ),
        )
        caption = text(
            en="The words that pushed the score most (value in the mail × weight in the model)",
            ja="スコアへの影響が大きかった単語（影響＝メールの中での値 × モデルの重み）",
        )
        return (
            f"<p>{caption}</p><table><tr>"
            + "".join(f'<th scope="col">{head}</th>' for head in heads)
            + "</tr>"
            + "".join(self._row(word, push, strongest) for word, push in pushes.items())
            + "</table>"
        )

    def _row(self, word: str, push: float, strongest: float) -> str:
        width = round(50 * abs(push) / strongest)
        kind, left = ("up", 50) if push > 0 else ("down", 50 - width)
        name = escape(self._judge.positive if push > 0 else self._judge.negative)
        direction = text(en=f"towards {name}", ja=f"{name}寄り")
        return (
            f'<tr><th scope="row">{escape(word)}</th>'
            f'<td class="mlw-typed-line">{_signed(push)} {direction}</td>'
            '<td><div class="mlw-typed-bar mlw-typed-push" aria-hidden="true">'
            f'<b class="mlw-typed-{kind}" style="left:{left}%;width:{width}%"></b><i></i>'
            "</div></td></tr>"
        )

    def _static(self) -> str:
        title = text(en="A mail typed by hand", ja="メールを自分で書いて試す")
        html = f"<style>{_STYLE}</style><div class='mlw-typed'><p><strong>{title}</strong></p>"
        if self._examples:
            html += self._table_of_examples()
        if mail := self.field.value:
            yours = text(en="Your mail: ", ja="あなたのメール：")
            html += f"<p>{yours}{escape(_short(mail, 300))}</p>{self._judged(mail)}"
        way = text(
            en="Run this cell to type a mail of your own, or get its score from code:",
            ja="このセルを実行すると、自分で書いたメールを試せます。コードでスコアを出す方法：",
        )
        return f'{html}<p>{way} <code>model.predict_proba(["my text"])[:, 1]</code></p></div>'

    def _table_of_examples(self) -> str:
        judge = self._judge
        heads = (
            text(en="Example", ja="例文"),
            text(en="Score", ja="スコア"),
            text(en=f"Verdict at {judge.cut_off:g}", ja=f"しきい値 {judge.cut_off:g} での判定"),
            text(
                en=f"Push towards {escape(judge.positive)}",
                ja=f"{escape(judge.positive)}寄りの単語",
            ),
            text(
                en=f"Push towards {escape(judge.negative)}",
                ja=f"{escape(judge.negative)}寄りの単語",
            ),
        )
        rows = ""
        for mail in self._examples:
            score = judge.score(mail)
            rows += f"<tr><td>{escape(_short(mail, 300))}</td>"
            for cell in (judge.written(score), escape(judge.verdict(score))):
                rows += f'<td class="mlw-typed-line">{cell}</td>'
            if judge.words(mail)[0]:
                rows += "".join(f"<td>{_listed(pushes)}</td>" for pushes in judge.pushes(mail))
            else:
                rows += f'<td colspan="2">{_none_known()}</td>'
            rows += "</tr>"
        heads_html = "".join(f'<th scope="col">{head}</th>' for head in heads)
        return f"<table><tr>{heads_html}</tr>{rows}</table>"


def _steps(model: Any) -> tuple[Any, Any]:
    """The vectoriser and the classifier of a model that this activity can explain."""
    from sklearn.exceptions import NotFittedError
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.pipeline import Pipeline
    from sklearn.utils.validation import check_is_fitted

    steps = [step for _, step in model.steps] if isinstance(model, Pipeline) else [model]
    build = "make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)"
    match steps:
        case [CountVectorizer() as vectoriser, classifier]:  # TfidfVectorizer is one, too
            pass
        case _:
            found = " → ".join(type(step).__name__ for step in steps)
            raise WorkshopError(
                text(
                    en=f"The model is {found}; expected a pipeline of two steps, a text "
                    f"vectoriser and a linear classifier. Build it so: {build}",
                    ja=f"渡されたモデルは {found} です。テキストのベクトル化と線形分類器の"
                    f"2 段階からなるパイプラインが必要です。作り方：{build}",
                )
            )
    try:
        check_is_fitted(model)
    except NotFittedError:
        raise WorkshopError(
            text(
                en="The model has not learned anything yet. Call model.fit(texts, labels) first.",
                ja="モデルがまだ学習していません。"
                "先に model.fit(texts, labels) を実行してください。",
            )
        ) from None
    if not (hasattr(classifier, "coef_") and hasattr(classifier, "predict_proba")):
        name = type(classifier).__name__
        raise WorkshopError(
            text(
                en=f"The model ends in {name}; expected a classifier with a weight for each word "
                f"and with probabilities, such as LogisticRegression. Build it so: {build}",
                ja=f"モデルの最後が {name} です。単語ごとの重みと確率を持つ分類器"
                f"（LogisticRegression など）が必要です。作り方：{build}",
            )
        )
    if (classes := len(classifier.classes_)) != 2:
        raise WorkshopError(
            text(
                en=f"The model tells {classes} classes apart; expected two. "
                "Fit it with labels of two kinds, such as labels == 'spam'.",
                ja=f"モデルのクラスが {classes} 個あります。2 個である必要があります。"
                "labels == 'spam' のように、2 種類のラベルで学習させてください。",
            )
        )
    return vectoriser, classifier


def _invitation() -> str:
    return text(
        en="<p>Type a mail into the field or pick an example, then press “Score it”.</p>",
        ja="<p>メールの文章を入力するか例文を選び、「スコアを計算する」を押してください。</p>",
    )


def _none_known() -> str:
    return text(
        en="The model knows none of these words; the score is that of an empty mail.",
        ja="モデルはこの文章の単語を一つも知りません。スコアは空のメールと同じ値です。",
    )


def _example(number: int, mail: str) -> str:
    return text(en=f"Example {number}: ", ja=f"例{number}：") + _short(mail, 60)


def _short(mail: str, length: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(mail.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _signed(push: float) -> str:
    return f"{push:+.2f}".replace("-", "−")


def _listed(pushes: dict[str, float]) -> str:
    return ", ".join(f"{escape(word)}&nbsp;{_signed(push)}" for word, push in pushes.items()) or "–"
