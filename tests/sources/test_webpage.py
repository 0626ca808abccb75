"""A saved page becomes its main text; its metadata says title, day, site, address, language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geoconflict.errors import UnreadableDocumentError
from geoconflict.sources import read_documents

if TYPE_CHECKING:
    from pathlib import Path

    from geoconflict.model import Document

ARTICLE = """<article><h1>Strikes hit Idlib</h1>
<p>Five soldiers were killed in <a href="x">Idlib</a> province on Monday when their post came under
<b>shelling</b>, the ministry said in a statement that was released on the same evening.</p>
<h2>What is known</h2>
<p>Residents of Saraqib said that aircraft had struck a market<sup>[1]</sup> and a school in an area
of 3 km<sup>2</sup>. <del>Ten people died.</del></p>
<ul><li>Saraqib: three killed</li><li>Taftanaz: five wounded in the raid on the air base</li></ul>
<table><tr><th>Place</th><th>Killed</th></tr><tr><td>Saraqib</td><td>3</td></tr></table>
</article>"""
PAGE = f"""<!DOCTYPE html>
<!-- saved from url=(0038)https://news.example.org/2020/idlib -->
<html lang="en-GB"><head><meta charset="utf-8"><title>Strikes hit Idlib | Example News</title>
%s</head><body><nav><a href="/">Home</a> <a href="/world">World news and weather</a></nav>
{ARTICLE}<footer>Copyright 2024 Example News. All rights reserved.</footer></body></html>"""
SITE = '<meta property="og:site_name" content="Example News">'


def read(tmp_path: Path, markup: str | bytes, name: str = "a.html") -> Document:
    path = tmp_path / name
    path.write_bytes(markup.encode() if isinstance(markup, str) else markup)
    (document,) = read_documents(path)
    return document


def test_the_main_text_is_read_and_nothing_round_it(tmp_path: Path) -> None:
    text = read(tmp_path, PAGE % SITE).text
    assert "\n\nWhat is known\n\n" in text
    assert "came under shelling, the ministry said" in text.replace("\n", " ")
    assert "struck a market and a school in an area of 3 km2." in " ".join(text.split())
    assert "- Saraqib: three killed\n- Taftanaz: five wounded in the raid on the air base" in text
    assert "\n\nPlace; Killed\n\nSaraqib; 3" in text
    for absent in ("Home", "weather", "Copyright", "Ten people", "<"):
        assert absent not in text


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished":'
         ' "2020-02-10T23:30:00+03:00", "dateModified": "2021-01-01"}]}</script>', "JSON-LD"),
        ('<script type="application/ld+json">{broken</script>'
         '<meta property="article:published_time" content="2020-02-10T10:00:00Z">',
         "article:published_time"),
        ('<meta name="DC.date.issued" content="2020-02-10">', "dc.date.issued"),
        ('<meta name="pubdate" content="Mon, 10 Feb 2020 10:00:00 GMT">', "pubdate"),
        ('</head><time class="entry-date published" datetime="2020-02-10T10:00">10 Feb</time>',
         "time of publication"),
    ],
)  # fmt: skip
def test_the_day_comes_from_metadata_and_is_shown(tmp_path: Path, head: str, says: str) -> None:
    document = read(tmp_path, PAGE % head)
    assert (document.published, document.published_basis) == (dt.date(2020, 2, 10), "document")
    assert says in document.notes[-1]


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta property="article:modified_time" content="2020-02-10">',
        '<time class="updated" datetime="2020-02-10"></time>',
        '<meta name="date" content="10/02/2020">',
    ],
)
def test_no_day_is_made_up(tmp_path: Path, head: str) -> None:
    assert read(tmp_path, PAGE % head).published is None


def test_title_site_address_and_language_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE % SITE)
    assert document.title == "Strikes hit Idlib"
    assert document.source == "Example News"
    assert document.url == "https://news.example.org/2020/idlib"
    assert document.language == "en-GB"
    assert document.notes == ()
    document = read(tmp_path, PAGE % '<link rel="canonical" href="https://www.other.example/x">')
    assert document.url == "https://www.other.example/x"
    assert document.source == "other.example"


def test_declared_encodings_are_believed(tmp_path: Path) -> None:
    markup = '<html><head><meta charset="windows-1251"></head><body><p>Бои у Сватово.</p></body>'
    document = read(tmp_path, markup.encode("cp1251"))
    assert document.text == "Бои у Сватово.\n"
    assert "windows-1251" in document.notes[0]
    declared = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Gao é.</p></body></html>'
    assert read(tmp_path, declared).text == "Gao é.\n"


def test_a_page_named_text_is_read_as_a_page_only_when_it_clearly_is(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE % SITE, name="a.txt")
    assert "<" not in document.text
    assert "HTML page by its content" in document.notes[0]
    plain = "Clashes in Gao.\n<html> was the first word of the leaflet.\n"
    assert read(tmp_path, plain, name="a.txt").text == plain
    document = read(tmp_path, "Clashes in Gao, no tags.\n", name="a.htm")
    assert document.text == "Clashes in Gao, no tags.\n"
    assert "no HTML tags" in document.notes[0]


@pytest.mark.parametrize(
    "markup",
    ["<html><body><div id=app></div><script>draw('Gao')</script></body></html>", "<!-- a -->",
     "<div>" * 5000 + "x"],
)  # fmt: skip
def test_pages_without_text_are_refused(tmp_path: Path, markup: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="holds no"):
        read(tmp_path, markup)


def test_a_page_without_main_text_is_read_whole_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    document = read(
        tmp_path, "<body><nav>Menu</nav><p>Clashes in<br><b>Gao</b>.</p><div>More.</div>"
    )
    assert document.text == "Clashes in\n\nGao.\n\nMore.\n"
    assert "no main text stood out" in document.notes[0]


def test_quotes_keep_their_paragraphs_and_json_ld_names_the_publisher(tmp_path: Path) -> None:
    quote = (
        "<blockquote>They said:<p>We heard the planes all night over the town of Binnish.</p>"
        "<ul><li>Nobody slept.</li></ul></blockquote></article>"
    )
    head = (
        '<script type="application/ld+json">[{"@type": ["Report", "Article"], "headline": "Nights '
        'of Binnish", "inLanguage": "en", "publisher": [{"name": "Watch"}], "mainEntityOfPage": '
        '{"@id": "https://watch.example/1"}}]</script>'
    )
    page = (PAGE % head).replace("</article>", quote).replace("<!-- saved", "<!-- not saved")
    document = read(tmp_path, page)
    assert "\n\nWe heard the planes all night over the town of Binnish." in document.text
    assert (document.title, document.source) == ("Nights of Binnish", "Watch")
    assert document.url == "https://watch.example/1"


def test_the_heading_or_the_title_element_names_a_page(tmp_path: Path) -> None:
    assert read(tmp_path, "<title>A | B</title><h1>A day</h1><p>Gao.</p>").title == "A day"
    assert read(tmp_path, "<title>A day</title><p>Clashes in Gao.</p>").title == "A day"


def test_a_huge_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="at most 20 MB"):
        read(tmp_path, b"<html>" + b" " * 20_000_001)
