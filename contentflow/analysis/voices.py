"""The built-in voice of each tone, for campaigns without a brand voice of their own."""

from contentflow.brief import Term, Voice
from contentflow.names import Tone

# Worn-out or inflated words; after the colon what to write instead, nothing where none is needed.
_HYPE = """
utilize: use | utilizes: uses | utilized: used | utilizing: using | utilise: use | leverage: use
leverages: uses | leveraged: used | leveraging: using | facilitate: help | facilitates: helps
empower: help | empowers: helps | empowering: helping | synergy: teamwork | synergies: teamwork
paradigm shift: big change | game-changer: big change | game changer: big change
game-changing: new | groundbreaking: new | cutting-edge: modern | cutting edge: modern
state-of-the-art: modern | next-generation: new | next-gen: new | revolutionary: new
revolutionize: change | revolutionizes: changes | revolutionizing: changing | world-class: good
best-in-class: good | best-of-breed: good | industry-leading: known | bleeding-edge: new
seamless: smooth | seamlessly: smoothly | robust: solid | holistic: whole | turnkey: ready
mission-critical: vital | deep dive: close look | delve into: look into | delves into: looks into
delve: look | low-hanging fruit: easy wins | move the needle: make a difference | myriad: many
a plethora of: many | plethora: plenty | a wide range of: many | a wealth of: much
the power of: | unlock the potential of: use | unleash: release | unlock: open
supercharge: speed up | turbocharge: speed up | skyrocket: rise | skyrockets: rises
elevate your: improve your | take it to the next level: improve it | to the next level:
in today's fast-paced world: | in today's digital age: | in today's digital landscape:
ever-changing: changing | ever-evolving: changing | fast-paced: fast | tapestry: mix
landscape of: field of | testament to: sign of | embark on: begin | harness: use
harnessing: using | foster: build | fostering: building | streamline: simplify
streamlines: simplifies | streamlined: simple | optimal: best | pivotal: important
crucial: important | paramount: important | one-stop shop: one place | think outside the box:
in order to: to | due to the fact that: because | at this point in time: now
prior to: before | subsequent to: after | in the event that: if | with regard to: about
a large number of: many | the majority of: most | for the purpose of: for | has the ability to: can
is able to: can | in the near future: soon | at the end of the day: | needless to say:
it goes without saying: | it is important to note that: | it is worth noting that:
"""
# What people write, and the plain word the built-in voices prefer.
_PREFERRED = """
commence: start | commences: starts | commenced: started | terminate: end | terminates: ends
purchase: buy | purchases: buys | purchasing: buying | assist: help | assists: helps
assistance: help | approximately: about | numerous: many | additional: more | sufficient: enough
obtain: get | obtains: gets | attempt to: try to | endeavour: try | endeavor: try
demonstrate: show | demonstrates: shows | indicate: show | indicates: shows | require: need
requires: needs | ascertain: find out | inform: tell | informs: tells | modify: change
objective: goal | objectives: goals | methodology: method | methodologies: methods
functionality: features | individuals: people | regarding: about | concerning: about
"""
# What a formal text may keep.
_FORMAL_KEEPS = frozenset(
    ("require", "requires", "additional", "demonstrate", "demonstrates", "indicate", "indicates")
)


def _terms(table: str) -> tuple[Term, ...]:
    pairs = (entry.split(":") for line in table.splitlines() for entry in line.split(" | "))
    return tuple(Term(pair[0].strip(), pair[1].strip()) for pair in pairs if pair[0].strip())


_BANNED, _PREFER = _terms(_HYPE), _terms(_PREFERRED)
_HEDGES = _terms("perhaps: | hopefully: | we believe that: | we think that: | it seems that:")
_FORMAL = tuple(term for term in _PREFER if term.phrase not in _FORMAL_KEEPS)

VOICES = {
    Tone.PLAIN: Voice(
        name="Plain",
        banned=_BANNED,
        preferred=_PREFER,
        max_exclamations=0,
        you_per_100_words=1.0,
        max_sentence_words=17,
    ),
    Tone.FRIENDLY: Voice(
        name="Friendly",
        banned=_BANNED,
        preferred=_PREFER,
        contractions=(0.4, 1.0),
        max_exclamations=2,
        you_per_100_words=2.0,
        max_sentence_words=16,
    ),
    Tone.FORMAL: Voice(
        name="Formal",
        banned=_BANNED,
        preferred=_FORMAL,
        contractions=(0.0, 0.1),
        max_exclamations=0,
        max_sentence_words=22,
    ),
    Tone.CONFIDENT: Voice(
        name="Confident",
        banned=_BANNED + _HEDGES,
        preferred=_PREFER,
        contractions=(0.0, 0.8),
        max_exclamations=1,
        you_per_100_words=1.0,
        max_sentence_words=16,
    ),
}


def voice_for(tone: Tone) -> Voice:
    """The measured voice of a tone: its terms, contractions, exclamations, address and length."""
    return VOICES[tone]
