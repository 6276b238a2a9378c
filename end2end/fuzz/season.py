"""What the demo has to fuzz with: its people signed in, every form its pages show, ids of everything."""

import json
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from page import Form, Page
from source import Field, Source
from visit import JSON, Request, Server, Visitor, local_path

ID = re.compile(r"\b([a-z]{3})_[0-9a-f]{32}\b")
PAGES_MAX = 150
ALIKE_MAX = 2
# The stage itself: whoever moves the demo's clock or breaks its bank changes what every other request finds.
STAGE = ("/backstage/api/", "/backstage/enter")


@dataclass
class Shown:
    """A form as a page shows it to somebody."""

    visitor: Visitor
    page: str
    form: Form


@dataclass
class Season:
    server: Server
    owner: Visitor
    # Of another organizer.
    stranger: Visitor
    # Less and less allowed, down to nobody.
    others: list[Visitor]
    # Signed in for the forms that change or end a session.
    spare: Visitor
    buyer: Visitor
    forms: list[Shown] = field(default_factory=list)
    pages: dict[str, Visitor] = field(default_factory=dict)
    # By the prefix of ids, and secrets by name.
    ids: dict[str, list[str]] = field(default_factory=dict)


def enter(server: Server, who: str, email: str) -> Visitor:
    visitor = Visitor(who, server)
    answer = visitor.post("/backstage/enter", [("email", email), ("to", "/organizer")])
    if "session" not in visitor.cookies:
        raise SystemExit(f"{email} can't sign in: {answer.status} {answer.text[:200]}")
    return visitor


def gather(server: Server, facts: dict) -> Season:
    at_theatre = {one["role"]: one["email"] for one in facts["people"] if one["organizer"] == "teatro-nuovo"}
    foreign = next(one["email"] for one in facts["people"] if one["organizer"] == "virtus-marina" and one["role"] == "owner")
    roles = [role for role in ("manager", "box_office", "steward", "viewer") if role in at_theatre]
    season = Season(
        server,
        owner=enter(server, "the owner", at_theatre["owner"]),
        stranger=enter(server, "another organizer's owner", foreign),
        others=[enter(server, f"the {role.replace('_', ' ')}", at_theatre[role]) for role in roles]
        + [Visitor("nobody", server)],
        spare=enter(server, "a passer-by", at_theatre["owner"]),
        buyer=Visitor("a buyer", server),
    )
    _shop(season)
    _crawl(season, season.owner, ["/organizer", "/gate", "/till"])
    _crawl(season, season.owner, ["/backstage"])
    _counter(season)
    return season


def _crawl(season: Season, visitor: Visitor, starts: list[str]) -> None:
    """Follows the links of the shop, a few of each kind, and keeps every form."""
    waiting, seen, alike = deque(starts), set(starts), Counter()
    read = 0
    while waiting and read < PAGES_MAX:
        path = waiting.popleft()
        pattern = _pattern(path)
        if alike[pattern] >= ALIKE_MAX:
            continue
        answer = visitor.get(path)
        alike[pattern] += 1
        read += 1
        hops = 0
        while answer.status in (302, 303) and hops < 3:
            path = local_path(answer.location, season.server) or "/"
            answer, hops = visitor.get(path), hops + 1
        if answer.status != 200 or "html" not in answer.kind:
            continue
        season.pages.setdefault(path, visitor)
        _keep_ids(season, answer.text)
        page = Page(answer.text)
        for form in page.forms:
            if form.action.startswith("/") and not form.action.startswith(STAGE):
                _keep_form(season, Shown(visitor, path, form))
        for link in page.links:
            to = urljoin(path, link).split("#")[0]
            if to.startswith("/") and to not in seen and not to.startswith(("/pkg", "/live", "/api")):
                seen.add(to)
                waiting.append(to)


def _pattern(path: str) -> str:
    parts = urlsplit(path)
    names = "&".join(sorted(pair.split("=")[0] for pair in parts.query.split("&")))
    plain = re.sub(r"/(events|o|orders|mail|papers)/[^/?]+", r"/\1/*", ID.sub(r"\1", parts.path))
    return f"{plain}?{names}"


def _keep_form(season: Season, shown: Shown) -> None:
    key = lambda it: (it.form.action, tuple(sorted(it.form.names)))
    # Of dates to choose from more than one: the first may be sold out.
    most = 4 if shown.form.action == "/do/shop/choose" else 1
    if sum(1 for it in season.forms if key(it) == key(shown)) < most:
        season.forms.append(shown)


def _keep_ids(season: Season, text: str) -> None:
    for found in ID.finditer(text):
        known = season.ids.setdefault(found[1], [])
        if found[0] not in known:
            known.append(found[0])


def _shop(season: Season) -> None:
    """A buyer who chose tickets, typed who they are, and left one order unpaid, one declined."""
    buyer = season.buyer
    _crawl(season, Visitor("a visitor", season.server), ["/", "/find", "/terms", "/?category=museum", "/?category=concert"])
    for outcome in ("decline", None):
        order = _order(season, buyer)
        if order and outcome:
            body = json.dumps({"payment": _payment(buyer), "choice": outcome}).encode()
            buyer.server.ask(Request("POST", "/backstage/api/payments", (JSON,), body))
            _until(lambda: "/do/shop/pay_again" in buyer.get(order).text, "an order that can be paid again")
        if order:
            season.ids.setdefault("order secret", []).append(order.split("/orders/")[1].split("?")[0])
            _crawl(season, buyer, [order.split("?")[0]])
    cart = _choose(season, buyer)
    _crawl(season, buyer, [cart])
    for shown in [it for it in season.forms if it.form.action == "/do/shop/details"][:1]:
        buyer.post(shown.form.action, _who(shown.form))
        season.ids.setdefault("cart", []).append(shown.form.value("cart") or "")
        _crawl(season, buyer, [f"/checkout/review?cart={shown.form.value('cart')}"])


def _payment(buyer: Visitor) -> str:
    """The newest payment the bank knows, which the worker begins in its own time."""
    known = lambda: json.loads(buyer.server.ask(Request("GET", "/backstage/api/payments")).text)
    _until(known, "a payment")
    return max((it["payment"] for it in known()), key=lambda it: it["created_at"])["id"]


def _until(is_there, what: str) -> None:
    for _ in range(100):
        if is_there():
            return
        time.sleep(0.1)
    raise SystemExit(f"waited in vain for {what}")


def _choose(season: Season, buyer: Visitor) -> str:
    """Puts a place without a number into the cart; the path of the cart."""
    read = lambda path: json.loads(buyer.server.ask(Request("GET", path)).text)
    on_sale = lambda of: of["sale"]["state"] == "on_sale"
    is_counted = lambda offer: on_sale(offer) and not offer["seated_zones"] and offer["price"]["minor"] > 0
    for event in read("/api/v1/events")["events"]:
        # The last dates have the most room.
        for date in reversed(read(f"/api/v1/events/{event['slug']}")["performances"]):
            for offer in filter(is_counted, date["offers"] if on_sale(date) else []):
                values = [("performance", date["id"]), ("slug", event["slug"]), (f"quantity[{offer['ticket_type']}]", "1")]
                if "/cart" in buyer.post("/do/shop/choose", values).location:
                    return "/cart"
    raise SystemExit("the demo has no places without numbers that can be bought")


def _order(season: Season, buyer: Visitor) -> str | None:
    _choose(season, buyer)
    cart = Page(buyer.get("/cart").text)
    details = next((link for link in cart.links if link.startswith("/checkout")), "/checkout")
    form = Page(buyer.get(details).text).form("/do/shop/details")
    if form is None:
        return None
    review = local_path(buyer.post(form.action, _who(form)).location, season.server) or "/cart"
    pay = Page(buyer.get(review).text).form("/do/shop/pay")
    if pay is None:
        return None
    bank = local_path(buyer.post(pay.action, pay.values).location, season.server) or ""
    page = buyer.get(bank)
    _crawl(season, buyer, [bank])
    if bank.startswith("/orders/"):
        return bank
    found = re.search(r"/orders/[A-Z2-7]+", page.text)
    return found[0] if found else None


def _who(form: Form) -> list[tuple[str, str]]:
    typed = {"name": "Nora Neri", "email": "nora.neri@example.org", "phone": "+39 055 123456"}
    values = [(name, typed.get(name, value or "Nora Neri")) for name, value in form.values]
    return [it for it in values if it[0] != "accept_terms"] + [("accept_terms", "true")]


def _counter(season: Season) -> None:
    """Ids that only the till's own calls show."""
    said = season.owner.headers("en", True, "*/*") + [JSON]

    def call(name: str, what: dict) -> object:
        answer = season.server.ask(Request("POST", f"/do/till/{name}", tuple(said), json.dumps(what).encode()))
        _keep_ids(season, answer.text)
        return json.loads(answer.text) if answer.status == 200 else None

    start = call("start", {}) or {}
    for date in start.get("dates", []):
        for offer in date["offers"]:
            if not offer["is_seated"] and "cart secret" not in season.ids:
                claim = {"performance": date["id"], "ticket_type": offer["ticket_type"], "quantity": 2, "seats": []}
                basket = call("add", {"cart": None, "claim": claim})
                if basket:
                    season.ids["cart secret"] = [basket["secret"]]
                    season.ids["prf"].insert(0, date["id"])
                    season.ids["tty"].insert(0, offer["ticket_type"])
    for till in start.get("tills", [])[:1]:
        season.ids["til"].insert(0, till["id"])
        call("printer", {"till": till["id"]})
        call("sales", {"till": till["id"], "text": ""})


PREFIXES = {
    "EventId": "evt", "HoldId": "hld", "OrderId": "ord", "PerformanceId": "prf", "PersonId": "per", "PoolId": "pol",
    "PrintJobId": "prj", "SeatId": "sea", "TicketId": "tkt", "TicketTypeId": "tty", "TillId": "til", "TokenId": "tok",
    "VenueId": "ven", "ZoneId": "zon", "OrganizerId": "org", "SeatMapId": "map",
}
# How fields that hold an id as text are called.
NAMED = {
    "event": "evt", "date": "prf", "performance": "prf", "order": "ord", "ticket": "tkt", "person": "per", "till": "til",
    "token": "tok", "venue": "ven", "map": "map", "pool": "pol", "organizer": "org", "cart": "cart", "hold": "hld", "tickets": "tkt",
}


def body_of(fields: tuple[Field, ...], source: Source, season: Season) -> dict:
    """What a script would send for these fields."""
    return {field.name: _value(field.name, field.kind, source, season) for field in fields}


def _value(name: str, kind: str, source: Source, season: Season):
    first = lambda prefix: next(iter(season.ids.get(prefix, [])), f"{prefix}_{'0' * 32}")
    inner = re.fullmatch(r"(?:\w+::)*(Option|Vec)<(.*)>", kind)
    if inner:
        value = _value(name, inner[2], source, season)
        return [value] if inner[1] == "Vec" else value
    if kind.startswith("BTreeMap"):
        return {first("tty"): "1"}
    kind = kind.split("::")[-1]
    if kind in PREFIXES:
        return first(PREFIXES[kind])
    if kind == "Secret":
        return first("cart secret")
    if kind == "String":
        return first(NAMED[name]) if name in NAMED else {"at": "2026-06-01T12:00:00Z"}.get(name, "Nora")
    if kind == "bool":
        return True
    if re.fullmatch(r"[iu]\d+", kind):
        return 2
    if kind == "Money":
        return {"minor": 5000, "currency": "EUR"}
    if kind == "Reprint":
        return "receipt"
    if kind in source.structs:
        return body_of(source.structs[kind], source, season)
    return "Nora"


def flat(document: dict, before: str = "") -> list[tuple[str, str]]:
    """The document as a form posts it."""
    values = []
    for name, value in document.items():
        key = f"{before}[{name}]" if before else name
        if isinstance(value, dict):
            values += flat(value, key)
        elif isinstance(value, list):
            values += [(f"{key}[{at}]", str(one)) for at, one in enumerate(value) if not isinstance(one, (dict, list))]
        else:
            values.append((key, "true" if value is True else str(value)))
    return values
