"""The CXO simulation: lead an invented retail chain into ML by twelve decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import ui
from mlworkshop.activities.base import Activity
from mlworkshop.activities.cxo_debrief import history
from mlworkshop.activities.cxo_model import (
    DECISIONS,
    LETTERS,
    OPTIONS,
    YEARS,
    Company,
    Effect,
    effect,
    play,
    world,
)
from mlworkshop.activities.cxo_page import look_back
from mlworkshop.activities.cxo_picture import Measure, draw, measures
from mlworkshop.activities.cxo_texts import (
    AREA,
    FACTS,
    NEWS,
    REPLIES,
    STAGES,
    fact,
    money,
)
from mlworkshop.activities.cxo_texts import (
    DECISIONS as CARDS,
)
from mlworkshop.activities.round import letter_of
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Amount
from mlworkshop.language import Text, counted, text

_MOST_WORLDS, _MOST_VOTES, _MOST_GAMES = 9_999, 9_999, 5

Count = Annotated[int, Bounds(ge=0, le=_MOST_VOTES)]
World = Annotated[int, Bounds(ge=1, le=_MOST_WORLDS)]
Letters = Annotated[str, Bounds(pattern="^[abc]{0,12}$")]
Votes = tuple[Count, Count, Count]

NO_VOTE = (0, 0, 0)


@dataclass(frozen=True)
class Game:
    """A game that is over: its world, and a letter for each decision."""

    world: World
    said: Letters


@dataclass(frozen=True)
class Played:
    """A game as far as it goes.

    Parameters
    ----------
    world : int
        By its number.
    said : str
        A letter for each decision so far.
    votes : tuple of three int each
        What the room said to each of them; `NO_VOTE` where nobody voted.
    earlier : tuple of Game
        Games that were played to their end before, the latest last.
    """

    world: World
    said: Letters = ""
    votes: tuple[Votes, ...] = ()
    earlier: tuple[Game, ...] = ()

    @property
    def company(self) -> Company:
        """The company as it is now.

        Raises
        ------
        ValueError
            If there are letters after the end.
        """
        return play(self.world, self.said)

    def then(self, letter: str, votes: Votes = NO_VOTE) -> Played:
        """One decision more."""
        return replace(self, said=self.said + letter, votes=(*self.votes, votes))

    def undone(self) -> Played:
        """Without the last decision."""
        return replace(self, said=self.said[:-1], votes=self.votes[:-1])

    def next(self, world: int) -> Played:
        """A new game, in this world or another one; a game that is over is remembered."""
        is_over = self.company.is_over
        games = (*self.earlier, Game(self.world, self.said)) if is_over else self.earlier
        return Played(world, earlier=games[-_MOST_GAMES:])


def cxo(
    *, world: int = 1, said: str = "", votes: Sequence[Sequence[int]] = (), key: str = "cxo"
) -> None:
    """Let the attendee, or a room that votes, lead a retail chain into machine learning.

    Parameters
    ----------
    world : int, default 1
        Its number, from 1 to 9,999: the same one is always the same.
    said : str, optional
        Decisions taken already: a letter each, from the first one, such as "aab".
    votes : sequence of three int each, optional
        What the room said to each of these decisions: votes for a, b and c.
    key : str, default "cxo"
        Tells the games of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such world, decision or vote.
    """
    Cxo(_as_called(world, said, votes), key).show()


def _as_called(world: object, said: object, votes: object) -> Played:
    if isinstance(world, bool) or not isinstance(world, int) or not 1 <= world <= _MOST_WORLDS:
        raise WorkshopError(
            text(
                en=f"world={shown(world)} in ws.activities.cxo: use a whole number from 1 to "
                f"{_MOST_WORLDS:,}.",
                ja=f"ws.activities.cxo の world={shown(world)} は使えません。"
                f"1以上{_MOST_WORLDS:,}以下の整数にしてください。",
            )
        )
    played = Played(world)
    counts: list[Any] = list(votes) if isinstance(votes, list | tuple) else [votes]
    letters = letter_of(said).replace(" ", "") if isinstance(said, str) else "?"
    for at, letter in enumerate(letters, 1):
        if letter not in LETTERS or played.company.is_over:
            raise WorkshopError(
                text(
                    en=f"said={shown(said)} in ws.activities.cxo, decision {at}: write a, b or c "
                    'for each decision until the game is over, such as "aab".',
                    ja=f"ws.activities.cxo の said={shown(said)} の{at}番目："
                    "ゲームが終わるまで、決断ごとに a・b・c のどれかを「aab」のように"
                    "書いてください。",
                )
            )
        played = played.then(letter)
    if not counts:
        return played
    if len(counts) != len(letters) or not all(map(_is_vote, counts, letters)):
        raise WorkshopError(
            text(
                en=f"votes={shown(votes)} in ws.activities.cxo: write three counts for each letter "
                "of said, such as (5, 8, 2); no option may have more votes than the one decided.",
                ja=f"ws.activities.cxo の votes={shown(votes)} は使えません。said の1文字ごとに、"
                "(5, 8, 2) のように3つの票数を書いてください。"
                "決めた選択肢より票の多いものがあってはいけません。",
            )
        )
    return replace(played, votes=tuple((a, b, c) for a, b, c in counts))


def _is_vote(counts: object, letter: str) -> bool:
    return (
        isinstance(counts, list | tuple)
        and len(counts) == len(LETTERS)
        and all(type(each) is int and 0 <= each <= _MOST_VOTES for each in counts)
        and counts[LETTERS.index(letter)] == max(counts)
    )


class Cxo(Activity[Played]):
    """A button for each option, fields for a room's vote, the picture, and the debrief."""

    call = "cxo"
    title = Text(
        en="Lead the chain: twelve decisions in three stages",
        ja="経営のシミュレーション：3つの段階、12の決断",
    )
    minutes = 9.5
    minutes_reason = (
        "twelve decisions of 100 words at 37 seconds, half a minute for the rules, 90 seconds for "
        "the debrief"
    )
    style = """
.mlw-cxo table { margin: 0.4em 0; font-size: 0.9em; line-height: 1.35; }
.mlw-cxo td:last-child { white-space: nowrap; }
.mlw-cxo ul { margin: 0.2em 0; }
.mlw-cxo h4 { margin: 0.5em 0 0.2em; }
"""

    def __init__(self, given: Played, key: str) -> None:
        self._says = ""
        self._left: Played | None = None  # the game that was left for this one
        self._tied: Votes | None = None
        super().__init__(given, key)
        self._card = ui.html()
        self._buttons = {
            letter: ui.button(letter, partial(self._press, letter)) for letter in LETTERS
        }
        self._undo = ui.button(text(en="Undo", ja="元に戻す"), self._take_back)
        self._same = ui.button(
            text(en="Again in the same world", ja="同じ条件でもう一度"), self._play_again
        )
        self._other = ui.button(
            text(en="Play in another world", ja="別の条件で始める"), self._play_elsewhere
        )
        self._fields = {
            letter: Amount(
                text(en=f"Votes for {letter}", ja=f"{letter} の票数"),
                lowest=0,
                highest=_MOST_VOTES,
                whole=True,
            )
            for letter in LETTERS
        }
        self._count = ui.button(text(en="Count the vote", ja="票を数える"), self._count_votes)
        row = widgets.HBox([*(field.widget for field in self._fields.values()), self._count])
        row.add_class("mlw-fields")
        self._poll = widgets.VBox([row])
        self._poll.layout.display = "" if any(map(any, self.state.votes)) else "none"
        self._room = ui.button(text(en="Let the room vote", ja="会場で投票する"), self._open_poll)

    def how(self) -> str:
        """The rules."""
        says = text(
            en="You lead a retail chain from its first ML project to several in production: three "
            "stages of one, one and two years, with four decisions each. Your result is what ML "
            "earns, less what you spend. The more goodwill you have, the more money the board "
            "grants for the next stage. Without money or goodwill the game ends early. Goodwill, "
            "data and skills go from 0 to 100, and ML is worth something only where all three "
            "meet. The company and all numbers are invented.",
            ja="あなたはスーパーマーケットチェーンのCXO（役員）です。最初の機械学習プロジェクトから複数の実用化まで、3つの段階"
            "（1年・1年・2年）で、それぞれ4つの決断をします。結果は「機械学習が生んだ価値−使った予算」です。"
            "社内の支持が高いほど、次の段階に多くの予算が認められます。予算か支持がなくなると、そこで終わります。"
            "支持、データ、スキルは0から100までの値で、3つがそろったところに価値が生まれます。"
            "会社も数値も架空のものです。",
        )
        return f"<p>{escape(says)}</p>"

    def layout(self) -> list[widgets.Widget]:
        """The decision above its buttons, the rest below them."""
        games = widgets.HBox([self._undo, self._room, self._same, self._other])
        return [
            self._card,
            widgets.VBox(list(self._buttons.values())),
            self._poll,
            games,
            self._message,
            self._picture,
            self._page,
        ]

    def refresh(self) -> None:
        """Show what is to be decided, and what each option would cost now."""
        company, self._picture.value = self.state.company, self.picture()
        self._card.value, self._page.value = self._on_the_table(), self._over()
        for letter, says in zip(LETTERS, _options(company), strict=True):
            self._buttons[letter].description = self._buttons[letter].tooltip = says

    def page(self) -> str:
        """What has happened, what is to be decided, and the debrief at the end."""
        return self._on_the_table() + self._over()

    def picture(self) -> str:
        """Budget, goodwill, data, skills and value over the decisions."""
        return draw(self._measures(), self.alternative())

    def alternative(self) -> str:
        """The same in words, from before the first decision to now."""
        moved = [
            text(
                en=f"{each.name} {each.say(each.values[0])} to {each.say(each.values[-1])}",
                ja=f"{each.name}は{each.say(each.values[0])}から{each.say(each.values[-1])}",
            )
            for each in self._measures()
        ]
        done = len(self.state.said)
        return text(
            en=f"After {done} of {len(DECISIONS)} decisions: {', '.join(moved)}.",
            ja=f"{len(DECISIONS)}の決断のうち{done}まで：{'、'.join(moved)}。",
        )

    def instead(self) -> str:
        """The options, where there are no buttons."""
        company = self.state.company
        if company.is_over:
            return ""
        return "".join(f"<div>{escape(says)}</div>" for says in _options(company))

    def code(self) -> str:
        """The call with the decisions so far, or with one to begin with."""
        votes = list(self.state.votes) if any(map(any, self.state.votes)) else ""
        says = f", votes={votes}" if votes else ""
        return f'ws.activities.cxo(world={self.state.world}, said="{self.state.said or "a"}"{says})'

    def fits(self, state: Played) -> bool:
        """Whether all games can be played so, and each vote is for what was decided."""
        try:
            games = [state.company, *(play(game.world, game.said) for game in state.earlier)]
        except ValueError:
            return False
        return (
            len(state.votes) == len(state.said)
            and all(map(_is_vote, state.votes, state.said))
            and all(game.is_over for game in games[1:])
            and len(state.earlier) <= _MOST_GAMES
        )

    # What is pressed.

    def _press(self, letter: str) -> None:
        if self._tied and self._tied[LETTERS.index(letter)] < max(self._tied):
            self.say(_tie(self._tied))
            return
        self._decide(letter, self._tied or NO_VOTE)

    def _decide(self, letter: str, votes: Votes) -> None:
        if self.state.company.is_over:
            self.say(
                text(
                    en="This game is over. Undo, or play again.",
                    ja="このゲームは終わりました。元に戻すか、もう一度始めてください。",
                )
            )
            return
        self._says = ""
        self._empty_the_poll()
        self.become(self.state.then(letter, votes))

    def _open_poll(self) -> None:
        is_open = self._poll.layout.display == ""
        self._poll.layout.display = "none" if is_open else ""

    def _count_votes(self) -> None:
        one, two, three = (int(field.value or 0) for field in self._fields.values())
        votes = (one, two, three)
        most = [letter for letter, count in zip(LETTERS, votes, strict=True) if count == max(votes)]
        if any(field.is_refused for field in self._fields.values()):
            self.say(
                text(
                    en="Correct the votes first. Enter 0 where there are none.",
                    ja="先に票数を直してください。票がなければ0を入力します。",
                )
            )
        elif not max(votes):
            self.say(text(en="Enter the votes first.", ja="先に票数を入力してください。"))
        elif len(most) > 1:
            self._tied = votes
            self.say(_tie(votes))
        else:
            self._decide(most[0], votes)

    def _empty_the_poll(self) -> None:
        self._tied = None
        for field in self._fields.values():
            field.put(None)

    def _take_back(self) -> None:
        self._empty_the_poll()
        if self.state.said:
            self._says = text(
                en="The last decision is taken back.", ja="最後の決断を取り消しました。"
            )
            self.become(self.state.undone())
        elif self._left:
            self._says = text(en="You are back.", ja="前のゲームに戻りました。")
            back, self._left = self._left, None
            self.become(back)
        else:
            self.say(text(en="There is nothing to undo.", ja="元に戻す操作はありません。"))

    def _play_again(self) -> None:
        if self.state.said:
            self._leave_for(self.state.world)
        else:
            self.say(text(en="Nothing is decided yet.", ja="まだ何も決めていません。"))

    def _play_elsewhere(self) -> None:
        self._leave_for(self.state.world % _MOST_WORLDS + 1)

    def _leave_for(self, number: int) -> None:
        self._empty_the_poll()
        self._left = self.state
        self._says = text(
            en="A new game begins. Undo takes you back.",
            ja="新しいゲームです。「元に戻す」で前のゲームに戻れます。",
        )
        self.become(self.state.next(number))

    # What is shown.

    def _measures(self) -> list[Measure]:
        return measures(history(world(self.state.world), self.state.said), money)

    def _on_the_table(self) -> str:
        company = self.state.company
        known = _situation(self.state.world)
        says = f"<p>{escape(self._says)}</p>" if self._says else ""
        return (
            f'{known}<div role="status">{says}{_last(self.state)}'
            f"{'' if company.is_over else _card(company)}</div>"
        )

    def _over(self) -> str:
        if not self.state.company.is_over:
            return ""
        games = [(game.world, game.said) for game in self.state.earlier]
        return look_back(self.state.world, self.state.said, self.state.votes, games)


def _situation(number: int) -> str:
    """What is known of a world, on a line."""
    of = world(number)
    facts = text(en="; ", ja="／").join(fact(name, getattr(of, name)) for name in FACTS)
    return (
        "<p>" + escape(text(en=f"World {number}: {facts}.", ja=f"条件{number}：{facts}")) + "</p>"
    )


def _card(company: Company) -> str:
    card = CARDS[company.decision]
    number, stage = len(company.chosen) + 1, company.stage
    years = YEARS[stage]
    head = text(
        en=f"Stage {stage + 1} of 3 ({STAGES[stage]}; {counted(years, 'year')}) · "
        f"decision {number} of {len(DECISIONS)} · {AREA[card.area]}",
        ja=f"第{stage + 1}段階「{STAGES[stage]}」（{years}年間）・"
        f"{len(DECISIONS)}の決断のうち{number}番目・{AREA[card.area]}",
    )
    return (
        f'<div class="mlw-card"><div>{escape(head)}</div>'
        f"<div><strong>{escape(str(card.title))}</strong></div><div>{escape(str(card.scene))}</div>"
        "</div>"
    )


def _options(company: Company) -> list[str]:
    """The options of the decision in turn, with what they cost.

    Those of the last one stay when the game is over: a button that goes away takes the focus of
    the keyboard with it.
    """
    decision = DECISIONS[len(company.chosen) - company.is_over]
    prices = ["", "", ""]
    if not company.is_over:
        prices = [_price(company, effect(company, option)) for option in OPTIONS[decision]]
    options = zip(LETTERS, CARDS[decision].options, prices, strict=True)
    return [f"{letter}. {words}{price}" for letter, words, price in options]


def _price(company: Company, does: Effect) -> str:
    parts = [money(does.cost) if does.cost else text(en="costs nothing now", ja="今の費用なし")]
    if does.upkeep > 0:
        each = money(does.upkeep)
        parts.append(text(en=f"then {each} a year", ja=f"その後は年{each}"))
    if does.upkeep < 0:
        each = money(-does.upkeep)
        parts.append(text(en=f"saves {each} a year", ja=f"年{each}の節約"))
    if does.cost > company.money:
        parts.append(text(en="more than is left", ja="残りの予算を超える"))
    return text(en=f" ({', '.join(parts)})", ja=f"（{'、'.join(parts)}）")


def _last(played: Played) -> str:
    """What the last decision has brought, and what has happened since."""
    if not played.said:
        return ""
    before, now = history(world(played.world), played.said)[-2:]
    option = now.chosen[-1]
    does = effect(before, option)
    said = [_told(REPLIES[before.decision, option, does.how], does)]
    if len(now.years) > len(before.years):
        said.append(escape(_report(now)))
    news = text(en="News: ", ja="出来事：")
    said += [news + _told(NEWS[name, changes.how], changes) for name, changes in now.news]
    return "".join(f"<p>{each}</p>" for each in said)


def _told(words: Text, does: Effect) -> str:
    """Words and what has changed with them."""
    names = {
        "goodwill": text(en="goodwill", ja="支持"),
        "data": text(en="data", ja="データ"),
        "skills": text(en="skills", ja="スキル"),
    }
    parts = [money(-does.cost)] if does.cost else []
    for name, says in names.items():
        if step := round(getattr(does, name)):
            parts.append(f"{says} {step:+d}".replace("-", "−"))
    changed = text(en=", ", ja="、").join(parts)
    return escape(str(words)) + (
        text(en=f" <em>({escape(changed)})</em>", ja=f"<em>（{escape(changed)}）</em>")
        if changed
        else ""
    )


def _report(company: Company) -> str:
    """The end of a stage in a sentence."""
    stage, year = len(company.years), company.years[-1]
    earned, upkeep, granted = money(year.earned), money(year.upkeep), money(year.granted)
    says = text(
        en=f"End of stage {stage}: ML earned {earned}, and running costs were {upkeep}.",
        ja=f"第{stage}段階の終わり：機械学習が生んだ価値は{earned}、維持費は{upkeep}でした。",
    )
    mood = f"{year.mood:+.0f}".replace("-", "−")
    if year.mood < 0:
        says += text(
            en=f" The board had expected more (goodwill {mood}).",
            ja=f"経営陣は、もっと大きな成果を期待していました（支持 {mood}）。",
        )
    else:
        says += text(
            en=f" The board is content (goodwill {mood}).",
            ja=f"経営陣は、この結果に納得しています（支持 {mood}）。",
        )
    if year.granted:
        says += text(
            en=f" It grants {granted} for the next stage.",
            ja=f"次の段階には{granted}が認められました。",
        )
    return says


def _tie(votes: Votes) -> str:
    tied = [letter for letter, count in zip(LETTERS, votes, strict=True) if count == max(votes)]
    return text(
        en=f"It is a tie: {' and '.join(tied)} have {counted(max(votes), 'vote')} each. The "
        f"instructor decides: press {' or '.join(tied)}.",
        ja=f"{'と'.join(tied)}が{max(votes)}票ずつで並びました。講師が{'か'.join(tied)}を選んで決めてください。",
    )
