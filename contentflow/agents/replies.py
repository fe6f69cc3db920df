"""Is a reply usable? Code finds what is cut, empty, echoed, in another script or not JSON."""

import json
import re
import unicodedata
from typing import Any

from contentflow.agents.model import Prompt
from contentflow.errors import TransientModelError

_FENCED_DATA = re.compile(r"<<<.*?>>>", re.DOTALL)
_CODE_FENCE = re.compile(r"\A\s*```[a-z]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|\Z)")
_SHINGLE = 8  # words in a row that nobody repeats by chance


def usable(prompt: Prompt, text: str, finish: str | None) -> str:
    """The reply's text, cleaned and checked.

    Raises:
        TransientModelError: it cannot be used; says why.
    """
    text = _THOUGHTS.sub("", text).strip()
    if finish is None:
        raise TransientModelError("The reply was cut off before its end.")
    if finish == "content_filter":
        raise TransientModelError("The endpoint's content filter stopped the reply.")
    if not text:
        raise TransientModelError("The reply was empty.")
    if _is_other_script(text):
        raise TransientModelError("The reply was not in the Latin script.")
    if prompt.schema is not None:
        return _as_json(prompt.schema, text, finish)
    if _is_echo(prompt, text):
        raise TransientModelError("The reply repeated the prompt.")
    return _whole_sentences(text) if finish == "length" else text


def _is_other_script(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    foreign = sum(not unicodedata.name(char, "LATIN").startswith("LATIN") for char in letters)
    return bool(letters) and foreign / len(letters) > 0.2


def _is_echo(prompt: Prompt, text: str) -> bool:
    # The fenced parts are data: a rewrite may well repeat them.
    asked = _FENCED_DATA.sub(" ", f"{prompt.system} \n {prompt.user}")
    told, said = _shingles(asked), _shingles(text)
    return bool(said) and len(said & told) / len(said) > 0.5


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}


def _whole_sentences(text: str) -> str:
    # `max_tokens` is our own bound, so prose that ran into it is only too long.
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends:
        raise TransientModelError("The reply was cut off before its first full sentence.")
    return text[: ends[-1]]


def _as_json(schema: dict[str, Any], text: str, finish: str) -> str:
    fenced = _CODE_FENCE.match(text)
    try:
        value = json.loads(fenced.group(1) if fenced else text)
    except json.JSONDecodeError as error:
        cause = "was cut off" if finish == "length" else "is not JSON"
        raise TransientModelError(f"The reply {cause}.") from error
    value = clip(value, schema)
    problem = mismatch(value, schema)
    if problem:
        raise TransientModelError(f"The reply does not fit what was asked for: {problem}.")
    return json.dumps(value, ensure_ascii=False)


def clip(value: Any, schema: dict[str, Any]) -> Any:
    """The value cut to the schema's upper bounds, which some endpoints cannot enforce."""
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        return value[: schema["maxLength"]].rsplit(" ", 1)[0]
    if isinstance(value, list):
        items = value[: schema.get("maxItems", len(value))]
        return [clip(item, schema.get("items", {})) for item in items]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return {key: clip(item, known[key]) for key, item in value.items() if key in known}
    return value


_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def mismatch(value: Any, schema: dict[str, Any], at: str = "reply") -> str:
    """What is wrong with the value, or ""."""
    if not isinstance(value, _TYPES[schema["type"]]):
        return f"{at} is not a {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{at} is none of the allowed values"
    if isinstance(value, (str, list)):
        least = schema.get("minLength" if isinstance(value, str) else "minItems", 0)
        if len(value) < least:
            return f"{at} is too short"
    for inner, item_schema, place in _inner(value, schema, at):
        problem = "missing" if inner is None else mismatch(inner, item_schema, place)
        if problem:
            return f"{place} is missing" if inner is None else problem
    return ""


def _inner(value: Any, schema: dict[str, Any], at: str) -> list[tuple[Any, dict[str, Any], str]]:
    if isinstance(value, list):
        return [(item, schema["items"], f"{at}[{n}]") for n, item in enumerate(value)]
    if isinstance(value, dict):
        required = schema.get("required", [])
        return [
            (value.get(key), inner, f"{at}.{key}")
            for key, inner in schema.get("properties", {}).items()
            if key in value or key in required
        ]
    return []


def unbounded(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without string and array bounds, for endpoints that answer 400 to them."""
    bounds = {"maxLength", "minLength", "maxItems", "minItems"}
    kept = {key: value for key, value in schema.items() if key not in bounds}
    if "items" in kept:
        kept["items"] = unbounded(kept["items"])
    if "properties" in kept:
        kept["properties"] = {name: unbounded(inner) for name, inner in kept["properties"].items()}
    return kept
