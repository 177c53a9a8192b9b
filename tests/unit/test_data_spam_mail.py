"""The spam mails: nothing in them leads to a person, and what lessons show is as it was read."""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import re

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

from mlworkshop import data
from mlworkshop.course import structure

FOLDER = structure.root() / "datasets" / "spam_mail"

# Written apart from those of the script that replaces them, and wider. Each with texts that it must
# find, so that it can fail, and the script is tried on.
TRACES = {
    "mail address": (
        r"\w@|@\s?[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2}|(?i:mailto:)|%40|&#64;",
        ["ann.lee@example.com", "mailto:x", "ann @ mail.example.org", "joe@localhost", "a%40b"],
    ),
    "mail address in words": (
        r"(?i)\w\s?[\[({</_]at[\])}>/_]\s?\w+\s?(?:\.|[\[({</_]dot)"
        r"|\w at \w+ dot \w|\b\w+\.\w+ at [\w.-]+\.(?:com|org|net|ie|fi|de)\b",
        [
            "ann (at) example.com",
            "ann at example dot com",
            "ann.lee at example.com",
            "a /at/ b.org",
        ],
    ),
    "IPv4 address": (
        r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)",
        ["192.0.2.1", "http://198.51.100.23:81/x", "[203.0.113.9]"],
    ),
    "hardware address or IPv6": (
        r"(?i)\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b|(?<![:\w])[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}\b",
        ["00:00:5e:00:53:01", "2001:db8:0:0:0:0:0:1"],
    ),
    "telephone number": (
        r"\+\s?\d[\d ()./-]{7,}\d"
        r"|\(?\d{3}\)?[-. /]{1,3}\d{3}[-. ]{1,2}\d{4}(?!\d)"
        r"|(?<![\w.,:/+-])0\d{1,4}[ -]\d{3,4}[ -]?\d{3,4}(?!\d)"
        r"|(?i:\b(?:tel|phone|fax|mobile|gsm)\b[ .:]{0,4}[+(]?\d[\d ().-]{5,}\d)",
        [
            "(212) 555-0123",
            "1-800-555-0199",
            "+44 20 7946 0123",
            "+81-3-1234-5678",
            "020 7946 0123",
            "Tel: 03 1234 5678",
            "fax 555-0100",
            "212.555.0100",
        ],
    ),
    "long number": (
        r"(?<!\b\d\.)\d{7,}|(?<!\d)\d{4}([ -])\d{4}\1\d{4}",
        ["4111 1111 1111 1111", "x1234567"],
    ),
    "query of an address": (
        r"\w://[^\s<>\"]*[?#&=](?!\[url_query\])|[?&]\w+=\w",
        ["http://example.com/a.cgi?id=ann", "http://example.com/#top", "http://example.com/a&b=c"],
    ),
    "name in an address": (r"\w://[^\s/<>]*@", ["ftp://ann:secret@example.com/x"]),
    "half a placeholder": (r"\[(?:mail|phone|ip|long|url)_\w*(?!\w*\])\Z", ["text [mail_addr"]),
}


PLACEHOLDERS = ["mail_address", "phone_number", "ip_address", "long_number", "url_query"]


@pytest.fixture(scope="module")
def mails():
    return data.spam_mail()


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_spam_mail", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("trace", TRACES)
def test_no_mail_leads_to_a_person_or_machine(mails, trace):
    pattern, examples = TRACES[trace]
    for example in examples:
        assert re.search(pattern, example), f"the pattern misses {example}"
    found = [
        (mail_id, match[0])
        for column in ("subject", "body")
        for mail_id, text in mails[column].items()
        for match in re.finditer(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "example",
    [
        example
        for trace, (_, examples) in TRACES.items()
        for example in examples
        if trace != "half a placeholder"
    ],
)
def test_the_script_replaces_every_trace(build, example):
    cleaned = build.without_contacts(f"Hello {example} there")
    assert cleaned != f"Hello {example} there"
    assert cleaned.startswith("Hello ")
    assert cleaned.endswith(" there")
    for pattern, _ in TRACES.values():
        assert not re.search(pattern, cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "On Thu, 22 Aug 2002 12:36:23 -0400 we wrote",
        "2002-08-22, 22.08.2002 and 08/22/2002",
        "kernel 2.4.18-10, RH 7.3",
        "$10,000,000 or 1,500.00 for 500,000 people, 97.5 %",
        "http://www.example.com/news/2002/08/page.html",
        "meet me at noon, 5 @ $20 each",
        "-18.5 0.195 0.564 0.117",
        "my @list = sort @_;",
    ],
)
def test_the_script_leaves_other_numbers_alone(build, text):
    assert build.without_contacts(text) == text


def test_a_url_keeps_host_and_path(build):
    url = "http://ann:secret@www.example.com/a/b.cgi?to=ann@example.com#top"
    assert build.without_contacts(f"<{url}>") == "<http://www.example.com/a/b.cgi?[url_query]>"


def test_html_becomes_what_a_reader_sees(build):
    source = (
        "<html><style>p {color: red}</style><body><!-- x --><p>Buy&nbsp;<b>n</b>ow<br>or"
        '\nnever <a href="http://example.com">here</a></body></html>'
    )
    assert build.tidy(build.html.unescape(build.seen_by_reader(source))) == "Buy now\nor never here"


def test_cutting_leaves_no_half_placeholder(build):
    text = "x" * (build.BODY_LENGTH - 6) + " [mail_address] and more"
    assert build.cut(text) == "x" * (build.BODY_LENGTH - 6)
    assert build.cut("short [mail_address]") == "short [mail_address]"


def test_the_table_is_as_documented(mails):
    assert mails.index.name == "mail_id"
    assert mails.index.is_unique
    assert mails.index.is_monotonic_increasing
    assert mails.columns.tolist() == ["subject", "body", "group", "spam", "reviewed"]
    assert mails["group"].cat.categories.tolist() == ["spam", "easy ham", "hard ham"]
    assert mails["spam"].dtype == mails["reviewed"].dtype == bool
    assert mails.notna().all(axis=None)
    assert (mails["spam"] == (mails["group"] == "spam")).all()
    assert mails["body"].str.len().max() == 2000


def test_each_mail_is_there_once_and_says_something(mails):
    assert not mails.duplicated(["subject", "body"]).any()
    assert (mails["subject"].str.len() + mails["body"].str.len() > 0).all()


def test_no_control_characters(mails):
    for column in ("subject", "body"):
        assert not mails[column].str.contains(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]").any()


def test_the_file_is_packed_without_time_and_name():
    header = (FOLDER / "spam_mail.csv.gz").read_bytes()[:8]
    assert header[3] == 0, "no file name"
    assert header[4:8] == b"\0" * 4, "no time"


def test_line_ends_are_the_same_everywhere():
    assert b"\r" not in gzip.decompress((FOLDER / "spam_mail.csv.gz").read_bytes())


def test_reviewed_mails_are_as_they_were_read(mails):
    with (FOLDER / "reviewed.csv").open(encoding="utf-8", newline="") as file:
        listed = {int(row["mail_id"]): row["sha256"] for row in csv.DictReader(file)}
    now = {
        mail_id: hashlib.sha256(f"{mail['subject']}\n{mail['body']}".encode()).hexdigest()
        for mail_id, mail in mails.loc[list(listed)].iterrows()
    }
    assert listed == now, "read these mails again before listing their new hash"
    assert set(mails.index[mails["reviewed"]]) == set(listed)


def test_reviewed_mails_are_of_every_group(mails):
    assert (mails[mails["reviewed"]]["group"].value_counts() >= 15).all()


EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"


def facts(mails, all_mails):
    """A column of the datasheet's table: the numbers of one group, in order."""
    texts = mails["subject"] + "\n" + mails["body"]
    copies = all_mails["body"].duplicated() & (all_mails["body"] != "")
    shares = [
        *(rf"\[{kind}\]" for kind in PLACEHOLDERS),
        *(rf"(?i)\b{word}\b" for word in ("2002", "mailman", "sightings")),
    ]
    numbers = [
        len(mails),
        mails["reviewed"].sum(),
        (mails["subject"] == "").sum(),
        (mails["body"] == "").sum(),
        (texts.str.count(EAST_ASIAN) > 20).sum(),
        mails["body"].str.len().median(),
        *(100 * texts.str.contains(pattern).mean() for pattern in shares),
        copies[mails.index].sum(),
    ]
    return [f"{round(number):,}" for number in numbers]


@pytest.fixture(scope="module")
def counted(mails):
    groups = mails["group"].cat.categories
    return [
        facts(part, mails) for part in (*(mails[mails["group"] == each] for each in groups), mails)
    ]


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_datasheet_s_numbers_are_those_of_the_data(mails, counted, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    table = [
        [cell.strip() for cell in line.strip("|").split("|")[1:]]
        for line in content.splitlines()
        if line.startswith("|") and line.count("|") == 6
    ]
    header, _, *rows = table
    assert header[:3] == mails["group"].cat.categories.tolist()
    assert [list(column) for column in zip(*rows, strict=True)] == counted


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_datasheet_tells_how_many_copies_were_dropped(mails, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    [in_package] = re.findall(r"(\d,\d{3}) (?:mails as|通が入って)", content)
    [dropped] = re.findall(r"(\d+) (?:mails went|通除き)", content)
    assert len(mails) == int(in_package.replace(",", "")) - int(dropped)


# Data change seldom, and the catalogue's checksum tells when.
@pytest.mark.parametrize(
    ("part", "least", "most"),
    [(0.3, 0.95, 0.01), pytest.param(1, 0.97, 0.005, marks=pytest.mark.slow)],
)
def test_placeholders_do_not_give_the_answer_away(mails, part, least, most):
    mails = mails.sample(frac=part, random_state=0)
    texts = mails["subject"] + "\n" + mails["body"]
    parts = train_test_split(texts, mails["spam"], test_size=0.3, random_state=0)
    accuracies = [
        make_pipeline(TfidfVectorizer(stop_words=words), LogisticRegression(C=100))
        .fit(parts[0], parts[2])
        .score(parts[1], parts[3])
        for words in (None, PLACEHOLDERS)
    ]
    assert accuracies[0] > least
    assert abs(accuracies[0] - accuracies[1]) < most
