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
mr mrs ms messrs dr prof rev hon gen gov sen rep col capt sgt lt sr jr st mt vs viz e.g i.e eg ie
cf ca approx nos fig figs ltd al vol pp u.s u.k jan feb apr jun jul aug sep sept oct nov dec
""")

# Adverbs that tie a sentence to the one before, and conjunctions that open a clause of time,
# condition, cause or contrast.
TRANSITION_WORDS = word_set("""
after afterwards albeit also although altogether anyhow anyway before besides but
certainly chiefly clearly consequently conversely definitely despite earlier especially even
eventually evidently finally firstly following formerly furthermore hence henceforth however
if indeed instead last lastly later likewise meanwhile moreover namely nevertheless next nonetheless
notwithstanding now obviously once otherwise particularly previously presently provided
rather regardless secondly similarly simultaneously since so soon specifically still
subsequently surely then thereafter thereby therefore thirdly though thus too ultimately
undoubtedly unless unlike until when whenever whereas whereby wherever while yet
""")
TRANSITION_PHRASES = phrases("""
above all, after all, all in all, all of a sudden, along with, apart from, as a consequence, as a
result, as a rule, as an example, as an illustration, as far as, as if, as long as, as opposed to,
as shown, as soon as, as though, as well, as well as, aside from, at first, at last, at length, at
the same time, at this point, because of, by and large, by comparison, by contrast, by the same
token, by the time, by the way, compared to, compared with, due to, each time, equally important,
even if, even so, even though, every time, first of all, for a start, for example, for fear that,
for instance, for now, for one thing, for the moment, for this purpose, for this reason, for the
same reason, from now on, given that, in a word, in accordance with, in addition, in any case, in
any event, in brief, in case, in comparison, in conclusion, in contrast, in essence, in fact, in
general, in light of, in other words, in particular, in reality, in short, in spite of, in sum, in
summary, in that case, in the end, in the first place, in the long run, in the meantime, in the
same way, in this case, in this way, in turn, instead of, just as, just in case, later on, more
importantly, most importantly, no matter, not only, not to mention, of course, on account of, on
balance, on the contrary, on the one hand, on the other hand, on the whole, on top of that, only
if, only then, owing to, prior to, rather than, regardless of, seeing that, so as to, so far, so
that, sooner or later, such as, thanks to, that is, that is why, the moment, to begin with, to be
sure, to conclude, to illustrate, to put it briefly, to start with, to sum up, to summarize, to
that end, to this end, under these circumstances, until now, up to now, what is more, with regard
to, with respect to, with that in mind, with this in mind
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
forbidden forgotten forgiven found frozen given gone ground grown heard held hidden hit hung hurt
kept knit known laid led left lent let lit lost made meant met mistaken overcome overseen paid
proven put quit read rebuilt ridden rung run said seen sent set sewn shaken shot shown shut sold
sought sown spent split spoken spread spun stolen stuck struck sung sunk sworn swept swum taken
taught told thought thrown torn trodden understood undertaken undone upheld withdrawn withheld woken
won worn woven written
""")
# A new clause begins with these: what follows no longer belongs to the form of "to be" before.
CLAUSE_BREAKS = word_set("""
that which who whom whose what where when while because although though if unless until since and
or but whereas have has had having will would can could shall should may might must do does did
""")
# A participle after one of these describes a noun: "the marked words".
DETERMINERS = word_set("""
the a an this that these those my your his her its our their any some no each every another
very so too most more less quite rather as
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
