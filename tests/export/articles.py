"""Texts to export: a decent one with everything Markdown has, and some that mean no good."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from contentflow import document as documents
from contentflow.document import Document
from contentflow.export.article import Article, writable_document
from contentflow.names import CampaignStatus, ContentType, VersionKind

MADE = datetime(2026, 11, 25, 14, 3, 58, tzinfo=UTC)
TITLE = 'Standing desks: "worth it"?'
META = "What a desk & chair 'cost' <you>: a guide."
DATA = """```json
{
  "@context": "https://schema.org",
  "@graph": [
    {"@type": "Article", "headline": "Standing desks </script><script>alert(1)</script>",
     "url": "https://example.com/standing-desks"},
    {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Is it worth it?",
      "acceptedAnswer": {"@type": "Answer", "text": "Yes, at 400 €."}}]}
  ]
}
```"""
DECENT = f"""A desk with **bold**, *em*, ***both***, `code` and [a link](https://example.com/a?b=1&c=2).
A second line, and a break  
after it.

## What it costs

- one
- two with [another link](/prices)
  - nested
    - deeper
- three

  with a second paragraph

1. first
2. second
   1. inner
3. third

A paragraph.

5. five
6. six

> Sit *less*.
>
> > Said she.

| Desk | Price |
|:-----|------:|
| Small | **400** € |
| Large | [800](https://example.com/large) € |

```python
def rise():
    return "<b>"
```

![A desk](https://example.com/desk.png)

---

{DATA}
"""  # noqa: W291 - two spaces are Markdown's line break

LONG_LINE = "word " * 2_000 + "x" * 10_000
HOSTILE = {
    "raw html": "<div onclick='alert(1)'>x</div>\n\n<script>alert(1)</script>\n\na <b>b</b> `<i>`",
    "unclosed": "<!-- open\n\n<style>*{}\n\n<table><tr><td>x",
    "script link": "[x](javascript:alert(1)) ![y](javascript:alert(2)) <javascript:alert(3)>",
    "script reference": "[x]\n\n[x]: javascript:alert(1)",
    "encoded link": "[x](&#106;avascript:alert(1)) [y](java\tscript:alert(1))",
    "data image": "![x](data:text/html,<script>alert(1)</script>) ![](data:image/png;base64,AA==)",
    "empty addresses": "![]() [x]() ![](<>) [](<>)",
    "strange addresses": "[x](http://[) [z](http://a b) <http://ok.example/ü?q=%zz>",
    "broken table": "| a | b\n|--|--|--|\n| 1 |\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| <b> |",
    "long line": LONG_LINE,
    "long heading": "# " + "y" * 10_000,
    "right to left": "## مرحبا\n\nهذا نص **مهم** 400 €.\n\n- أول\n- ثان\n\n"
    "| أ | ب |\n|---|---|\n| ١ | ٢ |",
    "emoji": "A family 👩‍👩‍👧‍👦 and a flag 🏳️‍🌈.\n\n# 🎉",
    "controls": "a\x00b\x01c\x0bd\x1be\x7ff\x9bg\ud800h\ufffei\U0001ffffj \u2028 \u202e k",
    "deep": "> " * 60 + "deep\n\n" + "".join("  " * n + "- x\n" for n in range(40)),
    "stars": "*" * 3_000 + "a" + "[" * 3_000,
    "front matter": "---\ntitle: x\n---\n\n--- \n\n...",
    "open fence": "~~~html\n<script>alert(1)</script>",
    "bad data": '```json\n{"@context": "https://schema.org", "@type": "Article", }\n```',
    "no number": '```json\n{"@context": "https://schema.org", "@type": "Article", "x": NaN}\n```',
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &nbsp;",
    "template": "{{ 7*7 }} {% raw %} ${x} <%= 1 %>",
    "nothing": "",
}


def document_of(markdown: str, **front: str) -> Document:
    named = {"title": TITLE, "meta_description": META, "slug": "standing-desks", **front}
    return writable_document(replace(documents.parse(markdown), **named))


def article_of(markdown: str = DECENT, **changes: Any) -> Article:
    """A version of a campaign, as `article.read` would read it."""
    read: dict[str, Any] = {
        "campaign_id": "01997f00-0000-7000-8000-0000deadbeef",
        "name": "Desks",
        "topic": "How to choose a standing desk",
        "content_type": ContentType.HOW_TO,
        "status": CampaignStatus.COMPLETED,
        "owner": "Maya Chen",
        "dated": MADE,
        "number": 3,
        "kind": VersionKind.AGENT,
        "made_by": "SEO",
        "made_at": MADE,
        "document": document_of(markdown),
        "latest": 3,
        "brief": {"keyphrase": "standing desk", "target_words": 800},
        "scores": {"seo": 84, "readability": 66, "brand": None, "geo": 75},
        "overall": 75,
    }
    return Article(**{**read, **changes})
