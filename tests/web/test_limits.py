"""What is refused before a view is asked; and how many pages somebody may open, counted by who they are and never by a header."""

from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory

from agencies import drafts, rates
from agencies.actors import set_actor
from config.addresses import trusted_address
from config.uploads import MostBytes
from config.wsgi import application
from tests.factories.agencies import Cast

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch) -> LocMemCache:
    cache = LocMemCache("limits", {})
    cache.clear()
    monkeypatch.setattr(rates, "cache", cache)
    monkeypatch.setattr(rates, "REST", rates.Rest())
    return cache


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["/sign-in/", "/api/v1/cases/"])
def test_what_says_that_it_is_too_large_is_refused_by_its_head(client: Client, address: str) -> None:
    answer = client.post(address, b"x", content_type=FORM, CONTENT_LENGTH=str(site.MOST_BODY + 1))
    assert answer.status_code == 413
    assert ("25" in answer.content.decode()) or ("larger than anything" in answer.content.decode())
    assert "Content-Security-Policy" in answer


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-8", 200), ("UTF8", 200), ("no-such", 200), ("utf-7", 415), ("utf-16", 415), ("latin-1", 415), ("rot13", 415),
     ("bz2", 415), ("idna", 415), ("undefined", 415), ("unicode_escape", 415)],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/health/", "/api/v1/reference/"])
def test_what_is_not_utf_8_is_refused_before_django_reads_it(charset: str, status: int, address: str) -> None:
    told: list[str] = []
    environ = {
        **RequestFactory()._base_environ(),
        "PATH_INFO": address,
        "QUERY_STRING": "a=%2BAGE-" if address == "/health/" else "",
        "CONTENT_TYPE": f"text/plain; charset={charset}",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    body = b"".join(application(environ, lambda status, headers: told.append(status)))
    assert int(told[0][:3]) in ({status} if status == 415 else {200, 401})
    assert (b"leave the charset out" in body) is (status == 415)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_are_sent_utf_8(client: Client, charset: str, method: str) -> None:
    sent = {"data": b"login=%2BAGE-"} if method == "post" else {"data": {"next": "+AGE-"}}
    headers = (
        {"content_type": f"{FORM}; charset={charset}"}
        if method == "post"
        else {"CONTENT_TYPE": f"{FORM}; charset={charset}"}
    )
    assert getattr(client, method)("/sign-in/", **sent, **headers).status_code == 415


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("query", ["next=%00", "%00=1", "a=%2500&b=\x00", "ended=" + "%00" * 3])
def test_a_query_with_nul_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/sign-in/?{query}").status_code == 400


@pytest.mark.parametrize(
    "page",
    ["/caseload/", "/search/", "/reports/", "/reports/demand/", "/papers/", "/memberships/", "/team/", "/drafts/"],
)
@pytest.mark.parametrize(
    "query", ["page=" + "9" * 3000, "page=-1", "page=%FF%FE", "show=%ED%A0%80", "since=%F0%9F", "code=%D9%A1"]
)
def test_no_query_of_a_page_ends_in_an_error_of_ours(browser_of: Any, page: str, query: str) -> None:
    assert browser_of("asha").get(f"{page}?{query}").status_code < 500


def test_a_draft_takes_whatever_was_typed(cast: Cast) -> None:
    with transaction.atomic():
        set_actor(cast.asha)
        kept = drafts.keep("/x/", said={"a\0b": ["c\0d"]}, seen="e\0f", by=cast.asha)
        kept.refresh_from_db()
    assert (kept.said, kept.seen) == ({"ab": ["cd"]}, "ef")


# How often


@pytest.mark.usefixtures("db")
def test_so_many_pages_of_an_address_in_a_minute_whatever_it_says_of_itself(client: Client, settings: Any) -> None:
    settings.PAGES_ANONYMOUS_PER_MINUTE = 3
    told = [client.get("/sign-in/", headers={"X-Forwarded-For": f"203.0.113.{each}"}).status_code for each in range(5)]
    assert told == [200, 200, 200, 429, 429]
    again = client.get("/sign-in/")
    assert 1 <= int(again["Retry-After"]) <= 60
    assert "Wait a minute" in again.content.decode()
    assert client.get("/sign-in/", REMOTE_ADDR="192.0.2.77").status_code == 200
    assert client.get("/health/").status_code == 200


def test_so_many_pages_of_one_membership_wherever_they_sit(browser_of: Any, settings: Any) -> None:
    asha, ben = browser_of("asha"), browser_of("ben")
    settings.PAGES_PER_MINUTE = 2
    rates.cache.clear()  # signing in was a page or two as well
    told = [asha.get("/search/", REMOTE_ADDR=f"192.0.2.{each}").status_code for each in range(3)]
    assert told == [200, 200, 429]
    assert ben.get("/search/").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1, 203.0.113.9, 192.0.2.2", "203.0.113.9"),
        (1, "127.0.0.1,", "unknown"),
        (1, "2001:db8::1", "2001:db8::/64"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_is(
    settings: Any, proxies: int, forwarded: str | None, seen: str
) -> None:
    settings.NUM_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    others = {"X-Real-IP": "198.51.100.1", "Forwarded": "for=198.51.100.1", "True-Client-IP": "198.51.100.1"}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={**others, **headers})
    assert trusted_address(request) == seen


def test_a_file_of_a_stranger_is_not_read() -> None:
    def asked(actor: object) -> HttpRequest:
        request = RequestFactory().post("/", {"file": SimpleUploadedFile("x", b"x" * 100)})
        request.actor = actor  # type: ignore[attr-defined]
        return request

    assert asked(None).FILES.get("file") is None
    assert asked(object()).FILES["file"].size == 100
    assert site.FILE_UPLOAD_HANDLERS[0] == f"{MostBytes.__module__}.MostBytes"
