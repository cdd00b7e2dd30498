"""What an administrator copies onto a server: the wheel, the units of systemd, the site of nginx."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.urls import get_resolver

from bastide.kit.http.request_number import SECRET_ARGUMENTS
from dev import ROOT, build_wheel

DEPLOY = ROOT / "src/bastide/project/deploy"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_every_template_asset_and_migration(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())

    source = ROOT / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "bastide").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not {"tests", "__pycache__"} & set(path.parts)
    }
    assert sorted(wanted - held) == []
    assert any(name.endswith(".woff2") for name in held), "the fonts of npm are missing: run `make assets`"
    assert not any("/tests/" in name or name.endswith(".pyc") for name in held)


def test_the_wheel_names_its_command_and_what_it_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        read = {Path(name).name: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name}

    assert "bastide = bastide.project.__main__:main" in read["entry_points.txt"]
    assert "Requires-Dist: Django~=5.2.0" in read["METADATA"]


def test_the_units_of_systemd_are_what_systemd_understands(tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bastide", "granian"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    assert len(units) == 6
    for unit in units:
        text = unit.read_text()
        (tmp_path / unit.name).write_text(text.replace("/opt/bastide/bin", str(programs)))
        # A secret written in a unit is readable by everybody on the machine.
        assert not re.search(r"^Environment=.*(KEY|SECRET|PASSWORD|URL)", text, re.MULTILINE)

    if analyze := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyze, "verify", "--man=no", *(tmp_path / unit.name for unit in units)],
            capture_output=True,
            text=True,
            check=False,
        )
        ours = [line for line in done.stderr.splitlines() if "bastide" in line]
        assert (done.returncode, ours) == (0, [])


def test_a_command_typed_by_hand_gets_the_settings_and_secrets_of_the_services(tmp_path):
    for name in ("BASTIDE_SECRET_KEY", "DATABASE_URL"):
        secret = tmp_path / "etc" / "secrets" / name
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("s3cret")
    told = tmp_path / "systemd-run"
    told.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n')
    told.chmod(0o755)

    done = subprocess.run(
        ["/bin/sh", DEPLOY / "bastide-admin.sh", "invite_staff", "a@pole.example", "Anne Marie"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "BASTIDE_ETC": str(tmp_path / "etc")},
        capture_output=True,
        text=True,
        check=True,
    )

    words = done.stdout.splitlines()
    assert words[-4:] == ["/opt/bastide/bin/bastide", "invite_staff", "a@pole.example", "Anne Marie"]
    for name in ("BASTIDE_SECRET_KEY", "DATABASE_URL"):
        assert f"LoadCredential={name}:{tmp_path}/etc/secrets/{name}" in words
    # Neither on the command line, which every account of the machine may read.
    assert "s3cret" not in done.stdout


def test_nginx_logs_no_key_of_an_address_that_opens_by_itself():
    """Those addresses, and no other, have an argument whose name says so."""
    opening = [path for path in paths_of(get_resolver()) if SECRET_ARGUMENTS & set(re.findall(r"[:<](\w+)>", path))]
    text = (DEPLOY / "nginx.conf").read_text()
    hidden = re.findall(r"<bastide_door>([^)]*)\)\.", text)

    assert len(opening) >= 3
    assert [path for path in opening if not f"/{path}".replace("^", "").startswith(tuple(hidden))] == []


def paths_of(resolver, before=""):
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        yield from paths_of(pattern, path) if hasattr(pattern, "url_patterns") else [path]


def test_the_site_of_nginx_is_what_nginx_understands(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text()
    assert text.count("{") == text.count("}")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    # X_Forwarded_For, which a visitor may write, would be taken for ours.
    assert "underscores_in_headers off;" in text
    # One header set in a location would drop all of those above it, for that location.
    assert not re.search(r"location [^{}]*{[^}]*proxy_set_header", text)

    nginx, openssl = shutil.which("nginx"), shutil.which("openssl")
    if nginx and openssl:
        request = [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=portail.example",
        ]
        subprocess.run([*request, "-keyout", tmp_path / "k", "-out", tmp_path / "c"], check=True, capture_output=True)
        text = re.sub(r"ssl_certificate .*;", f"ssl_certificate {tmp_path}/c;", text)
        text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {tmp_path}/k;", text)
        (tmp_path / "site.conf").write_text(text.replace("/var/log/nginx", str(tmp_path)))
        main = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
        (tmp_path / "nginx.conf").write_text(main)
        command = [nginx, "-t", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
