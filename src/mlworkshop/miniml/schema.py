"""Which type each column gets, and whether the target can be predicted at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text
from mlworkshop.miniml.columns import MOST_VALUES, NUMERIC_FROM, ColumnType, Profile, written

MOST_CLASSES = 100
_MANY_VALUES = 1_000  # of a column of categories, to say a word about them
_ENOUGH_ROWS = 20  # to say that a column's values do not come back

# 2024-03-01, 1.3.2024, 03/01/24, 2024年3月1日, 令和6年3月1日, R6.3.1; with or without a time.
_DATE = re.compile(
    r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3\d{2,4}"
    r"|(\d{4}|(明治|大正|昭和|平成|令和)(\d{1,2}|元))年\d{1,2}月(\d{1,2}日)?"
    r"|(明治|大正|昭和|平成|令和|[MTSHR])(\d{1,2}|元)([-/.])\d{1,2}\10\d{1,2})(\D.*)?"
)
# 9:30, 09:30:00, 9時30分, 午後3時.
_TIME = re.compile(
    r"(午前|午後|AM|PM)? ?\d{1,2}(時(半|\d{1,2}分(\d{1,2}秒)?)?|(:\d{2}){1,2}) ?(AM|PM)?",
    re.IGNORECASE,
)
# 1,49 and 1.234,5 and $3 and 12% and 300円.
_AMOUNT = re.compile(r"[-+▲△−]?[$€£¥]?\d{1,3}([,.' ]?\d{3})*([.,]\d+)? ?(%|\$|€|£|円|ドル)?")


def infer(
    profiles: Mapping[str, Profile], given: Mapping[str, ColumnType], target: str
) -> tuple[dict[str, ColumnType], list[Text]]:
    """Decide each column's type.

    Parameters
    ----------
    profiles : dict of str to Profile
    given : dict of str to str
        Types that the owner of the data has chosen.
    target : str
        One of the columns.

    Returns
    -------
    types : dict of str to str
        Of the columns that are used, the target among them.
    notes : list of Text
        What the owner may want to decide otherwise.

    Raises
    ------
    WorkshopError
        If the target cannot be predicted.
    """
    types: dict[str, ColumnType] = {}
    notes: list[Text] = []
    for name, profile in profiles.items():
        if kind := given.get(name, profile.type()) if profile.present else None:
            types[name] = kind
        elif name != target:
            notes.append(
                Text(
                    en=f"Column {name!r} has no values: left out.",
                    ja=f"{name!r}列には値がないため、使いません。",
                )
            )
        notes += _notes(name, profile, kind, is_target=name == target, is_given=name in given)
    types[target] = _target(profiles[target], types, target)
    return types, notes


def short(value: str) -> str:
    """A value on one line of 40 characters at most."""
    value = " ".join(value.split())
    return value if len(value) <= 40 else f"{value[:39]}…"


def _notes(
    name: str, profile: Profile, kind: ColumnType | None, *, is_target: bool, is_given: bool
) -> list[Text]:
    notes = _ways_of_writing(name, profile, kind, is_given=is_given)
    form = None if is_given or kind not in ("categorical", "text") else _form(name, profile)
    if form:
        return [*notes, form]
    if is_target or is_given or profile.present < _ENOUGH_ROWS:
        pass
    elif kind == "numeric" and profile.is_running_number:
        notes.append(
            Text(
                en=f"Column {name!r} counts the rows, from {profile.low:.0f} to "
                f"{profile.high:.0f}: taken as an amount. If it only numbers them, leave it out.",
                ja=f"{name!r}列は{profile.low:.0f}から{profile.high:.0f}までの通し番号です。"
                "量として扱います。番号そのものに意味がなければ、この列を除いてください。",
            )
        )
    elif kind == "categorical" and profile.mostly_different:
        return [
            *notes,
            Text(
                en=f"Column {name!r} has {_distinct(profile)} different values in "
                f"{profile.present:,} rows: the model cannot learn anything from a value "
                "that occurs only once. Leave the column out, or put its values into groups.",
                ja=f"{name!r}列は{profile.present:,}行に{_distinct(profile)}種類の値があります。"
                "1回しか出てこない値からは何も学べません。"
                "この列を除くか、値をグループにまとめてください。",
            ),
        ]
    if not is_target and kind == "categorical" and profile.distinct > _MANY_VALUES:
        count = _distinct(profile)
        notes.append(
            Text(
                en=f"Column {name!r} has {count} different values: those seen only once in "
                "training are treated as one category.",
                ja=f"{name!r}列には{count}種類の値があります。"
                "学習用データに1回しか出てこない値は、まとめて1つとして扱います。",
            )
        )
    numbers, words = profile.numbers, profile.present - profile.numbers
    is_mixed = 0.1 * profile.present < numbers < NUMERIC_FROM * profile.present
    if is_mixed and not is_given and kind == "categorical":
        notes.append(
            Text(
                en=f"Column {name!r} mixes {numbers:,} numbers with {words:,} words: "
                "taken as categories.",
                ja=f"{name!r}列には数値（{numbers:,}件）と文字（{words:,}件）が混ざっています。"
                "カテゴリとして扱います。",
            )
        )
    if is_target and not is_given and kind == "numeric" and profile.few_whole_numbers:
        notes.append(
            Text(
                en=f"The target {name!r} has {profile.distinct} different whole numbers: taken as "
                "amounts. If these are class IDs, set "
                f'types={{{name!r}: "categorical"}}.',
                ja=f"予測する列 {name!r} には整数が{profile.distinct}種類あり、量として扱います。"
                f'クラスの番号であれば types={{{name!r}: "categorical"}} と指定してください。',
            )
        )
    return notes


def _ways_of_writing(
    name: str, profile: Profile, kind: ColumnType | None, *, is_given: bool
) -> list[Text]:
    """What to say of values that are read in another way than they look."""
    notes = []
    if kind == "categorical" and profile.is_code and not is_given:
        example = short(profile.code or profile.example)
        notes.append(
            Text(
                en=f"Column {name!r} holds codes, such as {example!r}: taken as names, not as "
                f'amounts. If they are amounts, say types={{{name!r}: "numeric"}}.',
                ja=f"{name!r}列は {example!r} のようなコードです。量ではなく、名前として扱います。"
                f'量であれば types={{{name!r}: "numeric"}} と指定してください。',
            )
        )
    if kind == "numeric" and profile.written:
        example, amount = short(profile.written), f"{written(profile.written):g}"
        notes.append(
            Text(
                en=f"Column {name!r} has amounts written like {example!r}, which was read as "
                f"{amount}.",
                ja=f"{name!r}列には {example!r} のような書き方の数値があります。"
                f"{amount} として読み込みました。",
            )
        )
    if kind in ("categorical", "binary") and (pair := profile.same_but_for_width):
        one, other = map(short, pair)
        notes.append(
            Text(
                en=f"Column {name!r} has both {one!r} and {other!r}, which differ only in "
                "full-width and half-width characters: they count as two. Write them in one way.",
                ja=f"{name!r}列の {one!r} と {other!r} は全角と半角が違うだけですが、"
                "別の値として数えます。書き方をそろえてください。",
            )
        )
    return notes


def _form(name: str, profile: Profile) -> Text | None:
    """What to say of values that are no categories to their owner, but dates or amounts."""
    example = short(profile.example)
    if profile.mostly(_DATE):
        return Text(
            en=f"Column {name!r} holds dates, such as {example!r}: the model treats them as "
            "plain text. Turn them into columns whose values repeat, such as the weekday or the "
            "month.",
            ja=f"{name!r}列は日付（{example!r} など）のようです。"
            "モデルはただの文字として扱います。"
            "曜日や月など、同じ値が繰り返し出てくる列に直してください。",
        )
    if profile.mostly(_TIME):
        return Text(
            en=f"Column {name!r} holds times, such as {example!r}: the model treats them as "
            "plain text. Turn them into a number, such as the hour, or a part of the day.",
            ja=f"{name!r}列は時刻（{example!r} など）のようです。"
            "モデルはただの文字として扱います。"
            "「時」だけの数値や、朝・昼・夜などの時間帯に直してください。",
        )
    if profile.mostly(_AMOUNT) and not profile.is_code:
        return Text(
            en=f"Column {name!r} holds numbers written like {example!r}: not taken as amounts. "
            "Write them with digits and a decimal point only, such as 1234.5.",
            ja=f"{name!r}列の {example!r} のような書き方は、数値として扱えません。"
            "1234.5のように、数字と小数点だけで書いてください。",
        )
    return None


def _target(profile: Profile, types: Mapping[str, ColumnType], name: str) -> ColumnType:
    """The target's type, if it can be predicted."""
    kind = types.get(name)
    if kind == "categorical" and profile.distinct == 2:
        kind = "binary"
    problem = None
    if kind is None:
        problem = Text(
            en="has no values; expected one in each row to learn from. Choose another target.",
            ja="には値がありません。学習には各行に値が必要です。別の列を指定してください。",
        )
    elif len(types) < 2:
        problem = Text(
            en="is the only column with values; expected at least one more to predict it from. "
            "Add columns.",
            ja="以外の列には値がありません。予測の材料になる列を加えてください。",
        )
    elif profile.distinct < 2:
        only = short(profile.example)
        problem = Text(
            en=f"has one value only, {only!r}: there is nothing to tell apart. Add rows with "
            "another value, or choose another target.",
            ja=f"の値は {only!r} だけなので、見分けるものがありません。"
            "別の値を持つ行を加えるか、別の列を指定してください。",
        )
    elif kind == "text":
        problem = Text(
            en="holds texts, most of them different; expected classes or numbers. Choose another "
            'target, or say "categorical" in types if these are classes.',
            ja="の値はほとんどが異なる文章です。クラスか数値が必要です。別の列を指定するか、"
            'クラスであれば types で "categorical" と指定してください。',
        )
    elif kind == "categorical" and profile.distinct > MOST_CLASSES:
        problem = Text(
            en=f"has {_distinct(profile)} different values, such as {short(profile.example)!r}; "
            f"expected at most {MOST_CLASSES} classes, or numbers such as 1234.5. "
            "Choose another target, or put the values into fewer groups.",
            ja=f"には {short(profile.example)!r} など{_distinct(profile)}種類の値があります。"
            f"クラスは{MOST_CLASSES}種類以下、または1234.5のような数値にしてください。"
            "別の列を指定するか、値を少数のグループにまとめてください。",
        )
    elif kind == "binary" and profile.distinct != 2:
        problem = Text(
            en=f"is declared binary but has {_distinct(profile)} different values; expected two. "
            'Set "categorical" in types.',
            ja=f"は binary と指定されていますが、値が{_distinct(profile)}種類あります。"
            'types で "categorical" と指定してください。',
        )
    elif kind == "numeric" and not profile.numbers:
        problem = Text(
            en=f"is declared numeric but contains no numbers, only {short(profile.example)!r} or "
            "the like. Set a different type in types.",
            ja=f"は numeric と指定されていますが、値は {short(profile.example)!r} などで、"
            "数値がありません。types で別の型を指定してください。",
        )
    if problem or kind is None:
        raise WorkshopError(
            text(en=f"The target {name!r} {problem}", ja=f"予測する列 {name!r} {problem}")
        )
    return kind


def _distinct(profile: Profile) -> str:
    return f"{profile.distinct:,}" + "+" * (profile.distinct == MOST_VALUES)
