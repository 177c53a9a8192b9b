"""The debrief of the CXO simulation as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mlworkshop.activities import kit
from mlworkshop.activities.cxo_debrief import Debrief, Instead, debrief, taken
from mlworkshop.activities.cxo_model import DECISIONS, LETTERS, TOOLS, YEARS, Company, play, world
from mlworkshop.activities.cxo_texts import (
    AREA,
    AREAS,
    SHORT,
    STAGES,
    fact,
    money,
)
from mlworkshop.activities.cxo_texts import (
    DECISIONS as CARDS,
)
from mlworkshop.activities.cxo_ways import NAMES, STEPS, WAYS
from mlworkshop.language import text

__all__ = ["look_back"]


def look_back(
    number: int,
    letters: str,
    votes: Sequence[tuple[int, int, int]],
    earlier: Sequence[tuple[int, str]],
) -> str:
    """What a game says, as HTML.

    Parameters
    ----------
    number : int
        Of the world.
    letters : str
        A letter for each decision, to the end of the game.
    votes : sequence of three int each, shape (decisions,)
    earlier : sequence of (int, str)
        Worlds and letters of games before.
    """
    company = play(number, letters)
    found = debrief(world(number), letters)
    head = text(
        en=f"Debrief: a result of {money(company.result)} "
        f"(earned {money(company.earned)}, spent {money(company.spent)})",
        ja=f"振り返り：結果は{money(company.result)}"
        f"（価値{money(company.earned)}、支出{money(company.spent)}）",
    )
    points = [*_why(company, found), *_otherwise(number, company, found), *_room(votes)]
    listed = "".join(f"<li>{escape(point)}</li>" for point in points if point)
    return (
        f"<h4>{escape(head)}</h4>{_actions(company)}<ul>{listed}</ul>"
        f"{_games(number, letters, earlier)}"
    )


def _actions(company: Company) -> str:
    """The deck's actions by stage, with what each stage earned."""
    heads = (
        text(en="stage", ja="段階"),
        *(AREA[area] for area in AREAS),
        text(en="earned", ja="生んだ価値"),
    )
    rows = [
        (
            f"{stage + 1}. {STAGES[stage]}",
            *(_cell(company, stage, area) for area in AREAS),
            money(company.years[stage].earned) if stage < len(company.years) else "–",
        )
        for stage in range(len(YEARS))
    ]
    caption = text(
        en="Actions that suit each stage: ✓ taken, – not taken",
        ja="各段階に合った行動（✓は取ったもの、–は取らなかったもの）",
    )
    return kit.table(heads, rows, caption=caption)


def _cell(company: Company, stage: int, area: str) -> kit.Html:
    return kit.Html(
        "<br>".join(
            f"{'✓' if was_taken else '–'} {escape(str(action.words))}"
            for action, was_taken in taken(company, stage, area)
        )
    )


def _why(company: Company, found: Debrief) -> list[str]:
    """What explains the result."""
    return [
        _end(company),
        _when(found),
        _early_platform(company, found),
        _in_vain(found),
        _limit(company, found),
    ]


def _is_complete(company: Company) -> bool:
    """Whether all decisions were taken, whatever was left in the end."""
    return len(company.chosen) == len(DECISIONS)


def _end(company: Company) -> str:
    """What had run out when the game was over."""
    number = len(company.chosen)
    if _is_complete(company):
        broke = text(
            en="By the end you had spent more than the board had granted.",
            ja="4年を終えたとき、支出は認められた予算を超えていました。",
        )
        lost = text(
            en="By the end no goodwill was left.",
            ja="4年を終えたとき、社内の支持は残っていませんでした。",
        )
    else:
        broke = text(
            en=f"After decision {number} you had spent more than the board had granted, so the "
            "programme was stopped.",
            ja=f"{number}番目の決断の後、認められた予算を使い切り、取り組みは打ち切られました。",
        )
        lost = text(
            en=f"After decision {number} no goodwill was left, so the board stopped the programme.",
            ja=f"{number}番目の決断の後、社内の支持が失われ、経営陣が取り組みを打ち切りました。",
        )
    return {"": "", "broke": broke, "goodwill": lost}[company.end]


def _when(found: Debrief) -> str:
    if found.first_year is None:
        return text(
            en="Nothing was in use at the end of a stage, so nothing was earned.",
            ja="段階の終わりに使われているものがなく、価値は生まれませんでした。",
        )
    if found.first_year > 1:
        return text(
            en=f"Nothing earned anything before stage {found.first_year}, and a board without a "
            "result loses patience.",
            ja=f"第{found.first_year - 1}段階の終わりまで価値が生まれず、"
            "結果を見られない経営陣の支持が下がりました。",
        )
    return ""


def _limit(company: Company, found: Debrief) -> str:
    if found.first_year is None:  # which says more
        return ""
    data, skills = f"{company.data:.0f}", f"{company.skills:.0f}"
    return {
        "goodwill": text(
            en=f"In the end goodwill was the bottleneck: only {found.followed:.0%} of the stores "
            "followed what the models said.",
            ja=f"最後に足りなかったのは社内の支持です。モデルの提案に従った店舗は{found.followed:.0%}でした。",
        ),
        "data": text(
            en=f"In the end data was the bottleneck ({data} of 100; skills {skills}).",
            ja=f"最後に足りなかったのはデータです（100のうち{data}、スキルは{skills}）。",
        ),
        "skills": text(
            en=f"In the end skills were the bottleneck ({skills} of 100; data {data}).",
            ja=f"最後に足りなかったのはスキルです（100のうち{skills}、データは{data}）。",
        ),
        "reach": text(
            en="In the end the bottleneck was how little was in production, not data or skills.",
            ja="最後に足りなかったのは、本番で使われるものです。データやスキルではありません。",
        ),
        "": "",
    }[found.limit]


def _early_platform(company: Company, found: Debrief) -> str:
    """What became of a platform that came before the first result."""
    if not found.platform:
        return ""
    idle = sum(years for years, year in zip(YEARS, company.years, strict=False) if year.idle)
    says = text(
        en="The early platform was chosen before anyone knew what would run on it, so it fits less "
        "well than a later one.",
        ja="早い時期の自社基盤は、何を動かすのか分からないうちに選んだため、後から選ぶ場合ほど合っていません。",
    )
    if idle:
        says += text(
            en=f" It was unused for {idle} of {sum(YEARS)} years: it needs 50 of data and of "
            "skills.",
            ja=f"{sum(YEARS)}年のうち{idle}年間は使われませんでした。"
            "データとスキルが、それぞれ50以上必要だからです。",
        )
    if found.platform.gain <= 0 or found.platform == found.worst:  # which is said below
        return says
    option, gain = SHORT[TOOLS, found.platform.option], money(found.platform.gain)
    return says + text(
        en=f" All else the same, {option} in its place would have brought {gain} more.",
        ja=f"ほかが同じなら、代わりに「{option}」で{gain}多くなっていました。",
    )


def _in_vain(found: Debrief) -> str:
    items = [
        text(en="{} ({})", ja="{}（{}）").format(
            SHORT[each.decision, each.option], money(each.cost)
        )
        for each in found.unearned[:3]
        if (each.decision, each.option) != (TOOLS, "platform")  # which has words of its own
    ]
    if not items:
        return ""
    listed = text(en=", ", ja="、").join(items)
    return text(
        en=f"Paid for, but earned little or nothing: {listed}.",
        ja=f"費用をかけたのに、ほとんど価値を生まなかったもの：{listed}。",
    )


def _otherwise(number: int, company: Company, found: Debrief) -> list[str]:
    """What other decisions, another world or a plan would have made of it."""
    of = world(number)
    holds = bool(getattr(of, found.flip))
    change = money(abs(found.flipped))
    more = found.flipped >= 0
    # A game that ended early is compared with games that go on.
    on = text(en=", followed by going on step by step,", ja="の後を「段階を踏む」で続けて、")
    on = "" if _is_complete(company) else on
    flipped = text(
        en=f"The fact that mattered most: {fact(found.flip, holds)}. Had it been otherwise "
        f"({fact(found.flip, not holds)}), the same decisions{on} would have brought {change} "
        f"{'more' if more else 'less'}.",
        ja=f"最も影響した条件：{fact(found.flip, holds)}。逆（{fact(found.flip, not holds)}）なら、"
        f"同じ決断{on or 'で'}{change}{'多く' if more else '少なく'}なっていました。",
    )
    if change == money(0):
        flipped = text(
            en="No other fact about this world would have changed the result.",
            ja="この条件のうち、どれが逆でも結果は変わりませんでした。",
        )
    return [_worst(found.worst, on), _best(found.best), flipped, _plan(found, company)]


def _worst(found: Instead | None, on: str) -> str:
    if not found:
        return text(
            en="No other option of any single decision would have done better.",
            ja="どの決断も、1つだけ変えて結果が良くなるものはありませんでした。",
        )
    chosen = SHORT[found.decision, found.chosen]
    option, gain = SHORT[found.decision, found.option], money(found.gain)
    return text(
        en=f"The decision that cost most was {_name(found)}: {chosen}. All else the same, "
        f"{option}{on} would have brought {gain} more.",
        ja=f"最も高くついた決断は{_name(found)}の「{chosen}」です。ほかが同じなら、「{option}」"
        f"{on or 'で'}{gain}多くなっていました。",
    )


def _best(found: Instead | None) -> str:
    if not found:
        return ""
    return text(
        en=f"Your best decision was {_name(found)}: {SHORT[found.decision, found.chosen]} brought "
        f"{money(-found.gain)} more than the next best option.",
        ja=f"最も良かった決断は{_name(found)}の「{SHORT[found.decision, found.chosen]}」で、"
        f"次に良い選択肢より{money(-found.gain)}多くなりました。",
    )


def _name(of: Instead) -> str:
    number = DECISIONS.index(of.decision) + 1
    title = CARDS[of.decision].title
    return text(en=f"number {number} ({title})", ja=f"{number}番目（{title}）")


def _plan(found: Debrief, company: Company) -> str:
    plans = len(WAYS)
    says = text(
        en=f'Of {plans} plans with fixed rules, "{NAMES[found.plan]}" does best in this world, '
        f"with {money(found.plan_result)}",
        ja=f"決まったルールの{plans}通りの進め方のうち、この条件で一番だったのは「{NAMES[found.plan]}」"
        f"（{money(found.plan_result)}）です",
    )
    if found.plan == STEPS or not found.because:
        return says + text(en=".", ja="。")
    facts = text(en=" and ", ja="、").join(
        fact(name, bool(getattr(company.world, name))) for name in found.because
    )
    return says + text(
        en=f', because {facts}. Otherwise "{NAMES[STEPS]}" would be ahead of it.',
        ja=f"。理由は「{facts}」で、そうでなければ「{NAMES[STEPS]}」が上でした。",
    )


def _room(votes: Sequence[tuple[int, int, int]]) -> list[str]:
    """How divided a room was, where it voted."""
    polls = [(at, counts) for at, counts in enumerate(votes) if sum(counts)]
    if not polls:
        return []
    at, counts = min(polls, key=lambda poll: max(poll[1]) / sum(poll[1]))
    agreed = sum(max(each) for _, each in polls) / sum(sum(each) for _, each in polls)
    title = CARDS[DECISIONS[at]].title
    listed = text(en=", ", ja="、").join(
        f"{letter} {count}" for letter, count in zip(LETTERS, counts, strict=True)
    )
    return [
        text(
            en=f"The room voted on {len(polls)} decisions; on average {agreed:.0%} were for what "
            f"was decided. It was most divided on number {at + 1} ({title}): {listed}.",
            ja=f"会場では{len(polls)}の決断で投票し、決まった選択肢の得票率は平均{agreed:.0%}でした。"
            f"最も割れたのは{at + 1}番目（{title}）です（{listed}）。",
        )
    ]


def _games(number: int, letters: str, earlier: Sequence[tuple[int, str]]) -> str:
    """The game beside those before it."""
    if not earlier:
        return ""
    heads = (
        text(en="game", ja="ゲーム"),
        text(en="world", ja="条件"),
        text(en="decisions", ja="決断"),
        *(text(en=f"stage {at}", ja=f"第{at}段階") for at in range(1, len(YEARS) + 1)),
        text(en="result", ja="結果"),
    )
    rows = []
    for at, (of, said) in enumerate([*earlier, (number, letters)], 1):
        company = play(of, said)
        earned = [money(year.earned) for year in company.years]
        rows.append(
            (at, of, said, *earned, *["–"] * (len(YEARS) - len(earned)), money(company.result))
        )
    caption = text(
        en="Your games: what each stage earned, and the result",
        ja="これまでのゲーム（各段階で生んだ価値と結果）",
    )
    return kit.table(heads, rows, caption=caption)
