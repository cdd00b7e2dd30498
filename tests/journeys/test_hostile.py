"""Requests that no browser sends, on the wire: the server answers a refusal and goes on."""

import socket

import pytest

pytestmark = pytest.mark.journey
LINES = {
    "NUL": b"GET /a\x00b HTTP/1.1",
    "escaped NUL": b"GET /communes/%00/ HTTP/1.1",
    "line end": b"GET /%0d%0aSet-Cookie:%20a=b/ HTTP/1.1",
    "double slash": b"GET //evil.example/ HTTP/1.1",
    "upwards": b"GET /../../etc/passwd HTTP/1.1",
    "upwards among static files": b"GET /static/../../../../etc/passwd HTTP/1.1",
    "upwards, escaped": b"GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
    "not UTF-8": b"GET /%ff%fe/ HTTP/1.1",
    "half a sign": b"GET /%ed%a0%80/ HTTP/1.1",
    "bad escape": b"GET /%zz/%/ HTTP/1.1",
    "10 kB": b"GET /" + b"a" * 10_000 + b"/ HTTP/1.1",
    "5,000 parts": b"GET /" + b"a/" * 5_000 + b" HTTP/1.1",
    "query of 10 kB": b"GET /?q=" + b"%00" * 3_000 + b" HTTP/1.1",
    "2,000 parameters": b"GET /?" + b"&".join(b"a%d=1" % n for n in range(2_000)) + b" HTTP/1.1",
    "another address": b"GET http://evil.example/ HTTP/1.1",
    "unknown method": b"FOO / HTTP/1.1",
    "method in small letters": b"get / HTTP/1.1",
    "trace": b"TRACE / HTTP/1.1",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1",
    "star": b"OPTIONS * HTTP/1.1",
    "no version": b"GET /",
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
}


def send(server, data):
    """The beginning of the answer; b"" when the server hangs up or waits for more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(data)
        try:
            return connection.recv(65_536)
        except (ConnectionResetError, TimeoutError):
            return b""


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_hostile_request_is_refused_and_the_next_is_served(server, line):
    host = f"Host: localhost:{server.port}\r\nConnection: close\r\n\r\n".encode()

    hostile = status(send(server, line + b"\r\n" + host))
    plain = status(send(server, b"GET / HTTP/1.1\r\n" + host))

    assert hostile < 500
    assert plain == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a" * 5_000])
def test_an_unknown_host_is_refused(server, host):
    answer = send(server, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())

    assert status(answer) == 400


def test_head_answers_with_the_length_of_the_page_and_no_body(server):
    ask = "HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nAccept-Encoding: {}\r\n\r\n"

    for encoding in ("br", "gzip", "identity"):
        tail = ask.format(server.port, encoding)
        heads = [send(server, f"HEAD / {tail}".encode()) for _ in range(2)]
        for head in heads:
            assert status(head) == 200
            assert head.endswith(b"\r\n\r\n")
