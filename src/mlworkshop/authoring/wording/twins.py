"""Texts in the wrong language, and twins that are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mlworkshop.authoring.wording.baseline import Slip
from mlworkshop.authoring.wording.passages import Pair, Passage
from mlworkshop.errors import cut

_KANA, _KANJI = "\u3041-\u30fa\u30fc", "\u3005\u3400-\u9fff"
_JAPANESE = re.compile(f"[{_KANA}{_KANJI}]")
_LATIN = re.compile(r"(?<![\w.{/-])[A-Za-z]{2,}(?![\w}/=(-]|\.\w)")
# What may be in the other language: quoted words, links to the twin page, values.
_QUOTED = re.compile(r'"[^"\n]*"|「[^」\n]*」|\[[^\]\n]*\]|\([^()\n]*\)|（[^（）\n]*）|{}')
# A Japanese text may have so many English words for each Japanese letter.
_MOST_ENGLISH = 0.5


def slips(passages: Sequence[Passage], pairs: Iterable[Pair]) -> Iterator[Slip]:
    """Texts that are not in their language, and twins of which one is a copy.

    An English text has Japanese letters only in quotation marks or brackets. A Japanese text may
    have English words that are few beside its Japanese letters, and names alone. Names are told
    from other words by their capitals: no English text of the course has them in lower case.
    """
    ordinary = {
        word
        for passage in passages
        if passage.language == "en"
        for word in _LATIN.findall(passage.words)
        if word.islower()
    }

    def english(words: str) -> list[str]:
        return [word for word in _LATIN.findall(_unquoted(words)) if word.lower() in ordinary]

    for passage in passages:
        if passage.language == "en" and _JAPANESE.search(_unquoted(passage.words)):
            what = f"The English text has Japanese letters: {_cut(passage.words)}"
            yield _slip(passage, "japanese-in-en", what, "write it in English.")
    copies = set()
    for pair in pairs:
        if pair.en.words.split() == pair.ja.words.split() and english(pair.en.words):
            copies.add(pair.ja)
            what = f"Both languages have the same text: {_cut(pair.en.words)}"
            yield _slip(pair.ja, "same-twins", what, "write the Japanese twin.")
    for passage in passages:
        if passage.language == "ja" and passage not in copies:
            japanese = len(_JAPANESE.findall(passage.words))
            if len(english(passage.words)) > _MOST_ENGLISH * japanese:
                what = f"The Japanese text is in English: {_cut(passage.words)}"
                yield _slip(passage, "english-in-ja", what, "write it in Japanese.")


def _unquoted(words: str) -> str:
    return _QUOTED.sub("{}", words)


def _cut(words: str) -> str:
    return cut(" ".join(words.split()), 40)


def _slip(passage: Passage, rule: str, what: str, fix: str) -> Slip:
    return Slip(passage.path, passage.line, rule, _cut(passage.words), what, fix)
