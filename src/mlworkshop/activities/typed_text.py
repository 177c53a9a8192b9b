"""A mail typed by hand: what the model says to it, and which of its words made it say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities.kit import Html, beginning, from_0_to_1, table
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Words
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

_MOST_WORDS = 5  # shown in each direction
_MOST_UNKNOWN = 10
_LONGEST = 100_000  # characters of a mail
_DIGITS = 6  # beyond them, scores may differ from machine to machine

_STYLE = """
.mlw-verdict { font-size: 1.2em; }
.mlw-scale { display: flex; align-items: center; gap: 0.5em; max-width: 34em; }
.mlw-shares { position: relative; flex: 1; height: 1.1em; background: var(--mlw-paper);
  color: var(--mlw-on-paper); border: 1px solid var(--mlw-line); }
.mlw-shares * { position: absolute; top: 0; bottom: 0; }
.mlw-shares b { background: #5b6f82; left: 0; }
.mlw-shares i { width: 0; top: -0.35em; bottom: -0.35em; border-left: 3px solid;
  outline: 1px solid var(--mlw-paper); margin-left: -1px; }
.mlw-typed-text p { overflow-wrap: anywhere; }
.mlw-typed-text table { margin: 0.5em 0; }
.mlw-typed-text th { word-break: keep-all; }
.mlw .mlw-typed-text tr > :first-child { overflow-wrap: anywhere; min-width: 6em; }
.mlw .mlw-line { white-space: nowrap; }
.mlw-push { width: 12em; min-width: 6em; height: 1em; margin-top: 0.3em; }
.mlw-push i { left: 50%; top: 0; bottom: 0; border-left-width: 1px; outline: none;
  margin-left: 0; }
.mlw-push .mlw-up { background: var(--mlw-wrong); }
.mlw-push .mlw-down { background: var(--mlw-main); }
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
    examples: str | Iterable[str | Text] = (),
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
    examples : str, or iterable of str or Text, optional
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
    cut_off = from_0_to_1("cut_off", cut_off)
    _steps(model)
    mails: list[str | Text] = [examples] if isinstance(examples, str) else list(examples)
    TypedText(Judge(model, positive, negative, cut_off), mails, key).show()


@dataclass(frozen=True)
class Judge:
    """A model with the names of its classes and the cut-off: what it says about a text."""

    model: Any
    positive: str | Text
    negative: str | Text
    cut_off: float

    def score(self, mail: str) -> float:
        """The model's probability that a text is positive."""
        return round(float(self.model.predict_proba([mail])[0, 1]), _DIGITS)

    def verdict(self, score: float) -> str:
        """The name of the class that a score stands for."""
        return str(self.positive if score >= self.cut_off else self.negative)

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


@dataclass(frozen=True)
class Typed:
    """The text that was scored last; "" before the first."""

    mail: str = ""


class TypedText(Panel[Typed]):
    """A field for a text, and what the model says to it.

    Parameters
    ----------
    judge : Judge
    examples : list of str or Text
    key : str
    """

    call = "typed_text"
    title = Text(en="Write your own email", ja="メールを自分で書いて試す")
    minutes, minutes_reason = 2.0, "two emails typed"
    style = _STYLE

    def __init__(self, judge: Judge, examples: list[str | Text], key: str) -> None:
        self._judge = judge
        self._examples = examples
        super().__init__(Typed(), key)

    def ask(self) -> Mapping[str, Words]:
        """The text."""
        label = text(en="Your email:", ja="メール本文：")
        empty = text(
            en="Type or paste an email, or pick an example.",
            ja="メールの文章を入力するか、貼り付けてください。例文も選べます。",
        )
        return {"mail": Words(label, lines=6, longest=_LONGEST, placeholder=empty)}

    def controls(self) -> list[widgets.Widget]:
        """Examples to start from, the field, and a button for those who look for one."""
        score = ui.button(text(en="Score it", ja="スコアを計算する"), self._press)
        score.layout = widgets.Layout(align_self="flex-start")
        score.add_class("mlw-main")
        if not self._examples:
            return [*super().controls(), score]
        start = text(en="Examples to start from:", ja="例文から始めることもできます：")
        buttons = [
            ui.button(_example(number, str(mail)), partial(self._fill_in, mail))
            for number, mail in enumerate(self._examples, 1)
        ]
        return [ui.html(start), widgets.HBox(buttons), *super().controls(), score]

    def page(self) -> str:
        """What the model says about the text, which is named because another may be typed."""
        mail = self.state.mail
        if not mail:
            return _invitation()
        label = text(en="Scored text:", ja="スコアを計算した文章：")
        return f"<p>{label} {escape(beginning(mail, 300))}</p>{self._judged(mail)}"

    def instead(self) -> str:
        """What the model says to the examples."""
        return self._table_of_examples() if self._examples else ""

    def code(self) -> str:
        """The model itself."""
        return 'model.predict_proba(["my text"])[:, 1]'

    @classmethod
    def older(cls, note: Any) -> Any:
        """Notes had the text alone."""
        return {"given": {}, "state": {"mail": note.strip()}} if isinstance(note, str) else None

    def _fill_in(self, mail: str | Text) -> None:
        self.become(Typed(str(mail).strip()))

    def _press(self) -> None:
        # Leaving the field for the button has scored the text already.
        if not self.state.mail:
            self._page.value = ui.feedback(Outcome.NOT_ATTEMPTED, _invitation())

    def _judged(self, mail: str) -> str:
        """HTML of what the model says about a text, and why."""
        judge = self._judge
        score = judge.score(mail)
        written, verdict = judge.written(score), escape(judge.verdict(score))
        name, cut_off = escape(str(judge.positive)), f"{judge.cut_off:g}"
        if score >= judge.cut_off:
            reason = text(
                en=f'The score is the model\'s probability of "{name}". '
                f"It reaches the cut-off of {cut_off}.",
                ja=f"スコアは、モデルが予測した「{name}」の確率です。"
                f"しきい値 {cut_off} 以上なので、この判定になります。",
            )
        else:
            reason = text(
                en=f'The score is the model\'s probability of "{name}". '
                f"It stays below the cut-off of {cut_off}.",
                ja=f"スコアは、モデルが予測した「{name}」の確率です。"
                f"しきい値 {cut_off} 未満なので、この判定になります。",
            )
        headline = text(
            en=f"Score {written}, so the verdict is: {verdict}",
            ja=f"スコア {written}　→　判定：{verdict}",
        )
        return (
            f'<div role="status"><p class="mlw-verdict"><strong>{headline}</strong></p>'
            '<div class="mlw-scale" aria-hidden="true">0<div class="mlw-shares">'
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
                en=f"Without any known words the score would be {empty}. Each word pushes it up or "
                "down from there.",
                ja=f"知っている単語が1つもなければスコアは {empty} で、"
                "各単語がそこから上下に動かします。",
            )
        else:
            why = text(
                en="So the score says nothing about this text: a model can only use words that "
                "were in the emails it learned from.",
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
        negative, positive = self._judge.negative, self._judge.positive
        heads = (
            text(en="Word", ja="単語"),
            text(en="Push", ja="影響"),
            text(en=f"◀ {negative} | {positive} ▶", ja=f"◀ {negative} ｜ {positive} ▶"),
        )
        caption = text(
            en="The words that pushed the score most (value in the email × weight in the model)",
            ja="スコアへの影響が大きかった単語（影響＝メールの中での値 × モデルの重み）",
        )
        rows = [(word, *self._pushed(push, strongest)) for word, push in pushes.items()]
        return f"<p>{caption}</p>{table(heads, rows)}"

    def _pushed(self, push: float, strongest: float) -> tuple[Html, Html]:
        """A push in words, and as a bar from the middle."""
        width = round(50 * abs(push) / strongest)
        kind, left = ("up", 50) if push > 0 else ("down", 50 - width)
        name = escape(str(self._judge.positive if push > 0 else self._judge.negative))
        direction = text(en=f"towards {name}", ja=f"{name}寄り")
        return (
            _line(f"{_signed(push)} {direction}"),
            Html(
                '<div class="mlw-shares mlw-push" aria-hidden="true">'
                f'<b class="mlw-{kind}" style="left:{left}%;width:{width}%"></b><i></i></div>'
            ),
        )

    def _table_of_examples(self) -> str:
        judge = self._judge
        heads = (
            text(en="Example", ja="例文"),
            text(en="Score", ja="スコア"),
            text(en=f"Verdict at {judge.cut_off:g}", ja=f"しきい値 {judge.cut_off:g} での判定"),
            text(
                en=f"Push towards {judge.positive}",
                ja=f"{judge.positive}寄りの単語",
            ),
            text(
                en=f"Push towards {judge.negative}",
                ja=f"{judge.negative}寄りの単語",
            ),
        )
        return table(heads, [self._example(str(mail)) for mail in self._examples])

    def _example(self, mail: str) -> list[str]:
        judge, score = self._judge, self._judge.score(mail)
        row = [
            beginning(mail, 300),
            _line(judge.written(score)),
            _line(escape(judge.verdict(score))),
        ]
        if judge.words(mail)[0]:
            return row + [Html(_listed(pushes)) for pushes in judge.pushes(mail)]
        return [*row, _none_known(), "–"]


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
                    f"vectoriser and a linear classifier. Build it like this: {build}",
                    ja=f"渡されたモデルは {found} です。テキストのベクトル化と線形分類器の"
                    f"2段階からなるパイプラインが必要です。作り方：{build}",
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
                en=f"The model has {classes} classes; expected two. "
                "Fit it with labels of two kinds, such as labels == 'spam'.",
                ja=f"モデルのクラスが{classes}個あります。2個である必要があります。"
                "labels == 'spam' のように、2種類のラベルで学習させてください。",
            )
        )
    return vectoriser, classifier


def _invitation() -> str:
    return text(
        en='<p>Type an email into the field or pick an example, then press "Score it".</p>',
        ja="<p>メールの文章を入力するか例文を選び、「スコアを計算する」を押してください。</p>",
    )


def _none_known() -> str:
    return text(
        en="The model knows none of these words; the score is that of an empty email.",
        ja="モデルはこの文章の単語を1つも知りません。スコアは空のメールと同じ値です。",
    )


def _example(number: int, mail: str) -> str:
    return text(en=f"Example {number}: ", ja=f"例{number}：") + beginning(mail, 60)


def _line(html: str) -> Html:
    """What is not broken into lines."""
    return Html(f'<span class="mlw-line">{html}</span>')


def _signed(push: float) -> str:
    return f"{push:+.2f}".replace("-", "−")


def _listed(pushes: dict[str, float]) -> str:
    return ", ".join(f"{escape(word)}&nbsp;{_signed(push)}" for word, push in pushes.items()) or "–"
