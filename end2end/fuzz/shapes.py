"""What nobody should type and somebody will: values for single fields, and bodies that are no form at all."""

import json
import random

INTRUDER = "<fuzz-intruder>"

# By name; each reaches every form at least once, and most fields of it.
TEXTS: dict[str, str] = {
    "empty": "",
    "spaces": "   \t ",
    "300 characters": "Lorem ipsum " * 25,
    "100000 characters": "x" * 100_000,
    "NUL": "Ma\0ria",
    "control characters": "a\x01b\x07c\x1bd\x7fe\u0085f",
    "line breaks": "one\r\ntwo\rthree\nfour",
    "HTML": f"{INTRUDER}<script>alert(1)</script>",
    "an attribute's end": f"\">{INTRUDER}",
    "a text area's end": f"</textarea>{INTRUDER}",
    "a title's and a script's end": f"</title></script>{INTRUDER}",
    "SQL quotes": "'; DROP TABLE orders; --",
    "percent and backslash": "100% _like_ \\ %s %n {0}",
    "emoji": "🎭👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "مرحبا \u202eabc\u202c שלום",
    "CJK": "東京ドーム 公演",
    "combining": "Z" + "\u0351" * 200,
    "not characters": "\ufffe\uffff\ufffd",
    "a lone accent": "\u0301",
    "negative": "-1",
    "zero": "0",
    "huge": "99999999999999999999999999",
    "beyond 32 bits": "4294967296",
    "the smallest of 64 bits": "-9223372036854775808",
    "a fraction": "0.30000000000000004",
    "an exponent": "1e309",
    "not a number": "NaN",
    "Arabic digits": "١٢٣",
    "an amount with much behind the comma": "12,3456789",
    "an id of nothing": "00000000-0000-0000-0000-000000000000",
    "an id of another kind": "ven_00000000000000000000000000000000",
    "half an id": "evt_123",
    "a date that isn't": "2026-02-30T25:61",
    "the year 9999": "9999-12-31T23:59",
    "before all years": "-0001-01-01T00:00",
    "an hour that is skipped": "2027-03-28T02:30",
    "true": "true",
    "null": "null",
    "a list": "[1,2]",
    "another site": "//evil.example/\\",
    "a header": "a\r\nSet-Cookie: x=1",
    "an address": "maria@exa mple..org",
    "a long address": "m" * 250 + "@example.org",
    "an address with a name": "Maria <maria@example.org>, other@example.org",
}


def texts(random: random.Random, count: int) -> list[tuple[str, str]]:
    return random.sample(sorted(TEXTS.items()), count)


def mixed(random: random.Random) -> str:
    """Pieces of everything in one text."""
    pieces = [random.choice(list(TEXTS.values()))[:40] for _ in range(random.randint(1, 5))]
    pieces += [chr(random.choice([*range(1, 0x250), *range(0x1F300, 0x1F600)])) for _ in range(random.randint(0, 6))]
    random.shuffle(pieces)
    return "".join(pieces)


Values = list[tuple[str, str]]


def form_shapes(values: Values, names: list[str]) -> list[tuple[str, Values]]:
    """The form with fields missing, doubled, turned into lists and maps, and with ones that nobody asked for."""
    shapes: list[tuple[str, Values]] = [("all fields empty", [(name, "") for name in names])]
    for name in names:
        shapes.append((f"without {name}", [it for it in values if it[0] != name]))
        shapes.append((f"{name} twice", values + [(name, "again")]))
        others = [it for it in values if it[0] != name]
        shapes.append((f"{name} as a list", others + [(f"{name}[]", "a"), (f"{name}[]", "b")]))
        shapes.append((f"{name} as a map", others + [(f"{name}[a][b]", "c")]))
        shapes.append((f"{name} as a long list", others + [(f"{name}[99999999]", "a")]))
    shapes.append(("fields nobody asked for", values + [("admin", "true"), ("form[__proto__]", "1"), ("", ""), ("[", "]")]))
    shapes.append(("a thousand fields", values + [(f"x{at}", "y") for at in range(1000)]))
    return shapes


FORM_KIND = "application/x-www-form-urlencoded"
JSON_KIND = "application/json"

# Bodies that are no form, each with the kind it says it has.
FORM_BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (FORM_KIND, b""),
    "nothing, of no kind": ("", b""),
    "broken percent encoding": (FORM_KIND, b"email=%zz&name=%&x=%e"),
    "bytes that are no text": (FORM_KIND, b"email=%ff%fe&name=\xff\xfe"),
    "half a surrogate pair": (FORM_KIND, b"name=%ed%a0%80&email=%ed%b0%80"),
    "only separators": (FORM_KIND, b"&&&===&=&"),
    "deep brackets": (FORM_KIND, b"form" + b"[a]" * 5000 + b"=1"),
    "open brackets": (FORM_KIND, b"form[title_en=1&form]=2&[=3&form[][][]=4"),
    "JSON that says it is a form": (FORM_KIND, b'{"email":"a"}'),
    "a form that says it is JSON": (JSON_KIND, b"email=a"),
    "plain text": ("text/plain", b"email=a"),
    "a form of parts without parts": ("multipart/form-data", b"email=a"),
    "a kind that is none": ("a;;//", b"email=a"),
}

JSON_BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (JSON_KIND, b""),
    "nothing, of no kind": ("", b""),
    "half a document": (JSON_KIND, b'{"till": "til_'),
    "an empty object": (JSON_KIND, b"{}"),
    "an empty list": (JSON_KIND, b"[]"),
    "a number": (JSON_KIND, b"1e400"),
    "null": (JSON_KIND, b"null"),
    "bytes that are no text": (JSON_KIND, b'{"till":"\xff\xfe"}'),
    "half a surrogate pair": (JSON_KIND, b'{"till":"\\ud800"}'),
    "deep lists": (JSON_KIND, b"[" * 20_000),
    "deep objects": (JSON_KIND, b'{"cart":' * 5_000),
    "a form": (FORM_KIND, b"till=a"),
    "a form that says it is JSON": (JSON_KIND, b"till=a"),
    "plain text": ("text/plain", b"{}"),
    "names twice": (JSON_KIND, b'{"till":"a","till":"b","text":"","text":""}'),
}

# Other things than what a field should hold.
JSON_KINDS: dict[str, object] = {
    "null": None,
    "true": True,
    "zero": 0,
    "minus one": -1,
    "beyond 32 bits": 2**32,
    "beyond 64 bits": 2**64,
    "a fraction": 0.5,
    "an empty text": "",
    "an empty list": [],
    "an empty object": {},
    "a list of everything": [1, "a", None, {}, []],
}


def json_shapes(document: dict, random: random.Random, each: int) -> list[tuple[str, bytes]]:
    """The document with each part of it missing, of another kind, or with a text nobody should type."""
    shapes = []
    for path in _paths(document):
        name = ".".join(map(str, path))
        shapes.append((f"without {name}", _without(document, path)))
        for kind in random.sample(sorted(JSON_KINDS), min(each, len(JSON_KINDS))):
            shapes.append((f"{name}: {kind}", _with(document, path, JSON_KINDS[kind])))
        for kind, text in texts(random, each):
            shapes.append((f"{name}: {kind}", _with(document, path, text)))
    return [(name, json.dumps(changed).encode()) for name, changed in shapes]


def _paths(document, before=()):
    parts = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for name, value in parts:
        yield (*before, name)
        yield from _paths(value, (*before, name))


def _with(document, path, value):
    copy = json.loads(json.dumps(document))
    at = copy
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return copy


def _without(document, path):
    copy = json.loads(json.dumps(document))
    at = copy
    for name in path[:-1]:
        at = at[name]
    del at[path[-1]]
    return copy
