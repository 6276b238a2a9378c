"""A visitor: requests over kept connections, with a language and cookies, timed."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlsplit

# A stream never ends, and a broken server may not either.
PATIENCE_SECONDS = 15
BYTES_MAX = 4_000_000


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    cookies: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.body.decode("utf8", "replace")

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Server:
    """Where the shop is; each thread has a connection of its own."""

    def __init__(self, address: str):
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.address = address
        self._mine = threading.local()

    def ask(self, request: Request) -> Answer:
        try:
            return self._ask(request)
        except (http.client.HTTPException, ConnectionError, BrokenPipeError):
            # The server may have closed a connection that was kept.
            self._mine.connection = None
            return self._ask(request)

    def _ask(self, request: Request) -> Answer:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
            self._mine.connection = connection
        begun = time.monotonic()
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value.encode("utf8"))
        connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        cookies = [value for name, value in response.getheaders() if name.lower() == "set-cookie"]
        if headers.get("content-type", "").startswith("text/event-stream"):
            body = b""
            connection.close()
            self._mine.connection = None
        else:
            body = response.read(BYTES_MAX)
        return Answer(response.status, headers, body, time.monotonic() - begun, cookies)


@dataclass
class Visitor:
    """Somebody with a session, a cart or nothing, who reads a language."""

    who: str
    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self, language: str, by_cookie: bool, accept: str) -> list[tuple[str, str]]:
        cookies = dict(self.cookies)
        if by_cookie:
            cookies["locale"] = language
        headers = [("Host", f"{self.server.host}:{self.server.port}"), ("Accept", accept)]
        if not by_cookie:
            headers.append(("Accept-Language", f"{language}-XX,{language};q=0.9"))
        if cookies:
            headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())))
        return headers

    def take(self, answer: Answer) -> None:
        """Keeps the cookies of an answer."""
        for line in answer.cookies:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value

    def get(self, target: str, language: str = "en") -> Answer:
        answer = self.server.ask(Request("GET", target, tuple(self.headers(language, True, "text/html"))))
        self.take(answer)
        return answer

    def post(self, target: str, values: list[tuple[str, str]], language: str = "en") -> Answer:
        headers = self.headers(language, True, "text/html") + [FORM]
        answer = self.server.ask(Request("POST", target, tuple(headers), encoded(values)))
        self.take(answer)
        return answer


FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")


def encoded(values: list[tuple[str, str]]) -> bytes:
    """As a browser posts a form; half a surrogate pair goes out as the bytes it would have."""
    part = lambda text: quote_from_bytes(text.encode("utf8", "surrogatepass"), safe="")
    return "&".join(f"{part(name)}={part(value)}" for name, value in values).encode()


def local_path(location: str, server: Server) -> str | None:
    """The path of a redirect that stays in the shop."""
    parts = urlsplit(location)
    if parts.netloc and parts.netloc != f"{server.host}:{server.port}":
        return None
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
