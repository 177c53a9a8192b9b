"""Photos labelled by hand, one after another: how long a label takes, and whether two agree."""

from __future__ import annotations

import base64
import io
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from statistics import median

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.vision import open_photo
from mlworkshop.vision.photos import Photo

CAT, OTHER, SKIPPED = "cat", "other", "skipped"
_LETTERS = {"c": CAT, "n": OTHER, "s": SKIPPED}
_UNDO = "u"
# What a Japanese keyboard makes of the letters before the attendee switches it to Latin ones.
_KANA = {"ん": "n", "う": "u"}
_PAUSE = 60.0  # seconds: who takes longer has been away
_WIDTH, _HEIGHT = 420, 280  # pixels of the photo to be labelled, at most
_THUMB = (150, 100)  # of one that two people label differently

_STYLE = """
.mlw-label figure { margin: 0.4em 0; }
.mlw-label figcaption { font-size: 0.85em; }
.mlw-label img { display: block; border: 1px solid #767676; background: #ffffff; }
.mlw-label-photo { min-height: 325px; }
.mlw-label progress { width: 14em; max-width: 100%; vertical-align: middle; accent-color: #0b5394; }
.mlw-label-heard { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.mlw-label button { margin: 4px; }
.mlw-label .widget-text { width: auto; height: auto; flex-wrap: wrap; margin: 4px; }
.mlw-label .widget-text .widget-label { width: auto; height: auto; white-space: normal; }
.mlw-label input { width: 4em !important; flex: none; background: #ffffff; color: #1b1b1b;
  border: 1px solid #767676; }
.mlw .mlw-label th, .mlw .mlw-label td { text-align: left; vertical-align: top; }
"""


@dataclass(frozen=True)
class Answer:
    """What was said to one photo.

    Parameters
    ----------
    label : {"cat", "other", "skipped"}
    seconds : float, optional
        How long it took; None where that is not known.
    """

    label: str
    seconds: float | None = None


@dataclass(frozen=True)
class Agreement:
    """How two people labelled the photos that both of them labelled.

    Parameters
    ----------
    same, both : int
        Photos with the same label, of the photos that both labelled.
    differ : tuple of str
        The names of the others.
    kappa : float, optional
        Cohen's kappa: 1 where they always agree, 0 where they agree as often as chance would
        have it. None where it says nothing, because all labels are the same.
    """

    same: int
    both: int
    differ: tuple[str, ...]
    kappa: float | None


@dataclass(frozen=True)
class Session:
    """How far somebody has come in labelling some photos, in their order.

    Parameters
    ----------
    names : tuple of str
        Of the photos.
    answers : tuple of Answer
        To the first of them.
    """

    names: tuple[str, ...]
    answers: tuple[Answer, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether every photo was labelled or skipped."""
        return len(self.answers) == len(self.names)

    def answered(self, label: str, seconds: float | None = None) -> Session:
        """The session after the photo in turn was labelled or skipped."""
        return replace(self, answers=(*self.answers, Answer(label, seconds)))

    def undone(self) -> Session:
        """The session before the last answer."""
        return replace(self, answers=self.answers[:-1])

    @property
    def labels(self) -> dict[str, str]:
        """Label by name of photo, without those that were skipped."""
        said = zip(self.names, self.answers, strict=False)
        return {name: answer.label for name, answer in said if answer.label != SKIPPED}

    @property
    def seconds_per_label(self) -> float | None:
        """The median time of a label, None before any time is known."""
        known = [
            answer.seconds
            for answer in self.answers
            if answer.seconds is not None and answer.label != SKIPPED
        ]
        return median(known) if known else None

    def agreement(self, second: Mapping[str, str]) -> Agreement:
        """Compare with the labels of somebody else.

        Parameters
        ----------
        second : mapping of str to str
            Label by name of photo.

        Returns
        -------
        Agreement
        """
        pairs = {name: (said, second[name]) for name, said in self.labels.items() if name in second}
        differ = tuple(name for name, (mine, other) in pairs.items() if mine != other)
        kappa = None
        if len({label for pair in pairs.values() for label in pair}) > 1:
            from sklearn.metrics import cohen_kappa_score

            kappa = float(cohen_kappa_score(*zip(*pairs.values(), strict=True)))
        return Agreement(len(pairs) - len(differ), len(pairs), differ, kappa)


class Stopwatch:
    """Seconds from one press to the next; longer than a minute is a pause and does not count.

    Parameters
    ----------
    clock : callable
        Gives the time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: float | None = None

    def lap(self) -> float | None:
        """Seconds since the last call; None at the first one and after a pause."""
        now = self._clock()
        seconds = None if self._last is None else now - self._last
        self._last = now
        return seconds if seconds is not None and seconds <= _PAUSE else None


def label_photos(
    photos: Mapping[str, Photo],
    *,
    credits: Mapping[str, str],
    descriptions: Mapping[str, str],
    second: Mapping[str, str] | None = None,
    labels: str = "",
    key: str = "labelling",
) -> Labelling:
    """Let the attendee label photos, "cat" or "not a cat", and measure how long that takes.

    Each press is remembered: the next run of the cell goes on where the last one stopped, unless
    `labels` in the call has changed since: that is how to label without widgets.

    Parameters
    ----------
    photos : mapping of str to photo
        Name and photo, as `ws.vision.open_photo` takes it, in the order in which they are shown.
        Names are never shown: they may give the answer away.
    credits : mapping of str to str
        By name, who made the photo and under which licence.
    descriptions : mapping of str to str
        By name, what is to be seen, for those who cannot see it: without naming it.
    second : mapping of str to str, optional
        By name, the label of a second annotator, "cat" or "other". Shown at the end.
    labels : str, optional
        A letter for each photo, from the first: c for a cat, n for none, s to skip it.
    key : str, default "labelling"
        Tells the sessions of a lesson that has several apart.

    Returns
    -------
    Labelling
        What has been said so far, always up to date: `labels`, a dict of str to "cat" or "other";
        `seconds_per_label`, a float or None.

    Raises
    ------
    WorkshopError
        If `labels` holds other letters or more than there are photos, if a photo lacks its credit
        or description, or the second annotator said something else.
    """
    # A pandas Series will do for each of them.
    photos, credits, descriptions = dict(photos), dict(credits), dict(descriptions)
    others = {} if second is None else dict(second)
    for given, what in (
        (credits, text(en="credits", ja="credits（撮影者とライセンス）")),
        (descriptions, text(en="descriptions", ja="descriptions（説明）")),
    ):
        if missing := [name for name in photos if name not in given]:
            raise WorkshopError(
                text(
                    en=f"{what} says nothing about the photo {missing[0]!r}. Add a line for it.",
                    ja=f"{what} に写真 {missing[0]!r} の項目がありません。追加してください。",
                )
            )
    for name, label in others.items():
        if label not in (CAT, OTHER):
            raise WorkshopError(
                text(
                    en=f"second gives {name!r} the label {shown(label)}. "
                    f'Write "{CAT}" or "{OTHER}".',
                    ja=f"second の {name!r} のラベルが {shown(label)} になっています。"
                    f'"{CAT}" か "{OTHER}" を指定してください。',
                )
            )
    session = _from_letters(tuple(photos), labels)
    labelling = Labelling(session, photos, credits, descriptions, others, key)
    labelling.show()
    return labelling


def _from_letters(names: tuple[str, ...], labels: object) -> Session:
    letters = _letters(labels) if isinstance(labels, str) else None
    if letters is None or not set(letters) <= _LETTERS.keys() or len(letters) > len(names):
        raise WorkshopError(
            text(
                en=f"labels is {shown(labels)}. Write one letter for each photo, from the first, "
                f"{len(names)} at most: c (cat), n (not a cat) or s (skip), such as "
                'labels="ccns".',
                ja=f"labels が {shown(labels)} になっています。最初の写真から順に1文字ずつ、"
                f"{len(names)}文字以内で書いてください。c（猫）、n（猫ではない）、s（スキップ）の"
                'いずれかです。例：labels="ccns"',
            )
        )
    return Session(names, tuple(Answer(_LETTERS[letter]) for letter in letters))


def _letters(typed: str) -> str:
    """Small Latin letters, whatever keyboard was in use."""
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    return "".join(_KANA.get(letter, letter) for letter in plain)


class Labelling:
    """The activity's widgets, and the session that they go through.

    Parameters
    ----------
    session : Session
        What the call in the notebook says.
    photos, credits, descriptions, second
        See `label_photos`.
    key : str
        Under which the answers are remembered in the open lesson.
    clock : callable, optional
        Gives the time in seconds.
    """

    def __init__(
        self,
        session: Session,
        photos: Mapping[str, Photo],
        credits: Mapping[str, str],
        descriptions: Mapping[str, str],
        second: Mapping[str, str],
        key: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._photos, self._credits, self._descriptions = photos, credits, descriptions
        self._second, self._key = second, key
        self._lesson = notebook.lesson()
        self._given = [answer.label for answer in session.answers]
        self.session = self._recalled(session)
        self._before_afresh: Session | None = None
        self._stopwatch = Stopwatch(clock)
        # The front end may serve field and buttons in two threads.
        self._lock = threading.RLock()

        self.photo = ui.html()
        self.status = ui.html()
        self.result = ui.html()
        self.buttons = {
            letter: ui.button(f"{_name(label)} ({letter})", partial(self._press, letter))
            for letter, label in _LETTERS.items()
        }
        undo = text(en="Undo", ja="元に戻す")
        self.buttons[_UNDO] = ui.button(f"{undo} ({_UNDO})", partial(self._press, _UNDO))
        for letter in "cn":
            self.buttons[letter].add_class("mlw-main")
        self.field = widgets.Text(
            description=text(
                en="Or type c, n, s or u and press Enter:",
                ja="c・n・s・u を入力して Enter を押しても操作できます：",
            ),
            continuous_update=False,
        )
        self.field.observe(lambda change: self._typed(change.new), "value")
        self.afresh = ui.button(text(en="Start again", ja="最初からやり直す"), self._start_afresh)
        self._refresh("")

    @property
    def labels(self) -> dict[str, str]:
        """Label by name of photo, "cat" or "other", without those that were skipped."""
        return self.session.labels

    @property
    def seconds_per_label(self) -> float | None:
        """The median time of a label in seconds, None before any is known."""
        return self.session.seconds_per_label

    def show(self) -> None:
        """Display the activity in the current cell."""
        live = widgets.VBox(
            [
                ui.html(f"<style>{_STYLE}</style>{_question()}"),
                self.photo,
                self.status,
                widgets.HBox(list(self.buttons.values())),
                widgets.HBox([self.field, self.afresh]),
                self.result,
            ]
        )
        live.add_class("mlw-label")
        static = (
            f'<style>{_STYLE}</style><div class="mlw-label">{_question()}{self.photo.value}'
            f"{self.status.value}{self.result.value}{self._without_widgets()}</div>"
        )
        ui.show(live, static, text(en="Labelling of photos", ja="写真のラベル付け"))

    def _typed(self, value: str) -> None:
        if not value:
            return
        self.field.value = ""
        letter = _letters(value)
        if letter in self.buttons:
            self._press(letter)
        elif letter:
            self._refresh(
                text(
                    en=f"“{value}” is none of c, n, s and u: nothing has changed.",
                    ja=f"「{value}」は c・n・s・u のどれでもないので、何も変更していません。",
                )
            )

    def _press(self, letter: str) -> None:
        with self._lock:
            seconds = self._stopwatch.lap()
            if letter == _UNDO:
                says = self._undo()
            elif self.session.is_done:
                says = text(
                    en="You have been through all photos. Undo or start again to change a label.",
                    ja="すべての写真が終わっています。ラベルを変えるには、"
                    "「元に戻す」か「最初からやり直す」を押してください。",
                )
            else:
                label = _LETTERS[letter]
                self.session = self.session.answered(label, seconds)
                number, name = len(self.session.answers), _name(label)
                says = text(en=f"Photo {number}: {name}.", ja=f"{number}枚目：{name}。")
                says += self._remember()
            self._refresh(says)

    def _undo(self) -> str:
        if self.session.answers:
            self.session = self.session.undone()
            number = len(self.session.answers) + 1
            says = text(
                en=f"The label of photo {number} is taken back.",
                ja=f"{number}枚目のラベルを取り消しました。",
            )
        elif self._before_afresh:
            self.session, self._before_afresh = self._before_afresh, None
            says = text(en="Your labels are back.", ja="ラベルを元に戻しました。")
        else:
            return text(en="There is nothing to undo.", ja="元に戻す操作はありません。")
        return says + self._remember()

    def _start_afresh(self) -> None:
        with self._lock:
            self._stopwatch.lap()
            if not self.session.answers:
                says = text(en="No photo is labelled yet.", ja="まだラベルを付けていません。")
            else:
                self._before_afresh = self.session
                self.session = Session(self.session.names)
                says = text(
                    en="All labels are taken back. Undo brings them back.",
                    ja="すべてのラベルを取り消しました。「元に戻す」で復元できます。",
                )
                says += self._remember()
            self._refresh(says)

    def _remember(self) -> str:
        """Save the answers; what to say where that was not possible."""
        said = zip(self.session.names, self.session.answers, strict=False)
        answers = [[name, answer.label, answer.seconds] for name, answer in said]
        answer = {"given": self._given, "answers": answers}
        saved = journal.record(self._lesson, "note", self._key, answer=answer)
        return "" if saved else f" {journal.trouble() or ''}"

    def _recalled(self, given: Session) -> Session:
        """The session of last time, unless call or photos have changed since."""
        event = journal.latest(self._lesson, "note", self._key)
        match event and event.answer:
            case {"given": earlier, "answers": list(answers)} if earlier == self._given:
                session = Session(given.names)
                for name, answer in zip(given.names, answers, strict=False):
                    match answer:
                        case [str(of), str(label), (float() | int() | None) as seconds] if (
                            of == name and label in _LETTERS.values()
                        ):
                            session = session.answered(label, seconds)
                        case _:
                            return given
                return session if len(answers) <= len(given.names) else given
        return given

    def _refresh(self, says: str) -> None:
        """Show the photo in turn, how far the attendee has come, and at the end what came out."""
        session = self.session
        total, done = len(session.names), len(session.answers)
        heard = ""
        self.result.value = self._came_out() if session.is_done else ""
        if session.is_done:
            self.photo.value = ""
            where = text(en=f"All {total} photos are done.", ja=f"{total}枚すべて終わりました。")
        else:
            name = session.names[done]
            self.photo.value = f'<div class="mlw-label-photo">{self._figure(name)}</div>'
            where = text(en=f"Photo {done + 1} of {total}", ja=f"{total}枚中{done + 1}枚目")
            heard = f'<span class="mlw-label-heard">{escape(self._descriptions[name])}</span>'
        bar = f'<progress value="{done}" max="{max(total, 1)}" aria-hidden="true"></progress>'
        self.status.value = (
            f'<p role="status">{escape(says)} <strong>{where}</strong> {heard}{bar}</p>'
        )

    def _figure(self, name: str, size: tuple[int, int] = (_WIDTH, _HEIGHT)) -> str:
        """A photo with its credit, and in words for those who cannot see it."""
        return (
            f'<figure><img src="{_data_uri(self._photos[name], size)}" '
            f'alt="{escape(self._descriptions[name])}">'
            f"<figcaption>{escape(self._credits[name])}</figcaption></figure>"
        )

    def _came_out(self) -> str:
        """Counts, time per label, and how far the second annotator agrees."""
        counts = [answer.label for answer in self.session.answers]
        html = "<p>{}</p>".format(
            text(en=", ", ja="、").join(
                f"{_name(label)}{text(en=': ', ja='：')}{counts.count(label)}"
                for label in _LETTERS.values()
            )
        )
        html += f"<p>{self._pace()}</p>"
        agreement = self.session.agreement(self._second)
        if not agreement.both:
            return html
        share = f"{agreement.same / agreement.both:.0%}"
        says = text(
            en=f"You and the second annotator gave <strong>{agreement.same} of {agreement.both}"
            f"</strong> photos the same label ({share}).",
            ja=f"もう1人の担当者と同じラベルになったのは、{agreement.both}枚中"
            f"<strong>{agreement.same}枚</strong>（{share}）です。",
        )
        if agreement.kappa is not None:
            says += text(
                en=f" Cohen's kappa, which leaves out agreement by chance: {agreement.kappa:.2f} "
                "(1: always the same, 0: no more than chance).",
                ja="偶然の一致を差し引いた指標（カッパ係数）は"
                f"{agreement.kappa:.2f}です（完全に一致すれば1、偶然と同じ程度なら0）。",
            )
        return f"{html}<p>{says}</p>{self._differences(agreement.differ)}"

    def _pace(self) -> str:
        seconds = self.seconds_per_label
        if seconds is None:
            return text(
                en="No time per label is known: it is measured from press to press.",
                ja="1枚あたりの時間は測れませんでした（ボタンを押す間隔で測っています）。",
            )
        minutes = 1000 * seconds / 60
        return text(
            en=f"Half of your labels took less than <strong>{seconds:.1f} seconds</strong> "
            f"(pauses over a minute do not count). At this pace 1,000 labels take "
            f"{minutes:.0f} minutes.",
            ja=f"1枚にかかった時間の中央値は<strong>{seconds:.1f}秒</strong>です"
            "（1分を超える休憩は除きます）。このペースなら、1,000枚のラベル付けに"
            f"{minutes:.0f}分かかります。",
        )

    def _differences(self, names: tuple[str, ...]) -> str:
        if not names:
            return ""
        heads = (
            text(en="Photo", ja="写真"),
            text(en="You", ja="あなた"),
            text(en="Second annotator", ja="もう1人の担当者"),
        )
        rows = "".join(
            f"<tr><td>{self._figure(name, _THUMB)}</td><td>{_name(self.labels[name])}</td>"
            f"<td>{_name(self._second[name])}</td></tr>"
            for name in names
        )
        head = "".join(f'<th scope="col">{head}</th>' for head in heads)
        says = text(en="You differ here:", ja="ラベルが分かれた写真：")
        return f"<p>{says}</p><table><tr>{head}</tr>{rows}</table>"

    def _without_widgets(self) -> str:
        way = text(
            en="Run this cell to label the photos with buttons, or write a letter for each in the "
            "call, c (cat), n (not a cat) or s (skip):",
            ja="このセルを実行すると、ボタンでラベルを付けられます。呼び出しの中に、写真1枚につき1文字、"
            "c（猫）、n（猫ではない）、s（スキップ）を書いても指定できます：",
        )
        return f'<p>{way} <code>labels="ccns"</code></p>'


def _name(label: str) -> str:
    names = {
        CAT: Text(en="cat", ja="猫"),
        OTHER: Text(en="not a cat", ja="猫ではない"),
        SKIPPED: Text(en="skip", ja="スキップ"),
    }
    return str(names[label])


def _question() -> str:
    return text(
        en="<p><strong>Is there a cat in this photo?</strong></p>",
        ja="<p><strong>この写真に猫は写っていますか？</strong></p>",
    )


def _data_uri(photo: Photo, size: tuple[int, int]) -> str:
    """A photo, made small, to stand in a page."""
    small = open_photo(photo).copy()
    small.thumbnail(size)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
