"""A web page's tree in, what its metadata says out: title, day, site, address, language."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from geoconflict.sources.blocks import tidy
from geoconflict.sources.drafting import Metadata
from geoconflict.sources.publication import StatedDay, find_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

# Names of meta tags (name, property or itemprop), best first, in lower case.
_DAY_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "citation_publication_date",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish_date", "publish-date",
    "publication_date", "date",
)  # fmt: skip
_TITLE_NAMES = ("og:title", "dcterms.title", "dc.title", "citation_title", "twitter:title")
_SITE_NAMES = ("og:site_name", "dcterms.publisher", "dc.publisher", "publisher", "application-name")
_AUTHOR_NAMES = ("author", "dc.creator", "dcterms.creator", "citation_author")
_LANGUAGE_NAMES = ("og:locale", "dcterms.language", "dc.language", "content-language", "language")
_ARTICLES = re.compile(r"Article|Report|BlogPosting|LiveBlog|WebPage|Posting", re.IGNORECASE)
_DAY_CLASS = re.compile(r"publish|pubdate|entry-date|post-date|article-date", re.IGNORECASE)
_CHANGED_CLASS = re.compile(r"modif|updat", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# Browsers leave the address in a comment when they save a page.
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(?P<url>https?://\S+)"
)
_HEAD_CHARS = 20_000
_MAX_JSON_NODES = 5_000
_MAX_TITLE_CHARS = 300


def read_page_metadata(tree: Any, markup: str) -> Metadata:
    """Return a page's metadata: JSON-LD, then meta tags, then elements that say what they are.

    Parameters
    ----------
    tree
        The page as an lxml tree.
    markup
        The page as written; its first comment may say where it was saved from.
    """
    meta = _read_meta(tree)
    articles = list(_iter_articles(tree))
    day, where = _find_day(tree, meta, articles)
    url = _find_url(tree, meta, articles, markup)
    names = (_name_of(article.get("publisher")) for article in articles)
    source = (
        _first(meta, _SITE_NAMES)
        or next((name for name in names if name), "")
        or next((name for a in articles if (name := _name_of(a.get("author")))), "")
        or _first(meta, _AUTHOR_NAMES)
        or re.sub(r"^https?://(?:www\.)?([^/:?#]+).*$", r"\1", url)
    )
    return Metadata(
        title=_find_title(tree, meta, articles),
        stated=StatedDay(day=day, where=where) if day else None,
        source=_line(source),
        url=url,
        language=_find_language(tree, meta, articles),
    )


def _read_meta(tree: Any) -> dict[str, str]:
    """Return the contents of meta tags by lower-case name; the first of each name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _first(meta: dict[str, str], names: Sequence[str]) -> str:
    """Return the first meta tag of those named."""
    return next((meta[name] for name in names if name in meta), "")


def _iter_articles(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects that describe an article, in document order."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            loaded = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        queue: list[Any] = [loaded]
        seen = 0
        while queue and seen < _MAX_JSON_NODES:
            node = queue.pop(0)
            seen += 1
            if isinstance(node, list):
                queue[:0] = node[:_MAX_JSON_NODES]
            elif isinstance(node, dict):
                kinds = node.get("@type")
                if _ARTICLES.search(
                    " ".join(map(str, kinds if isinstance(kinds, list) else [kinds]))
                ):
                    yield node
                queue.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _find_day(
    tree: Any, meta: dict[str, str], articles: Sequence[dict[str, Any]]
) -> tuple[dt.date | None, str]:
    """Return the day of publication and what says it."""
    for article in articles:
        day = find_day(str(article.get("datePublished") or ""))
        if day:
            return day, "the page's metadata (JSON-LD datePublished)"
    for name in _DAY_NAMES:
        day = find_day(meta.get(name, ""))
        if day:
            return day, f"the page's metadata ({name})"
    for element in tree.iter("time", "span", "abbr", "p", "div"):
        is_stated = (element.get("itemprop") or "").lower() == "datepublished"
        is_classed = element.tag == "time" and (
            "pubdate" in element.attrib or _DAY_CLASS.search(element.get("class") or "")
        )
        if not (is_stated or is_classed) or _CHANGED_CLASS.search(element.get("class") or ""):
            continue
        value = element.get("datetime") or element.get("content") or element.get("title")
        day = find_day(value or "") or find_day("".join(element.itertext())[:100])
        if day:
            return day, "the page's time of publication"
    return None, ""


def _find_title(tree: Any, meta: dict[str, str], articles: Sequence[dict[str, Any]]) -> str:
    """Return the report's title, without the name of the site."""
    for article in articles:
        headline = article.get("headline")
        if isinstance(headline, str) and headline.strip():
            return _line(headline)
    given = _line(_first(meta, _TITLE_NAMES))
    headings = [line for e in tree.iter("h1") if (line := _line("".join(e.itertext())))]
    titles = [line for e in tree.iter("title") if (line := _line("".join(e.itertext())))]
    if given:
        return _without_site(given, meta)
    if len(headings) == 1:
        return headings[0]
    return _without_site(titles[0], meta) if titles else (headings[0] if headings else "")


def _without_site(title: str, meta: dict[str, str]) -> str:
    """Return a title without the site's name after a bar or dash."""
    site = meta.get("og:site_name", "").strip()
    if site:
        title = re.sub(rf"\s*[|–—-]\s*{re.escape(site)}\s*$", "", title)
    return title


def _find_url(
    tree: Any, meta: dict[str, str], articles: Sequence[dict[str, Any]], markup: str
) -> str:
    """Return the page's own address, empty where it does not say it."""
    given = [
        element.get("href")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    given.append(meta.get("og:url"))
    for article in articles:
        main = article.get("mainEntityOfPage")
        given += [article.get("url"), main.get("@id") if isinstance(main, dict) else main]
    saved = _SAVED_FROM.search(markup[:_HEAD_CHARS])
    given.append(saved["url"] if saved else None)
    for url in given:
        if isinstance(url, str) and re.match(r"https?://[^\s/]+", url.strip()):
            return url.strip().split()[0]
    return ""


def _find_language(tree: Any, meta: dict[str, str], articles: Sequence[dict[str, Any]]) -> str:
    """Return the language tag that the page gives."""
    given = [tree.get("lang"), tree.get("xml:lang"), _first(meta, _LANGUAGE_NAMES)]
    given += [article.get("inLanguage") for article in articles]
    for tag in given:
        if isinstance(tag, str) and _LANGUAGE_TAG.fullmatch(tag.strip()):
            return tag.strip().replace("_", "-")
    return ""


def _name_of(value: Any) -> str:
    """Return the name of a JSON-LD person or organisation, or of the first of several."""
    if isinstance(value, list):
        return next((name for item in value if (name := _name_of(item))), "")
    if isinstance(value, dict):
        value = value.get("name")
    if not isinstance(value, str) or value.startswith(("http://", "https://")):
        return ""
    return value.strip()


def _line(text: str) -> str:
    """Return a text as one tidy line."""
    return " ".join(tidy(text).split())[:_MAX_TITLE_CHARS]
