"""The English word lists the checks rest on, written for this project."""

import re


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a list written with commas between."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


FUNCTION_WORDS = word_set("""
a an the this that these those i me my mine we us our ours you your yours he him his she her hers it
its they them their theirs who whom whose which what and or but nor so yet for of in on at by to
from with without into onto over under between through during before after above below up down out
off about against as than then if because while although though unless until since when where why
how is am are was were be been being do does did doing have has had having can could will would
shall should may might must not no only just also too very more most much many some any each every
all both either neither such own same other another here there now again once per via i'm it's
don't doesn't can't won't isn't aren't you're we're they're i've you've we've let's that's
""")

# First words that lean on the sentence before: a passage that starts so cannot be quoted alone.
LEANING_OPENERS = word_set("""
this that these those it its they them their he she his her such here there
""")

ABBREVIATIONS = word_set("""
mr mrs ms dr prof sr jr st vs e.g i.e eg ie cf approx nos fig figs inc ltd co corp dept est al
vol ed eds p pp u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec
""")

TRANSITION_WORDS = word_set("""
accordingly additionally afterwards also alternatively altogether anyway because besides but
consequently conversely eventually finally first firstly furthermore hence however indeed instead
lastly later likewise meanwhile moreover namely nevertheless next nonetheless otherwise overall
rather second secondly similarly since so specifically still subsequently then thereby therefore
third thirdly though although thus ultimately unless unlike until whereas while yet
""")
TRANSITION_PHRASES = phrases("""
above all, after all, after that, as a result, as long as, as soon as, as well as,
at first, at last, at the same time, by contrast, by then, even if, even so, even though,
for example, for instance, for one thing, for that reason, for this reason, in addition,
in brief, in case, in conclusion, in contrast, in fact, in other words, in particular,
in short, in summary, in that case, in the end, in the meantime, in turn, not only,
of course, on the contrary, on the other hand, on top of that, provided that, rather than,
so that, such as, that is why, that way, to begin with, to sum up, what is more,
with this in mind
""")

BE_FORMS = word_set("""
is are was were be been being am isn't aren't wasn't weren't it's that's they're we're you're he's
she's gets got getting gotten
""")
# Words in -ed that are no participle.
NOT_PARTICIPLES = word_set("""
need indeed speed feed seed deed breed bed red shed sled embed bleed greed hundred sacred naked
wicked rugged wretched beloved crooked aged exceed proceed succeed agreed tired excited interested
married kindred weed reed heed freed steed
""")
IRREGULAR_PARTICIPLES = word_set("""
beaten become begun bent bitten blown born borne bought bound bred broken brought built burnt
caught chosen cast cut dealt done drawn driven drunk dug eaten fallen fed felt fled flown fought
forbidden forgotten forgiven found frozen given ground grown heard held hidden hit hung hurt kept
knit known laid led left lent let lit lost made meant met mistaken overcome overseen paid proven
put quit read rebuilt ridden rung run said seen sent set sewn shaken shot shown shut sold sought
sown spent split spoken spread spun stolen stuck struck sung sunk sworn swept swum taken taught
told thought thrown torn trodden understood undertaken undone upheld withdrawn withheld woken won
worn woven written
""")
# May stand between the form of "to be" and its participle.
PASSIVE_GAP = word_set("""
not never always often usually already also now then still just only easily fully quickly highly
widely commonly generally mostly largely rarely soon later again ever even first being been
""")

FILLERS = phrases("""
actually, basically, literally, really, quite, somewhat, rather, simply, just, very,
totally, honestly, obviously, essentially, practically, arguably, kind of, sort of,
a bit of, in order to, due to the fact that, at this point in time, it goes without saying,
needless to say, it is important to note that, it should be noted, it is worth noting that,
as a matter of fact, for all intents and purposes, at the end of the day, the fact that,
in terms of, with regard to, in today's world, when it comes to
""")

# What can be contracted, as it is written out and as it is written short.
CONTRACTIBLE = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|ca|can|could|should|would|wo|will|must)"
    r"(?:\s+not\b|n['’]t\b|not\b)"
    r"|(?:i|you|we|they|he|she|it|that|there|what|who)(?:\s+(?:am|are|is|will|have)\b"
    r"|['’](?:m|re|s|ll|ve|d)\b))",
    re.IGNORECASE,
)
QUESTION_WORDS = word_set("""
what why how when where who which can do does is are should will would could did has have
""")
UNITS = (
    r"%|percent|per cent|percentage points?|(?:thousand|million|billion|trillion)s?|k\b|m\b|bn\b"
    r"|(?:milli)?seconds?|minutes?|mins?|hours?|days?|weeks?|months?|quarters?|years?|times|x\b"
    r"|users?|customers?|people|companies|teams?|employees?|respondents?"
    r"|dollars?|euros?|pounds?|usd|eur|gbp|kg|g|km|m|cm|mm|ml|l|litres?|liters?|miles?|feet|inches"
    r"|degrees?|watts?|kwh|mb|gb|tb|ms|orders?|visits?|tickets?|calls?|stars?"
)
