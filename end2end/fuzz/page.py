"""A page as a person reads it: its language, its forms with what stands in them, what it says back."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TYPED = {"text", "email", "tel", "search", "number", "url", "date", "datetime-local", ""}
# An element no page of ours has: where it is found, typed text became markup.
INTRUDER = "fuzz-intruder"


@dataclass
class Form:
    action: str
    method: str
    # Everything it would post, in order.
    values: list[tuple[str, str]] = field(default_factory=list)
    # What a person types: shown again when the form comes back.
    typed: set[str] = field(default_factory=set)
    # Of these, what takes only numbers.
    numbers: set[str] = field(default_factory=set)
    # All that may be chosen or pressed besides.
    names: set[str] = field(default_factory=set)

    def value(self, name: str) -> str | None:
        return next((value for key, value in self.values if key == name), None)


class Page(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        # What was wrong, or was done, in words.
        self.said = ""
        self.has_intruder = False
        self._open: list[tuple[str, bool]] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._text: list[str] = []
        self._heading = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        at = {name: value or "" for name, value in attributes}
        if tag == INTRUDER:
            self.has_intruder = True
        if tag == "html":
            self.language = at.get("lang", "")
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        if tag == "form":
            self._form = Form(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self._form)
        self._control(tag, at)
        if tag == "h1":
            self._heading = True
        if tag not in VOID:
            classes = at.get("class", "").split()
            speaks = at.get("role") in ("alert", "status") or "error-summary" in classes or "notice" in classes
            speaks = speaks or (tag == "p" and "error" in classes)
            self._open.append((tag, speaks))

    def _control(self, tag, at):
        form, name = self._form, at.get("name", "")
        if form is None or (not name and tag != "option"):
            return
        if tag == "input":
            kind = at.get("type", "text")
            form.names.add(name)
            if kind in ("checkbox", "radio"):
                first = kind == "radio" and form.value(name) is None
                if "checked" in at or first:
                    form.values = [it for it in form.values if kind != "radio" or it[0] != name]
                    form.values.append((name, at.get("value", "on")))
            else:
                form.values.append((name, at.get("value", "")))
                if kind in TYPED:
                    form.typed.add(name)
                if kind == "number":
                    form.numbers.add(name)
        elif tag == "button":
            form.names.add(name)
        elif tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select is not None:
            if "selected" in at or form.value(self._select) is None:
                form.values = [it for it in form.values if it[0] != self._select]
                form.values.append((self._select, at.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, []

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None
        if tag == "h1":
            self._heading = False
        if tag == "textarea" and self._area is not None and self._form is not None:
            text = "".join(self._text)
            # HTML leaves out the first line break of a text area.
            text = text[1:] if text.startswith("\n") else text
            self._form.values.append((self._area, text))
            self._form.typed.add(self._area)
            self._form.names.add(self._area)
            self._area = None
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                break

    def handle_data(self, data):
        if self._area is not None:
            self._text.append(data)
        if self._heading:
            self.title += data
        if any(speaks for _, speaks in self._open):
            self.said += data

    def form(self, action: str) -> Form | None:
        return next((form for form in self.forms if form.action == action), None)
