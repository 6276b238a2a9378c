"""What every answer has to be, whatever was asked."""

import threading
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from page import Form, Page
from shapes import INTRUDER
from visit import Answer, Request, Server, Visitor, local_path

SECONDS_MAX = 2.0
HOPS_MAX = 4
# What one field of a form is kept of; longer was written by no person.
KEPT_CHARS_MAX = 10_000
# Without a word, because what they do is seen: another language, another organizer, signed out or in, an order given up, a
# refund to be confirmed.
QUIET = (
    "/locale", "/do/session/sign_out", "/do/session/choose_organizer", "/backstage/", "/do/shop/give_up", "/do/organizer/refund",
)


@dataclass
class Case:
    """One request, and what is known of it."""

    name: str
    visitor: Visitor
    request: Request
    language: str
    # The page the form stood on, and the form as it was sent.
    page: str | None = None
    form: Form | None = None
    values: tuple[tuple[str, str], ...] = ()
    # A person posts it, so a page has to come.
    wants_page: bool = False
    # It names what belongs to somebody else: it may not succeed.
    is_foreign: bool = False


class Judge:
    def __init__(self, server: Server):
        self.server = server
        self._lock = threading.Lock()
        self._one_cart = threading.Lock()
        self._said: dict[str, dict[str, str]] = defaultdict(dict)

    def problems(self, case: Case) -> list[str]:
        if case.request.target == "/do/shop/details":
            # What is typed is kept on the cart, of which there is one: each reads what it wrote itself.
            with self._one_cart:
                return self._problems(case)
        return self._problems(case)

    def _problems(self, case: Case) -> list[str]:
        answer = self._in_time(case.request)
        found = list(self._of_answer(case, answer))
        if found or not case.wants_page:
            return found
        return list(self._of_page(case, answer))

    def untranslated(self) -> list[str]:
        """What was said word for word the same in both languages."""
        both = set(self._said["en"]) & set(self._said["it"])
        return [f"“{words[:120]}” is said in both languages, after {self._said['it'][words]}" for words in sorted(both)]

    def _in_time(self, request: Request) -> Answer:
        answer = self.server.ask(request)
        if answer.seconds > SECONDS_MAX:
            # A busy machine is slow once; what is slow by itself is slow again.
            again = self.server.ask(request)
            answer = again if again.seconds <= answer.seconds else answer
        return answer

    def _of_answer(self, case: Case, answer: Answer):
        if answer.status >= 500:
            yield f"answered {answer.status}: {answer.text[:200]}"
        if answer.seconds > SECONDS_MAX:
            yield f"took {answer.seconds:.1f} s"
        if case.is_foreign and "done=" in answer.location:
            yield f"did what it may not: {answer.location}"
        if case.request.target.startswith("/do/") and "json" in answer.kind and answer.status == 422:
            # A refusal that is data is said by the page that asked.
            if not answer.text.startswith('{"Refused":{'):
                self._hear(case, answer.text)

    def _of_page(self, case: Case, answer: Answer):
        path, hops = case.request.target, 0
        while answer.status in (301, 302, 303, 307, 308):
            path, hops = local_path(answer.location, self.server), hops + 1
            if path is None:
                yield f"leads away to {answer.location}"
                return
            if hops > HOPS_MAX:
                yield f"leads from page to page, at last to {path}"
                return
            headers = [it for it in case.request.headers if it[0] not in ("Content-Type", "Cookie")]
            headers.append(("Cookie", self._cookies(case, answer)))
            answer = self._in_time(Request("GET", path, tuple(headers)))
            if answer.status >= 500:
                yield f"led to {path}, which answered {answer.status}"
                return
            if answer.seconds > SECONDS_MAX:
                yield f"led to {path}, which took {answer.seconds:.1f} s"
        if "text/html" not in answer.kind:
            if answer.status >= 400:
                yield f"answered {answer.status} without a page: {answer.kind} {answer.text[:100]}"
            return
        page = Page(answer.text)
        # The bank speaks the language in which the buyer ordered.
        if page.language != case.language and not path.startswith("/backstage/gateway/"):
            yield f"the page at {path} is in {page.language!r}"
        if page.has_intruder or INTRUDER in answer.text:
            yield f"what was typed became markup at {path}"
        if not page.title.strip() and not path.startswith(("/till", "/gate")):
            yield f"the page at {path} has no heading"
        if case.request.method == "POST":
            yield from self._of_return(case, answer, path, page)

    def _of_return(self, case: Case, answer: Answer, path: str, page: Page):
        parts = urlsplit(path)
        query = parse_qs(parts.query, keep_blank_values=True)
        came_back = case.page is not None and parts.path == urlsplit(case.page).path
        said = " ".join(page.said.split())
        if answer.status >= 400:
            self._hear(case, f"{page.title.strip()} {said}")
            return
        is_quiet = case.request.target.startswith(QUIET) or any(name in query for name in ("done", "sent"))
        if came_back and not said and not is_quiet:
            yield f"came back to {path} and nothing is said"
        if "draft" in query or "check" in query:
            self._hear(case, said)
            yield from self._of_draft(case, path, page)

    def _of_draft(self, case: Case, path: str, page: Page):
        if case.form is None:
            return
        form = _same_form(case, page)
        if form is None:
            return
        sent: dict[str, str] = {}
        for name, value in case.values:
            # Sent twice, no single one of them is what was typed.
            sent[name] = value if name not in sent else None
        for name in sorted(case.form.typed & form.typed):
            typed, shown = sent.get(name), form.value(name)
            if "password" in name or typed is None or not typed.strip() or _is_no_number(form, name, typed):
                continue
            if name.endswith("[time]") and len(sent.get(name[:-6] + "[date]") or "") > KEPT_CHARS_MAX:
                # Day and time are kept as one text, and the day has filled it.
                continue
            if _is_of_another(form, name, sent):
                continue
            if _plain(shown or "") != _plain(typed):
                yield f"{name} lost what was typed at {path}: {(shown or '')[:60]!r} instead of {typed[:60]!r}"

    def _hear(self, case: Case, words: str) -> None:
        if words and not case.request.target.startswith("/backstage/gateway/"):
            with self._lock:
                self._said[case.language].setdefault(words, f"{case.request.method} {case.request.target} ({case.name})")

    def _cookies(self, case: Case, answer: Answer) -> str:
        """The visitor's cookies with those of the answer, which are nobody else's to see."""
        cookies = dict(pair.split("=", 1) for name, value in case.request.headers if name == "Cookie"
                       for pair in value.split("; ") if "=" in pair)
        cookies.update(line.split(";")[0].split("=", 1) for line in answer.cookies)
        return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _same_form(case: Case, page: Page) -> Form | None:
    """Where a page has the form once for each of its things, the one of the thing that was posted about."""
    sent = dict(case.values)
    about = lambda form: {name: value for name, value in form.values if name not in form.typed and name in sent}
    forms = [form for form in page.forms if form.action == case.form.action]
    if len(forms) < 2:
        return next(iter(forms), None)
    return next((form for form in forms if all(sent[name] == value for name, value in about(form).items())), None)


def _is_no_number(form: Form, name: str, typed: str) -> bool:
    """A browser lets nobody type this into a field for numbers, nor shows it there."""
    return name in form.numbers and not (typed.isascii() and typed.isdigit() and len(typed) < 3)


def _is_of_another(form: Form, name: str, sent: dict[str, str]) -> bool:
    """Typed beside the id of a ticket that isn't the one that the page names it by: nothing there is called so."""
    ticket = f"{name.rpartition('[')[0]}[ticket]"
    return form.value(ticket) is not None and sent.get(ticket) != form.value(ticket)


def _plain(text: str) -> str:
    """As it comes back through a browser: line breaks alike, no NUL, and not more than is kept."""
    text = text.replace("\0", "").encode("utf8", "replace").decode("utf8", "replace")
    text = text[:KEPT_CHARS_MAX].replace("\r\n", "\n").replace("\r", "\n")
    return text
