"""The GEO checks: can a generative engine lift an answer out of the text, and may it trust it.

Each check says how well its threshold is founded. Fluent wording, which the same study measured
to help, is the business of the readability checks.
"""

from contentflow.analysis import answers, byline, evidence, quotations, structured_data
from contentflow.analysis.checks import Analysis
from contentflow.analysis.rules import Rule, Subject, run
from contentflow.names import ScoreName

MEASURED = "measured in a peer-reviewed study"
OBSERVATIONAL = "observational"
VENDOR = "vendor claim"
HEURISTIC = "heuristic"
AGGARWAL = "Aggarwal et al. 2024, GEO: Generative Engine Optimization (KDD ’24)"
_STUDIED = f"{AGGARWAL}: adding them raised visibility; how many is our choice"
_SYNTHETIC = "The study rewrote pages for GPT-3.5 and Perplexity; other engines may differ."

# What is often advised and counts for nothing here, with the reason.
NO_WEIGHT = (
    (
        "llms.txt",
        "It belongs to a site, not to a text; Google says that its search does not use it, and"
        " no study has shown that engines cite pages more often for it.",
    ),
)

RULES = (
    Rule(
        "answer_first", "Answer first", "keyphrase answered in the first 60 words", 6,
        "Open with one plain sentence that names the keyphrase and answers it.",
        "Passages are retrieved by their openings; the 60 words are ours",
        answers.measure_answer_first, HEURISTIC,
        unit="answers",
        formula="1 when a statement of 5 words or more that begins in the first 60 words (byline"
        " left out) holds the keyphrase and a verb that states; 0.5 when it is only named.",
        limits="It sees that something is stated, not whether that is the answer. English only.",
    ),
    Rule(
        "definition_sentence", "Definition sentence", "at least 1", 4,
        "Write one sentence of the form “keyphrase is …”.",
        "Definitions are common among passages that answer engines quote",
        answers.measure_definition, OBSERVATIONAL,
        unit="definitions",
        formula="1 when a statement of the running text holds the keyphrase and “is a”, “means”,"
        " “refers to” or the like.",
        limits="It knows the form, not whether the definition is right. English only.",
    ),
    Rule(
        "question_headings", "Questions answered at once", "at least a quarter of subheadings", 3,
        "Word a subheading as the question that the first sentence of its section answers.",
        "Common GEO practice", answers.measure_questions, HEURISTIC,
        unit="%",
        formula="Subheadings of level 2 and 3 that ask and whose section begins with a statement"
        " of 4 to 40 words, as a share of all subheadings; from 2 subheadings on.",
        limits="Any short statement counts as an answer, unless it puts the answer off"
        " (“In this section …”).",
    ),
    Rule(
        "self_contained", "Self-contained passages", "90% of sections or more", 4,
        "Name the thing instead of beginning a section with this, it or they.",
        "Passages are quoted without their neighbours; the share is ours",
        answers.measure_self_contained, HEURISTIC,
        unit="%",
        formula="Headed sections whose first sentence neither begins with this, it, they, there"
        " and the like nor points to “above” or “below”, as a share of all with running text.",
        limits="Only the first sentence is looked at; “it” may be harmless there. English only.",
    ),
    Rule(
        "statistics", "Supported figures", "at least 3 per 1,000 words, or all the brief has", 5,
        "Use a figure that the brief or its sources give, and link its source beside it.",
        _STUDIED, evidence.measure_statistics, MEASURED,
        unit="per 1,000 words",
        formula="Distinct figures with a unit that the brief or its sources state, the source"
        " linked in the same block where it is a page. Without figures in the brief it does not"
        " apply. A bare file: figures beside a link or “according to NAME”, from 200 words on.",
        limits=f"A figure of the brief counts though its sentence may misuse it. {_SYNTHETIC}",
    ),
    Rule(
        "quotations", "Attributed quotations", "at least 1 with its speaker named", 4,
        "Quote a source of the brief word for word, and name who said it.",
        _STUDIED, quotations.measure, MEASURED,
        unit="quotations",
        formula="Distinct quotations of 4 words or more with a named speaker within 120"
        " characters, word for word in a source of the brief. Without such words in a source it"
        " does not apply. A bare file: any quotation with a speaker, from 200 words on.",
        limits=f"Who speaks is told by “said”, “according to” or a dash and a name. {_SYNTHETIC}",
    ),
    Rule(
        "cited_sources", "Cited sources", "1 per 500 words, or all the brief has", 5,
        "Link a source of the brief beside what it says.",
        _STUDIED, evidence.measure_sources, MEASURED,
        unit="per 1,000 words",
        formula="Distinct pages of the brief's sources that the text links. Without pages in the"
        " brief it does not apply. A bare file: distinct other hosts linked.",
        limits=f"Whether the page says what it is cited for is not read. {_SYNTHETIC}",
    ),
    Rule(
        "named_entities", "Named things", "at least 3 per 1,000 words, or all the brief has", 2,
        "Name the people, firms, places or products of the brief where you speak of them.",
        "Common GEO practice", evidence.measure_names, HEURISTIC,
        unit="per 1,000 words",
        formula="Distinct names (runs of capitalised words inside a sentence, words in capitals)"
        " of running text and tables that the brief or its sources use; months and the author"
        " left out. A bare file: any names, from 200 words on.",
        limits="Capitals stand for names: a name in small letters or only at a sentence's start"
        " is missed.",
    ),
    Rule(
        "freshness", "Freshness", "a date within 12 months of the brief's", 2,
        "Say when the text was written or updated.",
        "Ahrefs 2025: pages that AI assistants cite are younger than those Google ranks; the"
        " months are ours",
        byline.measure_freshness, OBSERVATIONAL,
        unit="months",
        formula="Months between the brief's date and the nearest date or year of title and text"
        " that the brief supports; needs work up to 24. Without a date in the brief it does not"
        " apply.",
        limits="A date in the text need not be that of its facts; the page's own dates are unseen.",
    ),
    Rule(
        "lists_and_tables", "Lists and tables", "at least 1", 3,
        "Turn steps or comparisons into a list or a table.",
        "Common GEO practice", answers.measure_lists, HEURISTIC,
        unit="blocks",
        formula="Lists and tables, 1 for every 800 words; from 200 words on.",
        limits="Whether the matter suits a list is not seen.",
    ),
    Rule(
        "heading_structure", "Heading structure", "a subheading for every 300 words", 3,
        "Divide the text with subheadings that say what follows.",
        "Common GEO practice", answers.measure_headings, HEURISTIC,
        unit="subheadings",
        formula="Subheadings of level 2 and 3, at least 2, 1 for every 300 words; from 200 words"
        " on.",
        limits="What a heading says is not judged.",
    ),
    Rule(
        "keyword_stuffing", "Keyword stuffing", "3% or less", 3,
        "Take the keyphrase out of some of the marked sentences.",
        f"{AGGARWAL}: stuffing did not help and lowered visibility on Perplexity; 3% is ours",
        answers.measure_stuffing, MEASURED,
        unit="%",
        formula="The keyphrase density of the SEO checks; from 50 words on.",
        limits="Other phrases may be repeated without being seen.",
    ),
    Rule(
        "author_date", "Author and date", "author and date named", 2,
        "Name the author and the date in a line under the title.",
        "Google's advice on helpful content: make clear who wrote it; not measured for engines",
        byline.measure_author_date, VENDOR,
        unit="of 2",
        formula="Author and date in a byline among the first four blocks, as the brief gives them;"
        " another name or date is poor. Without either in the brief it does not apply. A bare"
        " file: any byline, or author and date in its front matter.",
        limits="Only lines such as “By NAME, DATE” and “Updated DATE” are read.",
    ),
    Rule(
        "structured_data", "Structured data", "valid, and the same as the text", 2,
        "Describe the article in JSON-LD with the title, author and date that it shows.",
        "schema.org and Google's guidelines (mark up only what is visible); Google says that its"
        " AI features need none",
        structured_data.measure, VENDOR,
        unit="of 1",
        formula="1 when a code block holds valid JSON-LD of an Article whose headline,"
        " description, author and date are those of text and brief; 0.5 when one differs, or the"
        " text lacks a question or answer of its FAQPage; 0 when it is missing, invalid, or has a"
        " FAQPage and the text shows none of its questions.",
        limits="It is checked against the text, not against all of schema.org. A bare file"
        " without it is not judged, as the site may add it.",
    ),
    Rule(
        "unsupported_claims", "Unsupported claims", "none", 6,
        "Remove the marked figures, quotes and links, or add their source to the brief.",
        "Our rule: nothing invented", evidence.measure_unsupported, HEURISTIC,
        unit="claims",
        formula="Figures, dates, quotations and links of title, description and text that neither"
        " the brief nor its sources state. A bare file has nothing to compare with: it does not"
        " apply.",
        limits="Claims without a figure, quote or link are not seen; numbers up to 12 without a"
        " unit may count the text's own things.",
    ),
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All GEO checks of one document."""
    return run(ScoreName.GEO, RULES, subject)
