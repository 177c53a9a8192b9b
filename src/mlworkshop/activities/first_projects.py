"""Which projects come first: executive backing and time to result, and three questions on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

from mlworkshop import cards
from mlworkshop.activities import kit
from mlworkshop.activities.board import Board, Placed
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Choose, Field
from mlworkshop.language import Text, text

_CELLS = {
    "start": Text(en="Backed, a result within 3 months", ja="後押しあり・3か月以内に結果"),
    "prepare": Text(en="Backed, but a result takes longer", ja="後押しあり・結果まで時間がかかる"),
    "ask": Text(en="A quick result, but not backed", ja="すぐ結果が出る・後押しなし"),
    "wait": Text(en="Neither backed nor quick", ja="後押しなし・時間もかかる"),
}


@dataclass(frozen=True)
class Paper:
    """What a project's file holds on one point, and what it lacks, if anything."""

    holds: Text
    lacks: Text | None = None


@dataclass(frozen=True)
class Candidate:
    """A project of the chain: where the course puts it, why, and its file.

    Parameters
    ----------
    name, about : Text
    cell : str
        One of `_CELLS`.
    why : Text
    people, number, trial, promise : Paper
        Who gives what; what is measured today; what is tried, until when; what others say.
    """

    name: Text
    about: Text
    cell: str
    why: Text
    people: Paper
    number: Paper
    trial: Paper
    promise: Paper


def _said(en: str, ja: str) -> Text:
    return Text(en=en, ja=ja)


def _paper(en: str, ja: str, lacks: tuple[str, str] | None = None) -> Paper:
    return Paper(_said(en, ja), _said(*lacks) if lacks else None)


CANDIDATES = {
    "markdown": Candidate(
        _said("Mark-down list", "値引きリスト"),
        _said(
            "Tell each store in the afternoon which fresh products to reduce. The head of "
            "stores gives two stores; sales and waste are recorded. First result: 6 weeks",
            "午後に値引きする生鮮品を店舗に知らせる。店舗運営本部長が2店舗を提供。売上と廃棄は記"
            "録済み。最初の結果まで6週間",
        ),
        "start",
        _said(
            "Someone with power gives stores and hours, and the data exist.",
            "権限のある人が店舗と時間を提供し、データもあります。",
        ),
        people=_paper(
            "The head of stores gives two stores and 10 hours a week until March.",
            "店舗運営本部長が、3月まで2店舗と週10時間を提供する。",
        ),
        number=_paper(
            "The two stores throw away 8% of their fresh food, counted every day.",
            "2店舗の生鮮品の廃棄率は8%。毎日数えている。",
        ),
        trial=_paper(
            "Six weeks, with the list in every other week. It stops if waste is not at least 1 "
            "point lower in those weeks.",
            "6週間、1週おきにリストを使う。使った週の廃棄率が1ポイント以上低くならなければ中止す"
            "る。",
        ),
        promise=_paper(
            "A vendor reports 30% less waste at another chain.",
            "あるベンダーによると、他社のチェーンでは廃棄が30%減った。",
        ),
    ),
    "emails": Candidate(
        _said("Email sorting", "メールの振り分け"),
        _said(
            "Send customers' emails to the right department. The head of customer service lends "
            "two people; 4,000 past emails show who answered. First result: 5 weeks",
            "お客様のメールを担当部署に振り分ける。お客様相談室長が2人を出す。過去4,000通は、ど"
            "の部署が答えたか分かる。最初の結果まで5週間",
        ),
        "start",
        _said(
            "People are given, the answers are in the archive, and errors are easy to put right.",
            "人手が提供され、正解は過去のメールにあり、誤りもすぐ直せます。",
        ),
        people=_paper(
            "The head of customer service lends two people, half a day a week each.",
            "お客様相談室長が、2人を週に半日ずつ出す。",
        ),
        number=_paper(
            "Sorted by hand, 18 of 200 emails went to the wrong department.",
            "手作業の振り分けでは、200通のうち18通が別の部署に届いた。",
        ),
        trial=_paper(
            "For five weeks it only suggests, and people decide. It stops if more than 18 of "
            "200 suggestions are wrong.",
            "5週間、提案だけを出して人が決める。200通で誤りが18通を超えたら中止する。",
        ),
        promise=_paper(
            "At a conference, another company said that it saves 40% of the time.",
            "他社が、時間を40%節約したと講演で話していた。",
        ),
    ),
    "checkout": Candidate(
        _said("Shop without checkouts", "レジなし店舗"),
        _said(
            "Cameras see what customers take. The CEO has announced it to the press. The first "
            "shop has to be built. First result: 18 months",
            "お客様が取った商品をカメラで見分ける。社長が記者会見で発表した。店舗はこれから建て"
            "る。最初の結果まで18か月",
        ),
        "prepare",
        _said(
            "The backing could hardly be stronger, but for 18 months there is nothing to show.",
            "後押しはこれ以上ないほどですが、18か月は見せるものがありません。",
        ),
        people=_paper(
            "The CEO has announced it and set aside the money for one shop.",
            "社長が発表し、1店舗分の予算を確保した。",
        ),
        number=_paper(
            "No number yet, because there is no such shop.",
            "まだ店舗がないので、数字はない。",
            (
                "There is nothing to compare with. Waiting times at today's checkouts could be "
                "measured from tomorrow.",
                "比べるものがありません。今のレジの待ち時間なら、明日からでも測れます。",
            ),
        ),
        trial=_paper(
            "One shop opens in 18 months.",
            "18か月後に1店舗を開く。",
            (
                "No one has said which result would end it, and the money is spent before the "
                "first one.",
                "どんな結果なら中止するのかが決まっておらず、最初の結果が出る前に費用を使い切り"
                "ます。",
            ),
        ),
        promise=_paper(
            "Videos show shops of this kind abroad.", "海外の同じような店舗の動画がある。"
        ),
    ),
    "ordering": Candidate(
        _said("Automatic orders", "自動発注"),
        _said(
            "Order for all 40 stores without people. The head of operations wants it. The data "
            "are in three systems that do not match. First result: 10 months",
            "全40店舗の発注を自動にする。執行役員の業務本部長が望んでいる。データは3つのシステム"
            "にあり、突き合わせられない。最初の結果まで10か月",
        ),
        "prepare",
        _said(
            "It is wanted and large. Joining the data can begin, while something else earns the "
            "trust.",
            "望まれていて効果も大きい案です。データの統合を始めつつ、別の案で信頼を得ます。",
        ),
        people=_paper(
            "The head of operations has approved three people for two years.",
            "業務本部長が、3人を2年間充てることを承認した。",
        ),
        number=_paper(
            "Empty shelves are counted once a week in 5 stores.",
            "5店舗で週に1回、欠品を数えている。",
            (
                "Five of 40 stores, and only those near head office. What are the other 35 like?",
                "40店舗のうち、本社に近い5店舗だけです。ほかの35店舗はどうでしょうか。",
            ),
        ),
        trial=_paper(
            "The three systems are joined first; a trial follows in month 9.",
            "まず3つのシステムを統合し、9か月目に試行する。",
            (
                "A date is not a stop rule. Which result would end it?",
                "日付は中止の基準ではありません。どんな結果なら中止しますか。",
            ),
        ),
        promise=_paper(
            "The vendor has a case study of a chain abroad.",
            "ベンダーに、海外チェーンの導入事例がある。",
        ),
    ),
    "absence": Candidate(
        _said("Tomorrow's absences", "翌日の欠勤予測"),
        _said(
            "Predict who will be off sick, to plan shifts. An analyst can show something in 3 "
            "weeks. No manager has asked for it, and the staff union objects. First result: 3 "
            "weeks",
            "シフトのために、翌日の欠勤を予測する。分析担当者が3週間で見せられる。頼んだ管理職は"
            "おらず、労働組合は反対している。最初の結果まで3週間",
        ),
        "ask",
        _said(
            "Quick is not enough: no one would use it, and those concerned object.",
            "早いだけでは足りません。使う人がおらず、対象となる人たちが反対しています。",
        ),
        people=_paper(
            "The store managers' meeting found it interesting.",
            "店長会議で「面白い」と言われた。",
            (
                "Interest costs nothing. No one gives time or money, and the union objects.",
                "興味を示すだけなら費用はかかりません。時間や予算を出す人はおらず、組合は反対し"
                "ています。",
            ),
        ),
        number=_paper(
            "Last year, a shift was one person short on 6% of days.",
            "昨年は、6%の日でシフトが1人足りなかった。",
        ),
        trial=_paper(
            "Three weeks at a desk, on last year's plans.",
            "昨年のシフト表を使い、机上で3週間試す。",
            (
                "At a desk no shift gets any better. When would we stop?",
                "机上では、シフトは何も良くなりません。いつ中止しますか。",
            ),
        ),
        promise=_paper("A blog post reports 85% accuracy.", "正解率85%というブログ記事がある。"),
    ),
    "prices": Candidate(
        _said("Personal prices", "個人別の価格"),
        _said(
            "A different price for each customer in the app. No executive has asked for it, the "
            "legal department is still checking it, and the data must first be collected. First "
            "result: 9 months",
            "アプリで、お客様ごとに価格を変える。役員からの要望はなく、法務部が確認中。データは"
            "これから集める。最初の結果まで9か月",
        ),
        "wait",
        _said(
            "No one is responsible for it, and the law may still stop it.",
            "責任をもつ人がおらず、法律上できない可能性も残っています。",
        ),
        people=_paper(
            "Someone in marketing suggested it.",
            "マーケティング部の1人が提案した。",
            (
                "A suggestion is not backing. Which executive wants it?",
                "提案は後押しではありません。どの役員が望んでいますか。",
            ),
        ),
        number=_paper(
            "Today 4 in 100 vouchers are used.", "今のクーポンは、100枚のうち4枚が使われる。"
        ),
        trial=_paper(
            "Data are collected for nine months first.",
            "まず9か月、データを集める。",
            (
                "Nine months without a result, and the legal answer may end it on any day.",
                "9か月間は結果が出ず、法務部の答え次第でいつ止まるかも分かりません。",
            ),
        ),
        promise=_paper(
            "A platform provider promises 5% more sales.",
            "プラットフォームのベンダーは、売上5%増を約束している。",
        ),
    ),
}

_PAPERS = {
    "people": _said("who gives time or money", "誰が時間や予算を出すか"),
    "number": _said("what is measured today", "今、測っている数字"),
    "trial": _said("the trial, and when it stops", "試行の内容と中止の基準"),
    "promise": _said("what others report", "他社やベンダーの話"),
}


@dataclass(frozen=True)
class Question:
    """What the director asks, which paper answers it, and the replies to the others."""

    asks: Text
    paper: str  # one of _PAPERS
    good: Text
    otherwise: Mapping[str, Text]


QUESTIONS = {
    "stands": Question(
        _said(
            "The first numbers will disappoint. Who still stands behind this project then?",
            "最初の数字は期待外れでしょう。そのときも支えてくれるのは誰ですか。",
        ),
        "people",
        _said(
            "A name, and something that it costs them. Good.",
            "名前と、その人が何を出すかが分かりました。",
        ),
        {
            "number": _said(
                "Numbers do not speak up in meetings. Who asked for this?",
                "会議で味方になるのは、数字ではなく人です。誰が頼んだのですか。",
            ),
            "trial": _said(
                "Now I know how long it takes, but not who wants it.",
                "期間は分かりました。でも、誰が望んでいるのですか。",
            ),
            "promise": _said(
                "Those are someone else's executives. Who are ours?",
                "それは他社の役員です。当社では誰ですか。",
            ),
        },
    ),
    "seen": Question(
        _said(
            "What will I see in three months, and what do you compare it with?",
            "3か月後に何を見せてもらえますか。何と比べるのですか。",
        ),
        "number",
        _said(
            "A number of our own, from today. That gives me a comparison.",
            "当社の、今の数字ですね。それなら比べられます。",
        ),
        {
            "people": _said(
                "Goodwill is not a comparison. How good are we today?",
                "熱意とは比べられません。今の実力はどのくらいですか。",
            ),
            "trial": _said(
                "So I will see something. But better than what?",
                "何かは見られるのですね。でも、何より良ければよいのですか。",
            ),
            "promise": _said(
                "Their customers and their data. What is our number?",
                "それは他社の顧客、他社のデータです。当社の数字は？",
            ),
        },
    ),
    "stop": Question(
        _said(
            "And if it does not work, how will we know, and what have we lost by then?",
            "うまくいかなかったら、どう分かりますか。それまでに何を失いますか。",
        ),
        "trial",
        _said(
            "A few weeks, and a rule that was set before. I can accept that.",
            "数週間で、基準も先に決めてある。それなら引き受けられます。",
        ),
        {
            "people": _said(
                "I know who gives the time, but not when they stop.",
                "時間を出す人は分かりました。いつ終わりにするのですか。",
            ),
            "number": _said(
                "That is where we begin, not where we give up.",
                "それは出発点です。どこで見切りをつけるのですか。",
            ),
            "promise": _said(
                "A success elsewhere does not limit our loss.",
                "他社の成功は、当社の損失の歯止めになりません。",
            ),
        },
    ),
}


class FirstProjects(Board):
    """Candidates on executive backing and time to result: the chain's, or those of one's own."""

    call = "first_projects"
    title = Text(en="Which projects come first?", ja="どのプロジェクトから始めるか")
    minutes, minutes_reason = 2.0, "six cards at twenty seconds, to read and to place"
    style = f"{cards.STYLE} .mlw-first-projects td {{ min-width: 4em; }}"
    columns = 2

    def __init__(self, deck: Mapping[str, Text], given: Placed, key: str) -> None:
        self.takes_own = not deck
        super().__init__(deck, _CELLS, given, key)

    def page(self) -> str:
        """The cells with their cards; once all are placed, what the course says of each."""
        is_open = any(card not in self.state.placed for card in self._deck)
        return super().page() + ("" if is_open or not self._deck else self._compared())

    def digest(self) -> Sequence[tuple[str, str]]:
        """What lies in each cell, of one's own projects."""
        return super().digest() if self.takes_own else []

    def code(self) -> str:
        """A cell for a card."""
        if self.takes_own:
            return f'ws.activities.{self.call}(…, own=["…"], placed={{"…": "start"}})'
        return f'ws.activities.{self.call}(…, placed={{"markdown": "start"}})'

    def _compared(self) -> str:
        same = text(en="the same", ja="同じ")
        heads = (
            text(en="Project", ja="プロジェクト"),
            text(en="You", ja="置いた場所"),
            text(en="The course", ja="教材"),
            text(en="Why", ja="理由"),
        )
        rows = []
        for id_, project in CANDIDATES.items():
            yours = self.state.placed[id_]
            course = same if yours == project.cell else _CELLS[project.cell]
            rows.append((project.name, _CELLS[yours], course, project.why))
        return kit.table(heads, rows)


@dataclass(frozen=True)
class Defence:
    """The first two projects, and the paper that answers each question; ids, or nothing yet."""

    first: str | None = None
    second: str | None = None
    stands: str | None = None
    seen: str | None = None
    stop: str | None = None

    @property
    def picks(self) -> list[str]:
        """The projects that are defended, each once."""
        return [*dict.fromkeys(pick for pick in (self.first, self.second) if pick)]

    def answered(self, pick: str, question: str) -> bool:
        """Whether a project's file holds a good answer, and the attendee points to it."""
        paper = getattr(self, question)
        return bool(
            paper == QUESTIONS[question].paper and not getattr(CANDIDATES[pick], paper).lacks
        )


class ScepticalDirector(Panel[Defence]):
    """Two projects to choose, three questions to answer from their files, and the replies."""

    call = "sceptical_director"
    title = Text(en="Three questions of a sceptical director", ja="慎重な役員からの3つの質問")
    minutes, minutes_reason = (
        3.0,
        "two files of four lines, and three answers with two replies each",
    )
    style = (
        ".mlw-sceptical-director table { margin-bottom: 0.8em; }"
        ".mlw-sceptical-director td { min-width: 9em; }"
    )

    def ask(self) -> Mapping[str, Field[Any]]:
        """The two projects, then the three questions."""
        names = {id_: str(project.name) for id_, project in CANDIDATES.items()}
        papers = {id_: str(words) for id_, words in _PAPERS.items()}
        return {
            "first": Choose(text(en="First project", ja="1つ目のプロジェクト"), names),
            "second": Choose(text(en="Second project", ja="2つ目のプロジェクト"), names),
            **{id_: Choose(str(asked.asks), papers) for id_, asked in QUESTIONS.items()},
        }

    def page(self) -> str:
        """The files of both, the director's replies, and what is still open."""
        picks = self.state.picks
        if not picks:
            says = text(
                en="Choose two projects first.", ja="まず2つのプロジェクトを選んでください。"
            )
            return f'<p role="status">{says}</p>'
        names = [str(CANDIDATES[pick].name) for pick in picks]
        held = kit.table(
            (text(en="In the file", ja="資料の内容"), *names),
            (
                (words, *(getattr(CANDIDATES[pick], id_).holds for pick in picks))
                for id_, words in _PAPERS.items()
            ),
        )
        asked = [id_ for id_ in QUESTIONS if getattr(self.state, id_)]
        replies = kit.table(
            (text(en="The director says", ja="役員の返事"), *names),
            ((QUESTIONS[id_].asks, *(self._reply(pick, id_) for pick in picks)) for id_ in asked),
        )
        status = f'<p role="status"><strong>{escape(self._standing())}</strong></p>'
        return held + (replies if asked else "") + status

    def _reply(self, pick: str, question: str) -> str:
        """What the director says to the paper pointed to, in one project's file."""
        asked, paper = QUESTIONS[question], getattr(self.state, question)
        if paper != asked.paper:
            return f"… {asked.otherwise[paper]}"
        lacks = getattr(CANDIDATES[pick], paper).lacks
        return f"… {lacks}" if lacks else f"✓ {asked.good}"

    def _standing(self) -> str:
        state = self.state
        if len(state.picks) < 2:
            return text(
                en="Choose a different second project.", ja="もう1つ、別の案を選んでください。"
            )
        left = [id_ for id_ in QUESTIONS if not getattr(state, id_)]
        if left:
            return text(
                en=f"Questions still to answer: {len(left)}.", ja=f"残りの質問：{len(left)}つ"
            )
        open_ = [
            str(CANDIDATES[pick].name)
            for pick in state.picks
            for id_ in QUESTIONS
            if not state.answered(pick, id_)
        ]
        if not open_:
            return text(
                en="The director agrees to both: every answer is in the files.",
                ja="役員は2つとも承認しました。どの答えも資料にありました。",
            )
        counts = text(en="; ", ja="、").join(
            text(en=f"{name}: {open_.count(name)}", ja=f"{name}：{open_.count(name)}")
            for name in dict.fromkeys(open_)
        )
        return text(
            en=f"Without a good answer so far: {counts}. Point to a different line, find someone "
            "who can fill the gap, or choose a different project.",
            ja=f"まだ納得してもらえていない質問の数は、{counts}。別の資料を示すか、足りないものを"
            f"出せる人を"
            "探すか、別の案を選びましょう。",
        )


def first_projects(
    *,
    chain: bool = False,
    placed: Mapping[str, str] | None = None,
    own: Iterable[str] = (),
    key: str = "first-projects",
) -> None:
    """Let the attendee sort candidate projects by executive backing and time to a result.

    Parameters
    ----------
    chain : bool, default False
        Whether it is about the six candidates of the supermarket chain; otherwise about own ones.
    placed : mapping of str to str, optional
        By card: `start` (backed and quick), `prepare` (backed, slow), `ask` (quick, not backed) or
        `wait`. The chain's cards: `markdown`, `emails`, `checkout`, `ordering`, `absence`,
        `prices`; the id of an own card is its words.
    own : iterable of str
        Own projects as cards.
    key : str, default "first-projects"
        Tells the boards of a lesson that has several apart; one that begins with "own-" goes into
        the plan.

    Raises
    ------
    WorkshopError
        If there is no such card or cell, or these are no words.
    """
    deck = {
        id_: Text(
            en=f"{project.name.en}. {project.about.en}", ja=f"{project.name.ja}：{project.about.ja}"
        )
        for id_, project in CANDIDATES.items()
        if chain
    }
    # As the call says it: the fields refuse what is neither.
    given = Placed(cast(Any, {} if placed is None else placed), cast(Any, own))
    FirstProjects(deck, given, key).show()


def sceptical_director(
    *,
    first: str | None = None,
    second: str | None = None,
    stands: str | None = None,
    seen: str | None = None,
    stop: str | None = None,
    key: str = "director",
) -> None:
    """Let the attendee defend the chain's first two projects with what is in their files.

    Parameters
    ----------
    first, second : str, optional
        Two of `markdown`, `emails`, `checkout`, `ordering`, `absence`, `prices`.
    stands, seen, stop : {"people", "number", "trial", "promise"}, optional
        Which part of the file answers who backs it, what it is compared with, and when it stops.
    key : str, default "director"
        Tells those of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such project or part.
    """
    ScepticalDirector(Defence(first, second, stands, seen, stop), key).show()
