"""Rules against a tiny inbox: tick ready-made rules, and see which mails they mend and break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    import pandas as pd

_STYLE = """
.mlw-rules table { margin: 0.5em 0; }
.mlw .mlw-rules th, .mlw .mlw-rules td { text-align: left; vertical-align: top;
  background: #ffffff; color: #1b1b1b; }
.mlw .mlw-rules th, .mlw .mlw-rules td.mlw-rules-line { white-space: nowrap; }
.mlw .mlw-rules tr.mlw-rules-wrong td { background: #fbe3d4; }
"""


@dataclass(frozen=True)
class Rule:
    """One ready-made rule.

    Parameters
    ----------
    name : str
        The column of the signs that it looks at.
    label : str
        What an attendee reads.
    spam : bool
        Whether it calls what it hits spam. If not, it calls it good, whatever the others say.
    hits : tuple of bool
        For each mail, whether the rule applies to it.
    """

    name: str
    label: str
    spam: bool
    hits: tuple[bool, ...]


@dataclass(frozen=True)
class Inbox:
    """Judged mails and the rules that one may choose from.

    Parameters
    ----------
    texts : tuple of str
    is_spam : tuple of bool
        What each mail really is.
    rules : tuple of Rule
    """

    texts: tuple[str, ...]
    is_spam: tuple[bool, ...]
    rules: tuple[Rule, ...]

    def called_spam(self, ticked: Iterable[str]) -> tuple[bool, ...]:
        """What the ticked rules say: spam if one for spam applies, and none for good mail."""
        chosen = [rule for rule in self.rules if rule.name in set(ticked)]
        return tuple(
            any(rule.hits[at] for rule in chosen if rule.spam)
            and not any(rule.hits[at] for rule in chosen if not rule.spam)
            for at in range(len(self.texts))
        )

    def right(self, ticked: Iterable[str]) -> tuple[bool, ...]:
        """For each mail, whether the ticked rules judge it as it is."""
        called = self.called_spam(ticked)
        return tuple(says is spam for says, spam in zip(called, self.is_spam, strict=True))


def rules_game(
    texts: Sequence[str],
    is_spam: Sequence[bool],
    signs: pd.DataFrame,
    *,
    names: Mapping[str, str | Text],
    good_if: Iterable[str] = (),
    ticked: Iterable[str] = (),
    key: str = "rules-game",
) -> None:
    """Let the attendee tick rules, one for each sign, and show which mails they get right.

    A mail is called spam if a ticked rule for spam applies to it and no ticked rule for good mail
    does. What the attendee ticked comes back when the cell runs again, unless `ticked` in the call
    has changed since: that is how to tick rules without widgets.

    Parameters
    ----------
    texts : sequence of str, shape (n,)
        The mails.
    is_spam : sequence of bool, shape (n,)
        What each mail really is.
    signs : pandas.DataFrame of bool or 0 and 1, shape (n, rules)
        Whether each mail shows each sign; a column gives a rule.
    names : mapping of str to str or Text
        What each sign is called; its keys are the columns of `signs`.
    good_if : iterable of str, optional
        The signs whose rules call a mail good, whatever the other rules say.
    ticked : iterable of str, optional
        The signs whose rules are ticked at first.
    key : str, default "rules-game"
        Tells the games of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If `good_if` or `ticked` names no column of `signs`.
    """
    columns = [str(column) for column in signs.columns]
    good, start = list(good_if), list(ticked)
    for name in [*good, *start]:
        if name not in columns:
            raise WorkshopError(
                text(
                    en=f"There is no sign {name!r}. These exist: {', '.join(columns)}.",
                    ja=f"{name!r} という手がかりはありません。使える名前：{'、'.join(columns)}",
                )
            )
    rules = tuple(
        Rule(
            name,
            _label(str(names[name]), name not in good),
            name not in good,
            tuple(bool(hit) for hit in signs[name]),
        )
        for name in columns
    )
    inbox = Inbox(tuple(map(str, texts)), tuple(bool(spam) for spam in is_spam), rules)
    RulesGame(inbox, start, key).show()


class RulesGame:
    """The activity's widgets, and which rules are ticked.

    Parameters
    ----------
    inbox : Inbox
    given : list of str
        The rules that the call in the notebook ticks.
    key : str
        Under which the ticks are remembered in the open lesson.
    """

    def __init__(self, inbox: Inbox, given: list[str], key: str) -> None:
        self._inbox = inbox
        self._given = given
        self._lesson = notebook.lesson()
        self._key = key
        self.ticked = self._recalled()
        self.boxes = {
            rule.name: widgets.Checkbox(
                rule.name in self.ticked, description=rule.label, indent=False
            )
            for rule in inbox.rules
        }
        for box in self.boxes.values():
            box.observe(lambda _: self._changed(), "value")
        self.result = ui.html(self._score("") + _table(inbox, self.ticked))

    def show(self) -> None:
        """Display the activity in the current cell."""
        title = text(en="Rules against the inbox", ja="ルールでメールを仕分ける")
        how = text(en="Tick the rules that you want:", ja="使うルールにチェックを付けてください：")
        style = ui.html(f"<style>{_STYLE}</style>")
        live = widgets.VBox([style, ui.html(how), *self.boxes.values(), self.result])
        live.add_class("mlw-rules")
        ui.show(live, self._static(title), title)

    def _changed(self) -> None:
        """Say what the last tick has mended and broken, and remember it."""
        before = self._inbox.right(self.ticked)
        self.ticked = [name for name, box in self.boxes.items() if box.value]
        now = self._inbox.right(self.ticked)
        mended = [at for at, was in enumerate(before, 1) if now[at - 1] and not was]
        broken = [at for at, was in enumerate(before, 1) if was and not now[at - 1]]
        if mended or broken:
            change = text(
                en=f"This change mended {_numbers(mended)} and broke {_numbers(broken)}.",
                ja=f"この変更で正しくなったメール：{_numbers(mended)}、"
                f"間違いになったメール：{_numbers(broken)}。",
            )
        else:
            change = text(
                en="This change made no mail right or wrong.",
                ja="この変更では、どのメールの正誤も変わりませんでした。",
            )
        answer = {"given": self._given, "ticked": self.ticked}
        if not journal.record(self._lesson, "note", self._key, answer=answer):
            change += f" {journal.trouble() or ''}"
        self.result.value = self._score(change) + _table(self._inbox, self.ticked)

    def _recalled(self) -> list[str]:
        """The ticks of last time, unless the call has said something new since."""
        event = journal.latest(self._lesson, "note", self._key)
        known = {rule.name for rule in self._inbox.rules}
        match event.answer if event else None:
            case {"given": given, "ticked": list(ticked)} if given == self._given:
                return [name for name in ticked if name in known]
        return self._given.copy()

    def _score(self, change: str) -> str:
        right = self._inbox.right(self.ticked)
        score = text(
            en=f"{sum(right)} of {len(right)} mails right",
            ja=f"{len(right)}通中{sum(right)}通が正解",
        )
        return f'<p role="status"><strong>{score}</strong> {escape(change)}</p>'

    def _static(self, title: str) -> str:
        """The inbox at the current ticks, and what each rule does alone."""
        head = text(en="This rule alone", ja="このルールだけを使うと")
        rows = "".join(
            f"<tr><td>{escape(rule.label)}</td><td>"
            + ", ".join(str(at) for at, hit in enumerate(rule.hits, 1) if hit)
            + f"</td><td>{sum(self._inbox.right([rule.name]))}</td></tr>"
            for rule in self._inbox.rules
        )
        applies = text(en="applies to mails", ja="当てはまるメール")
        right = text(en="mails right", ja="正解の通数")
        way = text(
            en="Run this cell to tick rules, or name them in the call:",
            ja="このセルを実行するとルールを選べます。呼び出しの中でも指定できます：",
        )
        first = self._inbox.rules[0].name
        return (
            f'<style>{_STYLE}</style><div class="mlw-rules"><p><strong>{title}</strong></p>'
            f"{self._score('')}{_table(self._inbox, self.ticked)}"
            f"<table><tr>{_heads(head, applies, right)}</tr>{rows}</table>"
            f'<p>{way} <code>ticked=["{escape(first)}"]</code></p></div>'
        )


def _label(name: str, spam: bool) -> str:
    if spam:
        return text(en=f"{name} → spam", ja=f"{name} → スパム")
    return text(
        en=f"{name} → good mail, whatever the others say",
        ja=f"{name} → 通常メール（ほかのルールより優先）",
    )


def _numbers(mails: list[int]) -> str:
    if not mails:
        return text(en="none", ja="なし")
    listed = text(en=", ", ja="・").join(map(str, mails))
    return text(en=f"mail {listed}" if len(mails) == 1 else f"mails {listed}", ja=listed)


def _heads(*heads: str) -> str:
    return "".join(f'<th scope="col">{head}</th>' for head in heads)


def _table(inbox: Inbox, ticked: list[str]) -> str:
    """Each mail with what it is, what the rules call it, and whether that is right."""
    names = {True: text(en="spam", ja="スパム"), False: text(en="good", ja="通常")}
    heads = _heads(
        text(en="No.", ja="番号"),
        text(en="Mail", ja="メール"),
        text(en="Really", ja="実際"),
        text(en="Rules say", ja="判定"),
        text(en="Result", ja="結果"),
    )
    verdicts = {True: text(en="✓ right", ja="✓ 正解"), False: text(en="✗ wrong", ja="✗ 間違い")}
    rows = ""
    judged = zip(
        inbox.texts, inbox.is_spam, inbox.called_spam(ticked), inbox.right(ticked), strict=True
    )
    for at, (mail, spam, says, right) in enumerate(judged, 1):
        cells = (names[spam], names[says], verdicts[right])
        rows += (
            f'<tr class="mlw-rules-{"right" if right else "wrong"}"><td>{at}</td>'
            f"<td>{escape(mail)}</td>"
            + "".join(f'<td class="mlw-rules-line">{cell}</td>' for cell in cells)
            + "</tr>"
        )
    return f"<table><tr>{heads}</tr>{rows}</table>"
