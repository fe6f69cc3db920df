"""The voice of the analyse command: a built-in tone, a team's own samples, or a list of terms."""

import json
import os
from pathlib import Path

from contentflow import samples, terms
from contentflow.analysis.profile import fit
from contentflow.analysis.voices import voice_for
from contentflow.brief import Voice
from contentflow.cli.article import read_text
from contentflow.errors import Invalid
from contentflow.names import Tone


def find_voice(given: str) -> Voice:
    """The voice that a tone's name, a file or folder of samples, or a .json of terms stands for.

    Raises:
        Invalid: it is none of these, cannot be read, or there is too little in it.
    """
    path = Path(given)
    if given in set(Tone):
        return voice_for(Tone(given))
    if path.suffix.lower() == ".json":
        return _of_terms(path)
    if not given or not os.path.exists(given):  # a name too long is no file either
        raise Invalid({"--voice": f"{given!r} is no file, no folder and none of {', '.join(Tone)}"})
    try:
        return fit(_samples(path), name=path.stem)
    except OSError as error:
        raise Invalid({str(error.filename): error.strerror or str(error)}) from error
    except Invalid as error:  # its field is a form's
        raise Invalid({str(path): " ".join(error.fields.values())}) from error


def _samples(path: Path) -> list[str]:
    inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in samples.TYPES)
    if path.is_dir() and not inside:
        raise Invalid({"sample": f"the folder holds none of {', '.join(samples.TYPES)}"})
    return [samples.read(file.name, file.read_bytes()) for file in inside or [path]]


def _of_terms(path: Path) -> Voice:
    """Terms as the API writes them, under "terms" beside a name, or the terms alone."""
    try:
        data = json.loads(read_text(str(path)))
    except (ValueError, RecursionError) as error:
        raise Invalid({str(path): "it is not JSON"}) from error
    if not isinstance(data, dict):
        raise Invalid({str(path): "it must be an object with banned, preferred or cased"})
    own = {"name": data.get("name", path.stem)}
    inner = data.get("terms", {kind: data[kind] for kind in data if kind != "name"})
    try:
        change = terms.validate({**own, "terms": inner}, whole=True)
    except Invalid as error:
        field, message = next(iter(error.fields.items()))
        raise Invalid({str(path): f"{field}: {message}"}) from error
    said = change.terms or terms.Terms()
    return Voice(change.name or path.stem, said.banned, said.preferred, said.cased)
