"""Markup -> plain text, for the short pieces that feeds carry. For hostile input: only in a process of its own."""

import lxml.etree  # type: ignore[import-untyped]  # has no annotations
import lxml.html  # type: ignore[import-untyped]

_BLOCKS = frozenset((
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "section",
    "article", "figcaption", "pre", "hr", "dd", "dt",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "noscript", "iframe", "svg"))


def plain(html: str) -> str:
    """Its text, a line for each paragraph; what a reader would not see is left out. What is no markup stays."""
    if "<" not in html and "&" not in html:
        return html
    try:
        tree = lxml.html.fragment_fromstring(html.replace("\x00", " "), create_parent="div")
    except (lxml.etree.ParserError, ValueError):
        return ""
    pieces: list[str] = []
    unseen = 0
    # Walked, not recursed into: 100,000 nested elements are a feed that somebody sent.
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            text = element.tail
        else:
            hidden = element.tag in _UNSEEN
            unseen += hidden if event == "start" else -hidden
            if element.tag in _BLOCKS:
                pieces.append("\n")
            text = element.text if event == "start" else element.tail
        if text and not unseen:
            pieces.append(" ".join(text.split()) if text.strip() else " ")
            pieces[-1] = (" " if text[0].isspace() else "") + pieces[-1] + (" " if text[-1].isspace() else "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
