"""Fuzzes every form of a running demo: each server function, and each page with odd addresses.

    python3 end2end/fuzz --address http://127.0.0.1:3000 --facts target/demo/demo.json --log target/demo/server.log

Never an answer of 500 or more, never a panic in the log, never a wait; and where a person posts a form, a page in their
language comes that says what was wrong and shows what they typed. The same seed makes the same requests. It changes the
demo: forms that happen to be right do what they say.
"""

import argparse
import json
import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import shapes
from judge import Case, Judge
from page import Form
from season import NAMED, Season, body_of, flat, gather
from source import ServerFn, Source
from visit import FORM, JSON, Request, Server, Visitor, encoded

ROOT = Path(__file__).resolve().parents[2]
THREADS = 4
# Of each field of a form: how many of the texts.
TEXTS_EACH = 1
# A hall has hundreds of boxes to tick: of alike fields a few are enough.
NAMES_MAX = 8
SHAPES_MAX = 8
EVERYWHERE_MAX = 18
# They take away what other forms need, so they come last.
TAKES_AWAY = re.compile(r"cancel|remove|delete|withdraw|revoke|unpublish|sign_out|give_up|renew|refund")
# They change or end the session they come with.
OF_SESSIONS = ("/do/session/",)


class Fuzz:
    def __init__(self, season: Season, source: Source, seed: int):
        self.season, self.source = season, source
        self.random = random.Random(seed)
        self.languages = 0

    def cases(self) -> list[Case]:
        functions = self.source.server_fns()
        shown = {form.form.action for form in self.season.forms}
        cases = []
        for form in self.season.forms:
            if form.form.method == "post":
                cases += self.of_form(form)
            else:
                cases += self.of_search(form)
        for function in functions:
            if function.is_json:
                cases += self.of_json(function)
            else:
                cases += self.of_script(function, function.path in shown)
        cases += self.of_pages()
        self.random.shuffle(cases)
        return sorted(cases, key=lambda case: bool(TAKES_AWAY.search(case.request.target)))

    def language(self) -> tuple[str, bool]:
        """Each in turn, by cookie and by the browser's wish."""
        self.languages += 1
        return ("en", "it")[self.languages % 2], self.languages % 4 < 2

    def who(self, path: str, visitor: Visitor) -> Visitor:
        return self.season.spare if path.startswith(OF_SESSIONS) else visitor

    def post(self, name: str, shown, values: list, visitor: Visitor, kind=FORM, body: bytes | None = None, **more) -> Case:
        language, by_cookie = self.language()
        action = shown.form.action
        headers = visitor.headers(language, by_cookie, "text/html,*/*;q=0.8")
        headers += [kind] if kind[1] else []
        # Some browsers keep to themselves where they come from.
        if self.random.random() < 0.8:
            headers.append(("Referer", self.season.server.address + shown.page))
        request = Request("POST", action, tuple(headers), encoded(values) if body is None else body)
        return Case(name, visitor, request, language, shown.page, shown.form, tuple(values), wants_page=True, **more)

    def of_form(self, shown):
        """A form of a page: each field with texts, the whole with each text, odd shapes, other people."""
        form, visitor = shown.form, self.who(shown.form.action, shown.visitor)
        names = sorted({name for name, _ in form.values} | form.names)
        names = self.random.sample(names, min(NAMES_MAX, len(names)))
        values = [(name, value or _likely(name)) for name, value in form.values]
        with_text = lambda name, text: [it for it in values if it[0] != name] + [(name, text)]
        for name in names:
            for kind, text in shapes.texts(self.random, TEXTS_EACH):
                yield self.post(f"{name}: {kind}", shown, with_text(name, text), visitor)
            yield self.post(f"{name}: a mix", shown, with_text(name, shapes.mixed(self.random)), visitor)
        for kind, text in shapes.texts(self.random, EVERYWHERE_MAX if form.typed else 0):
            everywhere = [(name, text if name in form.typed else value) for name, value in values]
            yield self.post(f"every field: {kind}", shown, everywhere, visitor)
        for kind, changed in self.some(shapes.form_shapes(values, names)):
            yield self.post(kind, shown, changed, visitor)
        for kind, (content, body) in self.some(sorted(shapes.FORM_BODIES.items())):
            yield self.post(kind, shown, [], visitor, ("Content-Type", content), body)
        for other in self.season.others:
            if not form.action.startswith(OF_SESSIONS):
                yield self.post(f"as {other.who}", shown, values, other)
        if form.action.startswith("/do/organizer/") and not form.action.startswith(OF_SESSIONS) and "_" in form.action:
            # A person may work for both; a token that isn't there to be revoked is as good as revoked.
            names_ids = any(name in NAMED and name not in ("person", "token") and value for name, value in form.values)
            yield self.post("as another organizer", shown, values, self.season.stranger, is_foreign=names_ids)

    def some(self, shapes: list) -> list:
        return self.random.sample(shapes, min(SHAPES_MAX, len(shapes)))

    def of_script(self, function: ServerFn, is_shown: bool):
        """As an island calls it: the same, answered without a page."""
        values = flat(body_of(function.fields, self.source, self.season))
        visitor = self.who(function.path, self.season.owner)
        bodies = [(f"{name}: {kind}", [it for it in values if it[0] != name] + [(name, text)])
                  for name, _ in values for kind, text in shapes.texts(self.random, 1 if is_shown else TEXTS_EACH)]
        bodies += self.some(shapes.form_shapes(values, [] if is_shown else [name for name, _ in values]))
        for name, changed in bodies:
            yield self.call(name, function, visitor, FORM, encoded(changed))
        for name, (content, body) in self.some(sorted(shapes.FORM_BODIES.items())):
            yield self.call(name, function, visitor, ("Content-Type", content), body)

    def of_json(self, function: ServerFn):
        document = body_of(function.fields, self.source, self.season)
        visitor = self.season.owner
        for name, body in self.some(shapes.json_shapes(document, self.random, TEXTS_EACH)):
            yield self.call(name, function, visitor, JSON, body)
        for name, (content, body) in self.some(sorted(shapes.JSON_BODIES.items())):
            yield self.call(name, function, visitor, ("Content-Type", content), body)
        body = json.dumps(document).encode()
        for other in [*self.season.others, self.season.stranger]:
            yield self.call(f"as {other.who}", function, other, JSON, body)

    def call(self, name: str, function: ServerFn, visitor: Visitor, kind, body: bytes) -> Case:
        language, by_cookie = self.language()
        headers = visitor.headers(language, by_cookie, "application/json") + ([kind] if kind[1] else [])
        return Case(name, visitor, Request("POST", function.path, tuple(headers), body), language)

    def of_search(self, shown):
        """A form that only asks."""
        for name in sorted(shown.form.names | {name for name, _ in shown.form.values}):
            for kind, text in shapes.texts(self.random, TEXTS_EACH * 2):
                # An address has its end; servers refuse longer ones by themselves.
                values = [it for it in shown.form.values if it[0] != name] + [(name, text[:4000])]
                yield self.page(f"{name}: {kind}", shown.visitor, f"{shown.form.action}?{encoded(values).decode()}")

    def of_pages(self):
        """Every page with odd queries, odd ids, and as somebody else."""
        names = self.source.query_names()
        for path, visitor in sorted(self.season.pages.items()):
            plain = path.split("?")[0]
            for name in self.random.sample(names, 4):
                kind, text = shapes.texts(self.random, 1)[0]
                yield self.page(f"?{name}: {kind}", visitor, f"{plain}?{encoded([(name, text[:4000])]).decode()}")
            odd = self.random.choice(["?%ff%fe=%c0", "?[]=&a[b", "?" + "&" * 500, "?draft=" + "A" * 26, "?=%", "?a=%zz"])
            yield self.page("an odd query", visitor, plain + odd)
            for other in self.random.sample(self.season.others, 2) + [self.season.stranger]:
                yield self.page(f"as {other.who}", other, path)
            parts = plain.split("/")
            at = self.random.randrange(1, len(parts))
            for _, text in shapes.texts(self.random, 2):
                changed = "/".join([*parts[:at], quote(text[:1000], safe="", errors="replace"), *parts[at + 1:]])
                yield self.page("an odd path", visitor, changed or "/")
        for path in self.others():
            yield self.page("an odd path", self.season.owner, path)

    def others(self):
        """What is no page: files, exports, streams."""
        secret = next(iter(self.season.ids.get("order secret", [])), "A" * 26)
        yield from (f"/orders/{secret}/tickets.pdf", f"/orders/{secret}/calendar.ics", "/organizer/export/orders.csv")
        for pattern in ("/live/performances/{}", "/live/orders/{}", "/orders/{}/tickets.pdf", "/orders/{}/calendar.ics",
                        "/organizer/export/{}", "/organizer/export/orders.csv?{}", "/art/{}", "/pkg/{}", "/do/{}"):
            for _, text in shapes.texts(self.random, 6):
                yield pattern.format(quote(text[:1000], safe="", errors="replace"))

    def page(self, name: str, visitor: Visitor, path: str) -> Case:
        language, by_cookie = self.language()
        headers = visitor.headers(language, by_cookie, "text/html")
        # Streams and files answer programs, too.
        wants_page = not path.startswith(("/live/", "/art/", "/pkg/"))
        return Case(name, visitor, Request("GET", path, tuple(headers)), language, wants_page=wants_page)


def _likely(name: str) -> str:
    """Something a person may type where a form is empty."""
    likely = {"[date]": "2027-05-01", "[time]": "20:00", "email": "maria@example.org", "password": "a long password",
              "price": "12,50", "capacity": "50", "reason": "The buyer fell ill"}
    return next((text for part, text in likely.items() if part in name), "")


def story(case: Case, problems: list[str]) -> str:
    body = case.request.body.decode("utf8", "backslashreplace")
    lines = [f"{case.request.method} {case.request.target[:200]} as {case.visitor.who}, in {case.language}; {case.name}"]
    lines += [f"  {problem}" for problem in problems]
    if case.page:
        lines.append(f"  from {case.page}")
    if body:
        lines.append(f"  body: {body[:300]}{'…' if len(body) > 300 else ''}")
    return "\n".join(lines)


def log_end(log: Path | None, since: int) -> str:
    if log is None or not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(since)
        return file.read().decode("utf8", "replace")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--address", required=True)
    options.add_argument("--facts", required=True, type=Path)
    options.add_argument("--log", type=Path)
    options.add_argument("--seed", type=int, default=20260601)
    options.add_argument("--seconds", type=float, default=90, help="begins nothing new after so long")
    options.add_argument("--only", default="", help="only requests whose address has this in it")
    options.add_argument("--stories", type=int, default=12, help="how many failures are told whole")
    options = options.parse_args()

    begun = time.monotonic()
    since = options.log.stat().st_size if options.log and options.log.exists() else 0
    server = Server(options.address)
    source = Source(ROOT)
    season = gather(server, json.loads(options.facts.read_text(encoding="utf8")))
    cases = [case for case in Fuzz(season, source, options.seed).cases() if options.only in case.request.target]
    print(f"{len(season.pages)} pages, {len(season.forms)} forms, {len(source.server_fns())} server functions; "
          f"{len(cases)} requests, seed {options.seed}", flush=True)

    judge = Judge(server)

    def judged(case: Case) -> list[str] | None:
        if time.monotonic() - begun > options.seconds:
            return None
        try:
            return judge.problems(case)
        except Exception as error:
            return [f"no answer: {type(error).__name__} {error}"]

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(zip(cases, pool.map(judged, cases)))
    left = sum(1 for _, problems in results if problems is None)
    bad = [(case, problems) for case, problems in results if problems]
    for case, problems in bad[: options.stories]:
        print(story(case, problems))
    if len(bad) > options.stories:
        print(f"… and {len(bad) - options.stories} more")
    more = judge.untranslated()
    panics = [line for line in log_end(options.log, since).splitlines() if "panic" in line]
    for line in [*more[: options.stories], *panics[: options.stories]]:
        print(line)
    slowest = f"{time.monotonic() - begun:.0f} s"
    print(f"{len(results) - left} requests in {slowest}, {left} left out for want of time; "
          f"{len(bad)} went wrong, {len(more)} messages untranslated, {len(panics)} panics")
    return 1 if bad or more or panics else 0


if __name__ == "__main__":
    sys.exit(main())
