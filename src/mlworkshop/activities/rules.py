"""Rules against a tiny inbox: tick ready-made rules, and see which mails they mend and break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlworkshop.activities.kit import table
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Ticks
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rule:
    """One ready-made rule.

    Parameters
    ----------
    name : str
        The column of the signs that it looks at.
    label : str or Text
        What an attendee reads.
    spam : bool
        Whether it calls what it hits spam. If not, it calls it good, whatever the others say.
    hits : tuple of bool
        For each mail, whether the rule applies to it.
    """

    name: str
    label: str | Text
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
) -> Callable[[], tuple[str, ...]]:
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

    Returns
    -------
    callable
        Called later, it gives the signs whose rules are ticked by then.

    Raises
    ------
    WorkshopError
        If the emails differ in number, a sign has no name, or `good_if` or `ticked` names none.
    """
    columns = [str(column) for column in signs.columns]
    if len({len(texts), len(is_spam), len(signs)}) > 1:
        lengths = f"{len(texts)}, {len(is_spam)}, {len(signs)}"
        raise WorkshopError(
            text(
                en=f"texts, is_spam and the table of features have {lengths} rows. Give the same "
                "emails to each.",
                ja=f"texts、is_spam、手がかりの表の件数が {lengths} で、合いません。"
                "同じメールのものを渡してください。",
            )
        )
    if missing := [name for name in columns if name not in names]:
        raise WorkshopError(
            text(
                en=f"names says nothing about the feature {shown(missing[0])}. Add it.",
                ja=f"names に {shown(missing[0])} の項目がありません。追加してください。",
            )
        )
    good = list(good_if)
    for name in good:
        if name not in columns:
            raise WorkshopError(
                text(
                    en=f"good_if: there is no feature {shown(name)}. Available: "
                    f"{', '.join(columns)}.",
                    ja=f"good_if の {shown(name)} という手がかりはありません。"
                    f"使える名前：{'、'.join(columns)}",
                )
            )
    rules = tuple(
        Rule(name, names[name], name not in good, tuple(bool(hit) for hit in signs[name]))
        for name in columns
    )
    inbox = Inbox(tuple(map(str, texts)), tuple(bool(spam) for spam in is_spam), rules)
    game = RulesGame(inbox, Ticked(tuple(ticked)), key)
    game.show()
    return lambda: game.state.ticked


@dataclass(frozen=True)
class Ticked:
    """The signs whose rules are used."""

    ticked: tuple[str, ...]


class RulesGame(Panel[Ticked]):
    """Boxes to tick, and the inbox as the ticked rules judge it.

    Parameters
    ----------
    inbox : Inbox
    given : Ticked
        The rules that the call in the notebook ticks.
    key : str
    """

    call = "rules_game"
    title = Text(en="Your rules and the inbox", ja="ルールでメールを仕分ける")
    minutes, minutes_reason = 4.0, "seven rules ticked and dropped in pairs; the lesson stops there"
    style = """
.mlw-rules-game th:nth-child(n+3), .mlw-rules-game td:nth-child(n+3) { white-space: nowrap; }
.mlw-rules-game tr.mlw-no td { background: var(--mlw-bad); color: var(--mlw-on-bad); }
"""

    def __init__(self, inbox: Inbox, given: Ticked, key: str) -> None:
        self._inbox = inbox
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Ticks]:
        """The rules."""
        label = text(
            en="Tick the rules that you want:", ja="使うルールにチェックを付けてください："
        )
        return {"ticked": Ticks(label, {rule.name: _label(rule) for rule in self._inbox.rules})}

    def page(self) -> str:
        """The score, what the last tick has fixed and broken, and each mail."""
        right = self._inbox.right(self.state.ticked)
        score = text(
            en=f"{sum(right)} of {len(right)} emails right",
            ja=f"{len(right)}通中{sum(right)}通が正解",
        )
        return (
            f'<p role="status"><strong>{score}</strong> {self._change()}</p>'
            f"{_mails(self._inbox, self.state.ticked)}"
        )

    def instead(self) -> str:
        """What each rule does alone."""
        heads = (
            text(en="This rule alone", ja="このルールだけを使うと"),
            text(en="applies to emails", ja="当てはまるメール"),
            text(en="emails right", ja="正解の通数"),
        )
        rows = (
            (
                _label(rule),
                ", ".join(str(at) for at, hit in enumerate(rule.hits, 1) if hit),
                sum(self._inbox.right([rule.name])),
            )
            for rule in self._inbox.rules
        )
        return table(heads, rows)

    @classmethod
    def older(cls, note: Any) -> Any:
        """Notes had bare lists."""
        match note:
            case {"given": given, "ticked": ticked}:
                return {"given": {"ticked": given}, "state": {"ticked": ticked}}
        return None

    def _change(self) -> str:
        if self.before is None:
            return ""
        before, now = (self._inbox.right(state.ticked) for state in (self.before, self.state))
        fixed = [at for at, was in enumerate(before, 1) if now[at - 1] and not was]
        broken = [at for at, was in enumerate(before, 1) if was and not now[at - 1]]
        if fixed or broken:
            return text(
                en=f"This change fixed {_numbers(fixed)} and broke {_numbers(broken)}.",
                ja=f"この変更で正しくなったメール：{_numbers(fixed)}、"
                f"間違いになったメール：{_numbers(broken)}。",
            )
        return text(
            en="This change made no difference.",
            ja="この変更では、どのメールの正誤も変わりませんでした。",
        )


def _label(rule: Rule) -> str:
    if rule.spam:
        return text(en=f"{rule.label} → spam", ja=f"{rule.label} → スパム")
    return text(
        en=f"{rule.label} → good email, whatever the others say",
        ja=f"{rule.label} → 通常メール（ほかのルールより優先）",
    )


def _numbers(mails: list[int]) -> str:
    if not mails:
        return text(en="none", ja="なし")
    listed = text(en=", ", ja="・").join(map(str, mails))
    return text(en=f"email {listed}" if len(mails) == 1 else f"emails {listed}", ja=listed)


def _mails(inbox: Inbox, ticked: Iterable[str]) -> str:
    """Each mail with what it is, what the rules call it, and whether that is right."""
    names = {True: text(en="spam", ja="スパム"), False: text(en="good", ja="通常")}
    heads = (
        text(en="No.", ja="番号"),
        text(en="Email", ja="メール"),
        text(en="Really", ja="実際"),
        text(en="Rules say", ja="判定"),
        text(en="Result", ja="結果"),
    )
    verdicts = {True: text(en="✓ right", ja="✓ 正解"), False: text(en="✗ wrong", ja="✗ 間違い")}
    right = inbox.right(ticked)
    judged = zip(inbox.texts, inbox.is_spam, inbox.called_spam(ticked), right, strict=True)
    rows = [
        (at, mail, names[spam], names[says], verdicts[ok])
        for at, (mail, spam, says, ok) in enumerate(judged, 1)
    ]
    return table(heads, rows, wrong=[not ok for ok in right])
