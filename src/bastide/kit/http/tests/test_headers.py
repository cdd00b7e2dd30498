import pytest

pytestmark = pytest.mark.django_db


def directives(answer):
    parts = (part.strip().split(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


def test_public_pages_allow_nothing_inline_and_nobody_else(client, valdorne):
    answer = client.get("/communes/le-peyrat/")

    policy = directives(answer)
    assert policy["default-src"] == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == {"'self'"}
    assert policy["frame-ancestors"] == {"'none'"}
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Strict-Transport-Security" not in answer


def test_the_back_office_has_its_own_policy(client, valdorne):
    answer = client.get("/cms/login/")

    policy = directives(answer)
    assert policy["default-src"] == {"'none'"}
    assert policy["script-src"] == {"'self'", "'unsafe-inline'"}
    assert policy["style-src"] == {"'self'", "'unsafe-inline'"}
    assert policy["connect-src"] == {"'self'"}
    assert policy["frame-ancestors"] == {"'self'"}
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_path_that_only_looks_like_the_back_office_has_the_strict_policy(client, valdorne):
    assert directives(client.get("/cms-autre/"))["script-src"] == {"'self'"}
