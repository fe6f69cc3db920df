"""Write contentflow/analysis/syllables.txt: `python -m bench.syllables path/to/cmudict.dict`.

The table holds the words of the CMU Pronouncing Dictionary whose syllables the rules of
contentflow/analysis/syllables.py miscount. Run it again when those rules change.
"""

import sys
from collections import defaultdict
from pathlib import Path
from textwrap import wrap

from contentflow.analysis import syllables

TARGET = Path(syllables.__file__).with_name("syllables.txt")
NOTICE = """\
# From the CMU Pronouncing Dictionary; written by bench/syllables.py. Each line: a number of
# syllables, then words that have it.
# Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.
# Redistribution and use in source and binary forms, with or without modification, are permitted
# provided that the following conditions are met: 1. Redistributions of source code must retain the
# above copyright notice, this list of conditions and the following disclaimer. The contents of this
# file are deemed to be source code. 2. Redistributions in binary form must reproduce the above
# copyright notice, this list of conditions and the following disclaimer in the documentation and/or
# other materials provided with the distribution.
# THIS SOFTWARE IS PROVIDED BY CARNEGIE MELLON UNIVERSITY "AS IS" AND ANY EXPRESSED OR IMPLIED
# WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS
# FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL CARNEGIE MELLON UNIVERSITY NOR ITS
# EMPLOYEES BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
# DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
# DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER
# IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT
# OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""


def irregular(dictionary: Path) -> dict[int, list[str]]:
    """Words by their number of syllables, where the rules say another."""
    found = defaultdict(list)
    for line in dictionary.read_text("utf-8").splitlines():
        word, *sounds = line.split("#")[0].split()
        count = sum(sound[-1].isdigit() for sound in sounds)
        # Below ten, so that the count is one digit.
        if word.replace("'", "").isalpha() and 0 < count < 10 and syllables.by_rules(word) != count:
            found[count].append(word)
    return found


def main(dictionary: Path) -> None:
    """Write the table."""
    lines = [
        f"{count} {line}"
        for count, words in sorted(irregular(dictionary).items())
        for line in wrap(" ".join(sorted(words)), 96)
    ]
    TARGET.write_text(NOTICE + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
