"""What docs/checks.md says of all checks."""

from contentflow.analysis import profile, style
from contentflow.names import ScoreName

EVIDENCE = {
    "measured in a peer-reviewed study": "somebody changed texts in this way, measured what it did,"
    " and others reviewed it",
    "observational": "pages that do well have it; that it is the cause is not shown",
    "standard": "a published standard, a style guide or the brand itself asks for it",
    "vendor claim": "who runs the search or answer engine, or sells a tool for it, says so",
    "heuristic": "practice in the trade, or our own judgement; nobody measured it",
}
ABOUT = {
    ScoreName.SEO: "Does the page say what it is about where people and search engines look, and"
    " is it easy to find one's way in? Works towards the brief's keyphrase.",
    ScoreName.READABILITY: "How easily the text is read, whatever it says. It is the Content"
    " Quality agent's.",
    ScoreName.BRAND: "Does the text sound like the brand? It applies once a voice is chosen. A tone"
    " brings limits of its own. A voice of your own is a list of terms, and bands fitted from your"
    f" samples ({profile.LEAST_WORDS} words or more): each sample is compared with all the others,"
    " and the band is as wide as nine of ten of them lie apart, so the samples say how much may"
    f" vary. Few samples are compared in passages of about {style.PIECE} words.",
    ScoreName.GEO: "Generative engine optimisation: can an answer engine lift an answer out of the"
    " text, and can its readers check it? No check rewards a figure, quotation or source that"
    " neither the brief nor its sources give, and no agent may add one.",
}
METRICS = {
    "words": "words of the text, headings, lists and tables among them; code is not counted",
    "sentences": "sentences of the text, headings among them",
    "paragraphs": "paragraphs with words",
    "flesch": "Flesch reading ease: 206.835 − 1.015 × words per sentence"
    " − 84.6 × syllables per word",
    "flesch_grade": "Flesch-Kincaid grade: 0.39 × words per sentence + 11.8 × syllables per word"
    " − 15.59",
    "passive_percent": "sentences in the passive voice, of the sentences of paragraphs and lists",
    "transition_percent": "sentences with a transition word, of the same",
    "long_sentence_percent": "sentences of more than 20 words, of the same",
    "keyphrase_count": "times all words of the keyphrase stand in one sentence, in any order;"
    " word forms count unless they are left out",
    "keyphrase_count_exact": "the same without word forms, always",
    "keyphrase_density_percent": "occurrences per 100 words",
}
INTRODUCTION = """\
# Every check

*Written from the code by `make docs`; a change here is lost. The words about a check stand in
its rule in `contentflow/analysis/`.*

contentflow does not ask a model for a score. It measures. Each of the four scores (SEO,
readability, brand, GEO) is made of checks, and a check shows its value, its threshold, the places
it is about, and where the threshold comes from. The same checks run on the campaign page, in the
agents, and in `python -m contentflow analyse`.

## How a score is made

- Every check has a **weight**. It earns all of it when its rating is *good*, half when it *needs
  work*, nothing when it is *poor*. A check without a weight is advice.
- A check that **does not apply** counts on neither side: without images nothing is said about
  their descriptions, without a keyphrase nothing about the keyphrase.
- The **score** is points earned of points possible, times 100, rounded. So 100 means that
  everything that applies is good, and half the points are 50. When nothing applies there is no
  score: brand has none until a voice is chosen.
- The **overall** score is the rounded mean of the scores that apply. Targets are {targets}.
- Every check keeps its **distance** to the threshold in its own unit. An agent's edit is kept only
  when its score rises, or stays equal while the distance shrinks, and no other score is hurt.
- A check marks at most {spans} places. A mark is a block and the characters from start to end of
  that block's Markdown source, or of the title, the description or the slug.

## How a text is read

- **Blocks.** Markdown is cut into headings, paragraphs, lists, quotes, tables, code and images.
  Reading works on blocks, so after a change of one paragraph only that one is read anew.
- **Words and sentences.** Markup is blanked out, never removed: a place in the text stays that
  place. Code has no words. A heading, an item of a list and a row of a table never run into the
  next one.
- **Word forms.** The keyphrase is found when all its words that carry meaning stand in one
  sentence, in any order. *Desks* is found for *desk*, *running* for *run* (Snowball's English
  stemmer); words such as *the* or *for* are not looked for. A form that shares no stem (*bought*,
  *buy*) is not found. `--no-word-forms` finds words only as they are written.
- **Language.** Content is English in this version. A text of 20 words or more in which fewer than
  15 of 100 words are English function words is not taken for English. What is only counted
  (lengths, links, headings, images) is measured all the same; these checks then do not apply:
  {english}.
"""
