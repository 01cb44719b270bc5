"""Values that no honest browser sends, and forms filled in with them."""

from io import BytesIO
from random import Random
from typing import NamedTuple
from urllib.parse import quote, urlencode, urljoin, urlsplit

from lxml import html

TOKEN = "csrf_token"
VALUES = (
    *("", " ", "\0", "a\0b", "\ud800", b"\xff\xfe", "\r\n", "\u200b", "x" * 20_000, "字" * 5_000),
    *(
        "👩‍👩‍👧‍👦🏴‍☠️",
        "\u202eمرحبا",
        "e\u0301" * 300,
        "𠮷",
        "ﷺ",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
    ),
    *(
        "' OR 1=1 --",
        "%s%n",
        "%00",
        "../../etc/passwd",
        "=1+1",
        "$^`[[",
        "null",
        "true",
        "[]",
        "{}",
    ),
    *('{"a": [1, {"b": null}]}', "[" * 2_000, "0", "-1", "1e309", "NaN", "0x10", "9" * 30, "２"),
    *("2147483648", "1.5", "0001-01-01", "9999-12-31", "2026-02-30", "2026-06-30T25:61", "12:60"),
)
FILES = (
    *(b"", b"\0" * 100, b"\xff\xfe", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" + b"\0" * 50, b"GIF89a"),
    *("登录名,姓名\nmember,\0\n".encode(), "::题:: 1 {=对 ~错}".encode(), "，".encode("gb18030")),
    *(b"WEBVTT\n\n00:00.000 --> 99:99.999\nx", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"a,b\n" * 5_000),
)
NAMES = ("a.csv", "a.xlsx", "a.pdf", "a.vtt", "../../a.txt", "", "字" * 300 + ".csv", "a\0.csv")
HEADERS = (
    *({}, {}, {}, {"HX-Request": "true"}, {"Accept": "application/problem+json"}),
    *({"Accept-Language": "en;q=9, *"}, {"Range": "bytes=5-1"}, {"If-None-Match": '"x"'}),
    *({"If-Modified-Since": "x"}, {"Referer": "http://[/"}, {"Cookie": "lang=xx; theme=\xff"}),
)


QUERY = ("page", "q", "state", "unit", "cursor", "sort", "as_of", "next", "from", "x")
FIELDS = (
    *("title", "name", "text", "body", "reason", "state", "kind", "q", "n", "position", "to"),
    *("person", "people", "unit", "role", "valid_from", "valid_to", "file", "answers", "theme"),
)


class Sent(NamedTuple):
    """One request, so written that it can be sent again."""

    method: str
    path: str
    pairs: tuple = ()
    files: tuple = ()
    headers: tuple = ()

    def __str__(self) -> str:
        pairs = [(name, value[:80]) for name, value in self.pairs]
        return f"{self.method} {self.path[:300]} {pairs} {self.files} {dict(self.headers)}"

    def how(self) -> dict[str, object]:
        """Return the arguments of a test client."""
        path, headers = self.path, dict(self.headers)
        if self.method == "GET":
            path += ("?" + _encoded(self.pairs)) if self.pairs else ""
            return {"method": "GET", "path": path, "headers": headers}
        if self.files:
            parts = {name: _plain(value) for name, value in self.pairs}
            parts |= {name: (BytesIO(content), title) for name, title, content in self.files}
            return {"method": "POST", "path": path, "headers": headers, "data": parts}
        form = "application/x-www-form-urlencoded"
        body = {"data": _encoded(self.pairs), "content_type": form}
        return {"method": self.method, "path": path, "headers": headers, **body}


def _encoded(pairs: tuple) -> str:
    """Encode also what is no text: half a surrogate, bytes of no character."""
    return urlencode(pairs, errors="surrogatepass")


def _plain(value: str | bytes) -> str:
    text = value.decode("latin1") if isinstance(value, bytes) else value
    return text.encode("utf-8", "replace").decode()


class Page(NamedTuple):
    """What can be done next on a page: follow a link, send a form; the shell's are on every page."""

    links: list[str]
    forms: list[html.FormElement]
    path: str

    @classmethod
    def of(cls, path: str, text: str) -> "Page":
        try:
            document = html.fromstring(text)
        except (ValueError, html.etree.ParserError):  # no page, or an empty one
            return cls([], [], path)
        links = [_inside(path, address) for address in document.xpath("//main//a/@href")]
        own = document.xpath("//main//form | //dialog//form")
        return cls([link for link in links if link], own or list(document.forms), path)


def _inside(base: str, address: str) -> str | None:
    """Return the part of an address that a client asks for; none if it leads out of the school."""
    whole = urlsplit(urljoin(f"http://localhost{base}", address))
    if whole.netloc != "localhost" or whole.scheme != "http":
        return None
    return whole.path + (f"?{whole.query}" if whole.query else "")


def next_request(page: Page, ids: list[object], chance: Random) -> Sent | None:
    """Choose what to do on a page, mostly a form, and spoil it here and there."""
    headers = tuple(chance.choice(HEADERS).items())
    if page.forms and (not page.links or chance.random() < 0.75):
        return _filled(page, chance.choice(page.forms), ids, chance)._replace(headers=headers)
    if page.links:
        return Sent("GET", spoilt_path(chance.choice(page.links), chance), headers=headers)
    return None


def spoilt_path(path: str, chance: Random) -> str:
    """Return an address, sometimes with a number in it that is none, or with more behind it."""
    parts = path.split("/")
    numbers = [place for place, part in enumerate(parts) if part.isdecimal()]
    if numbers and chance.random() < 0.1:
        parts[chance.choice(numbers)] = _quoted(_value(chance))
    path = "/".join(parts)
    if chance.random() < 0.2:
        name = chance.choice(QUERY)
        path += ("&" if "?" in path else "?") + _encoded(((name, _value(chance)),))
    return path


def guessed(chance: Random) -> tuple[tuple[str, str | bytes], ...]:
    """Return fields as somebody may guess them who has not seen the form."""
    names = chance.sample(FIELDS, chance.randint(0, 4))
    return tuple((name, _value(chance)) for name in names)


def _quoted(value: str | bytes) -> str:
    """Quote for a path; an empty part would make it another address."""
    encoded = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return quote(encoded[:200] or b"-", safe="")


def _value(chance: Random) -> str | bytes:
    return chance.choice(VALUES)


def _filled(page: Page, form: html.FormElement, ids: list[object], chance: Random) -> Sent:
    pairs = [(name, value or "") for name, value in form.form_values()]
    pairs += _pressed(form, chance)
    for _time in range(chance.choice([0, 1, 1, 2, 4])):
        pairs = _spoilt(pairs, form, ids, chance)
    uploads = [field.name for field in form.xpath('.//input[@type="file"]') if field.name]
    files = tuple((name, chance.choice(NAMES), chance.choice(FILES)) for name in uploads)
    path = _inside(page.path, form.get("action") or page.path) or page.path
    method = "POST" if form.method.upper() == "POST" else "GET"
    if method == "GET":
        return Sent(method, path.partition("?")[0], tuple(pairs))
    return Sent(method, path, tuple(pairs), files)


def _pressed(form: html.FormElement, chance: Random) -> list[tuple[str, str]]:
    buttons = form.xpath('.//button[@name] | .//input[@type="submit"][@name]')
    pressed = chance.choice(buttons) if buttons else None
    return [] if pressed is None else [(pressed.get("name"), pressed.get("value") or "")]


def _spoilt(pairs: list, form: html.FormElement, ids: list[object], chance: Random) -> list:
    """Return the fields with one of them wrong, gone, twice or not of this form."""
    names = [name for name in form.fields if name and name != TOKEN] or ["x"]
    name = chance.choice(names)
    others = [pair for pair in pairs if pair[0] != name]
    wrong, foreign = (name, _value(chance)), (name, str(chance.choice(ids)))
    strange = [(f"{name}-1", _value(chance)), ("unheard_of", _value(chance))]
    ways = ([*others, wrong], [*others, foreign], [*pairs, wrong], others, [*pairs, *strange])
    return chance.choices(ways, weights=(12, 3, 2, 2, 1))[0]
