"""What the code says it answers: every server function with its fields, every name a page reads from its address.

Read from the source itself, so that a new one is fuzzed from the day it is written.
"""

import re
from dataclasses import dataclass
from pathlib import Path

SERVER_FN = re.compile(
    r'#\[server\(prefix = "/do", endpoint = "(?P<name>[^"]+)"(?P<options>[^\]]*)\)\]\s*'
    r"pub async fn \w+\((?P<fields>.*?)\)\s*->",
    re.S,
)
STRUCT = re.compile(r"pub struct (\w+) \{(.*?)\n\}", re.S)
FIELD = re.compile(r"(?:pub )?(\w+):\s*((?:[\w:]+)(?:<.*>)?)\s*(?:,|$)", re.M)


@dataclass(frozen=True)
class Field:
    name: str
    kind: str


@dataclass(frozen=True)
class ServerFn:
    """One address that forms are posted to."""

    path: str
    fields: tuple[Field, ...]
    is_json: bool


class Source:
    def __init__(self, root: Path):
        self.texts = [path.read_text(encoding="utf8") for path in sorted(root.glob("app/**/*.rs"))]
        domain = [path.read_text(encoding="utf8") for path in sorted(root.glob("crates/domain/src/**/*.rs"))]
        self.structs = {
            name: _fields(body) for text in domain + self.texts for name, body in STRUCT.findall(text)
        }

    def server_fns(self) -> list[ServerFn]:
        found = []
        for text in self.texts:
            declared = len(re.findall(r'^#\[server\(', text, re.M))
            here = [
                ServerFn("/do/" + it["name"], _fields(it["fields"]), "Json" in it["options"])
                for it in SERVER_FN.finditer(text)
            ]
            if len(here) != declared:
                raise SystemExit(f"{declared} server functions are declared and {len(here)} understood in:\n{text[:300]}")
            found += here
        return sorted(found, key=lambda it: it.path)

    def query_names(self) -> list[str]:
        """The names that pages look for in their address."""
        return sorted({name for text in self.texts for name in re.findall(r'query\("(\w+)"\)', text)})


def _fields(text: str) -> tuple[Field, ...]:
    text = re.sub(r"//.*", "", text)
    text = re.sub(r"#\[[^\]]*\]", "", text)
    lines = re.sub(r",(?![^<]*>)", ",\n", text)
    return tuple(Field(name, kind) for name, kind in FIELD.findall(lines))
