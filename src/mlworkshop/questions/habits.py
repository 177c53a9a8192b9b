"""What gives the right option away to people who have not understood the question.

Each look goes over the questions with one right option. Some concern a question by itself: the
right option's length, reason, tone and verdict against the wrong ones', and whether it alone
repeats the stem's words. Others concern many: it must not sit at one position, nor be the longest
or the shortest, more often than chance allows. That is a one-sided test on the Poisson binomial
distribution, as each question has its own number of options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from mlworkshop.language import LANGUAGES, Language
from mlworkshop.questions.bank import Entry
from mlworkshop.questions.kinds import Single

# Each look at many questions may be wrong about a bank drawn by lot one time in twenty. That is the
# better mistake to make: a false alarm costs an author one option moved or lengthened, a habit
# unnoticed lets a class pass without reading.
_CHANCE = 0.05

# How much longer than the longest wrong option, or shorter than the shortest, the right one may be:
# a share of it, or so many letters where options are words.
_SHARE = 0.2
_LETTERS: dict[Language, int] = {"en": 8, "ja": 4}


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


# A reason given in an option.
_REASON: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:because|since)\b|[,;:] (?:so|as)\b(?! (?:that|far|few|little|many|much|well))",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"ので(?![はすあし])|(?:ため|(?<=[るたいうくすつぬむぶぐだんせ])から)(?=[、。）]|だ|です|$)"
    ),
}
# What is true without exception hardly ever is; people who know tests pass such options over.
_ABSOLUTE: dict[Language, re.Pattern[str]] = {
    "en": _words("always", "never", "nothing", "certainly", "impossible"),
    "ja": re.compile("必ず|常に|決して|絶対|まったく|全く|いつも|いつでも|何も"),
}
# And take the one that is careful.
_HEDGE: dict[Language, re.Pattern[str]] = {
    "en": _words(
        "usually", "often", "probably", "(?-i:may)", "might", "mostly", "not yet", "at first"
    ),
    "ja": re.compile(
        "おそらく|多くの場合|ことが多い|かもしれ|とは限ら|場合がある|ことがある|まだ|まず"
    ),
}
# An answer to a stem that asks for agreement.
_VERDICT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:yes|no|agree|disagree|wait)\b", re.IGNORECASE),
    "ja": re.compile("はい|いいえ|賛成|反対|保留|そのとおり|そうではない"),
}
# What of a stem is noticed when an option says it again: words of content (in Japanese those in
# kanji or katakana), without the endings that English may change; and, by themselves, numbers.
_CONTENT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[a-z]{5,}?(?=(?:ing|ed|es|s)?\b)", re.IGNORECASE),
    "ja": re.compile("[一-龥]{2,}|[ァ-ヴー]{3,}"),
}
_NUMBER = re.compile(r"\d[\d.,]*\d")
# Not noticed: they are in every other question.
_EVERYWHERE = {
    *("about", "after", "before", "could", "every", "model", "other", "should", "their", "there"),
    *("these", "those", "where", "which", "while", "would"),
}


@dataclass(frozen=True)
class Habit:
    """A habit, at the question that has it, or at the first of those that have.

    Parameters
    ----------
    entry : Entry
    rule : str
        Which look found it.
    about : str
        The question, or the lesson and what else tells it from others of the same rule.
    what, fix : str
        As in `Problem`.
    location : tuple of str or int
        Where in the question.
    """

    entry: Entry
    rule: str
    about: str
    what: str
    fix: str
    location: tuple[str | int, ...] = ("options",)


# What is wrong and the fix, if anything is.
_Found = tuple[str, str] | None
_Single = tuple[Entry, Single]
# A question, whether it has the habit, and how likely it would have it by chance.
_Look = tuple[Entry, bool, float]


def find(entries: Sequence[Entry]) -> Iterator[Habit]:
    """Every habit of a bank.

    Parameters
    ----------
    entries : sequence of Entry
        The bank's questions of all kinds.
    """
    singles = [(entry, entry.question) for entry in entries if isinstance(entry.question, Single)]
    for entry, asked in singles:
        for language in LANGUAGES:
            yield from _of_one(entry, asked, language)
    yield from _position(singles)
    for lesson in [None, *dict.fromkeys(entry.lesson for entry, _ in singles)]:
        of_lesson = [each for each in singles if lesson in (None, each[0].lesson)]
        for language in LANGUAGES:
            yield from _extreme(of_lesson, language, "longest", max, lesson)
            yield from _extreme(of_lesson, language, "shortest", min, lesson)


def _of_one(entry: Entry, asked: Single, language: Language) -> Iterator[Habit]:
    """The habits of one question in one language."""
    at = next(at for at, option in enumerate(asked.options) if option.correct)
    texts = [option.text.of(language) for option in asked.options]
    others = [*texts[:at], *texts[at + 1 :]]
    about, where = f"{asked.id} {language}", ("options", at, "text", language)
    looks = {
        "option-length": _length(texts[at], others, language),
        "option-reason": _reason(texts, language),
        "option-absolute": _absolute(texts[at], others, language),
        "option-hedge": _hedge(texts[at], others, language),
        "option-verdict": _verdict(texts[at], others, language),
        "stem-repeated": _repeated(asked.prompt.of(language), texts[at], others, language),
    }
    for rule, found in looks.items():
        if found:
            yield Habit(entry, rule, about, *found, where)


def _length(right: str, others: Sequence[str], language: Language) -> _Found:
    length, shortest, longest = len(right), min(map(len, others)), max(map(len, others))
    if length - longest > max(_SHARE * longest, _LETTERS[language]):
        what = f"the right option has {length} letters, the longest wrong one {longest}."
        return what, "shorten it, or let a wrong one say as much."
    if shortest - length > max(_SHARE * shortest, _LETTERS[language]):
        what = f"the right option has {length} letters, the shortest wrong one {shortest}."
        return what, "shorten a wrong one, or let the right one say as much."
    return None


def _reason(texts: Sequence[str], language: Language) -> _Found:
    having = [at for at, text in enumerate(texts) if _REASON[language].search(text)]
    if len(having) in (0, len(texts)):
        return None
    what = f"only some options give a reason: {', '.join(ascii_lowercase[at] for at in having)}."
    return what, "give one in all of them or in none."


def _absolute(right: str, others: Sequence[str], language: Language) -> _Found:
    found = [match[0] for match in map(_ABSOLUTE[language].search, others) if match]
    if not found or _ABSOLUTE[language].search(right):
        return None
    what = f"only wrong options say {', '.join(map(repr, found))}."
    return what, "say it with less force, or the right one with more."


def _hedge(right: str, others: Sequence[str], language: Language) -> _Found:
    found = _HEDGE[language].search(right)
    if not found or any(map(_HEDGE[language].search, others)):
        return None
    return f"only the right option is careful: {found[0]!r}.", "say it flatly, or others with care."


def _verdict(right: str, others: Sequence[str], language: Language) -> _Found:
    said = {match and match[0] for match in map(_VERDICT[language].match, others)}
    own = _VERDICT[language].match(right)
    if None in said or (own and (own[0] in said or len(said) > 1)):
        return None
    what = f"the right option alone {f'says {own[0]!r}' if own else 'takes no side'}."
    return what, "let as many options agree as disagree."


def _repeated(stem: str, right: str, others: Sequence[str], language: Language) -> _Found:
    for pattern in (_CONTENT[language], _NUMBER):
        noticed = set(pattern.findall(stem.casefold())) - _EVERYWHERE
        own, *rest = (_again(noticed, option.casefold()) for option in (right, *others))
        if own and not any(rest):
            words = ", ".join(map(repr, sorted(own)))
            what = f"of all options only the right one repeats the stem's {words}."
            return what, "let a wrong one repeat as much, or the right one less."
    return None


def _again(noticed: set[str], option: str) -> set[str]:
    """Which words are in an option, also within longer ones, and which numbers by themselves."""
    numbers = _NUMBER.findall(option)
    return {word for word in noticed if word in (numbers if word[0].isdigit() else option)}


def _position(singles: Sequence[_Single]) -> Iterator[Habit]:
    for at in range(max((len(asked.options) for _, asked in singles), default=0)):
        letter = ascii_lowercase[at]
        yield from _of_many(
            "right-position",
            letter,
            f"the right option is {letter}",
            f"put it at another position than {letter}",
            [
                (entry, asked.options[at].correct, 1 / len(asked.options))
                for entry, asked in singles
                if at < len(asked.options)
            ],
        )


def _extreme(
    singles: Sequence[_Single],
    language: Language,
    name: str,
    extreme: Callable[[list[int]], int],
    lesson: str | None,
) -> Iterator[Habit]:
    """The right option is the longest or the shortest too often, in a lesson or in all."""
    looks = []
    for entry, asked in singles:
        lengths = [len(option.text.of(language)) for option in asked.options]
        is_extreme = [length == extreme(lengths) for length in lengths]
        # Of options of the same length a guesser who takes the longest picks any.
        hit = any(
            has and option.correct for has, option in zip(is_extreme, asked.options, strict=True)
        )
        looks.append((entry, hit, sum(is_extreme) / len(is_extreme)))
    where = f" in lesson {lesson}" if lesson else ""
    remedy = "shorten it" if name == "longest" else "let it say more"
    yield from _of_many(
        f"right-{name}",
        f"{lesson or 'all lessons'} {language}",
        f"the right option is the {name} in {language!r}{where}",
        f"{remedy}, or change a wrong one",
        looks,
    )


def _of_many(
    rule: str, about: str, habit: str, remedy: str, looks: Sequence[_Look]
) -> Iterator[Habit]:
    """Report a habit at the first question that has it, if too many have it."""
    having = [entry for entry, has, _ in looks if has]
    chances = [chance for *_, chance in looks]
    surplus = next(
        n for n in range(len(having) + 1) if at_least(len(having) - n, chances) >= _CHANCE
    )
    if surplus:
        what = (
            f"{habit}, and so it is in {len(having)} of {len(looks)} questions; "
            f"by chance it would be in {sum(chances):.1f}."
        )
        ids = ", ".join(entry.question.id for entry in having)
        fix = f"{remedy}, in {surplus} of these: {ids}."
        yield Habit(having[0], rule, about, what, fix)


def at_least(hits: int, chances: Sequence[float]) -> float:
    """The probability that as many or more of independent events happen (Poisson binomial)."""
    of_count = [1.0]
    for chance in chances:
        without = [*(p * (1 - chance) for p in of_count), 0.0]
        with_it = [0.0, *(p * chance for p in of_count)]
        of_count = [a + b for a, b in zip(without, with_it, strict=True)]
    return sum(of_count[hits:])
