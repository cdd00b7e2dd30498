"""What the words of a page are, and whether they are written as French is printed."""

import html
import re

FAULTS = {
    "a plain space before a double sign": re.compile(r"\w [;:!?»]"),
    "a plain space after a guillemet": re.compile(r"« "),
    "no space before a double sign": re.compile(r"[a-zé][;!?](?:\s|$)"),
    "a straight apostrophe": re.compile(r"\w'\w"),
    "two stops": re.compile(r"\.\.(?!\.)"),
    "a space before a comma or a stop": re.compile(r"\s[,.](?:\s|$)"),
}


def typographic_faults(words: str) -> dict[str, list[str]]:
    """What is wrong in `words`, by rule; empty when all is well."""
    found = {}
    for name, rule in FAULTS.items():
        if places := [words[max(0, spot.start() - 30) : spot.end() + 10] for spot in rule.finditer(words)]:
            found[name] = places
    return found


def words_of(page: str) -> str:
    """What a reader of the page's body reads: text without tags, one space between words."""
    body = page.partition("<body")[2] or page
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", body)
    # Inside a sentence a tag is nothing, elsewhere it parts two blocks.
    body = re.sub(r"</?(?:a|em|strong|span|mark|sup|small)\b[^>]*>", "", body)
    # Blanks of the source become one; no-break spaces stay what they are.
    return re.sub(r"[ \t\n]+", " ", html.unescape(re.sub(r"(?s)<[^>]*>", " ", body)))
