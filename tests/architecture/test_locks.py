"""Guards of the locks: every package pinned and hashed, no index, registry or machine named."""

import json
import re
from pathlib import Path

from .tree import ROOT, committed_files, write


def loose_requirements(root: Path) -> list[str]:
    """Lines of `requirements/*.txt` that are not pinned and hashed, or that name a host."""
    found = []
    for path in sorted((root / "requirements").glob("*.txt")):
        for requirement in path.read_text().replace("\\\n", " ").splitlines():
            if not requirement.strip() or requirement.lstrip().startswith("#"):
                continue
            pinned = re.match(
                r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+( ;[^#]*?)? +--hash=sha256:[0-9a-f]{64}", requirement
            )
            if not pinned or "://" in requirement or " @ " in requirement:
                found.append(f"{path.name}: {requirement[:70]}")
    return found


def hosts_in_requirements(root: Path) -> list[str]:
    return [
        f"{path.name}: {line.strip()}"
        for path in sorted((root / "requirements").glob("*.*"))
        for line in path.read_text().splitlines()
        if re.search(r"https?://|file:|--(extra-)?index-url|--find-links", line)
    ]


def loose_npm_packages(root: Path) -> list[str]:
    """Packages of the npm lock without a checksum, or with the address they came from; ranges in package.json."""
    packages = json.loads((root / "package-lock.json").read_text())["packages"]
    wanted = json.loads((root / "package.json").read_text())
    ranges = {**wanted.get("dependencies", {}), **wanted.get("devDependencies", {})}
    return [
        f"package-lock.json: {name}"
        for name, package in packages.items()
        if name and ("resolved" in package or "integrity" not in package)
    ] + [f"package.json: {name} {wish}" for name, wish in ranges.items() if not re.fullmatch(r"\d+\.\d+\.\d+", wish)]


def locks_that_name_hosts(root: Path) -> list[str]:
    return [path.name for path in committed_files(root) if path.name in ("uv.lock", "pylock.toml", "yarn.lock")]


def test_every_python_package_is_pinned_and_hashed():
    assert loose_requirements(ROOT) == []


def test_a_loose_requirement_is_found(tmp_path):
    digest = "0" * 64
    lines = f"django==5.2.19 \\\n    --hash=sha256:{digest}\n    # via -r run.in\n"
    lines += f"granian>=2 \\\n    --hash=sha256:{digest}\nwagtail==7.4.4\n"
    write(tmp_path, {"requirements/run.txt": lines})

    assert [line.split()[1] for line in loose_requirements(tmp_path)] == ["granian>=2", "wagtail==7.4.4"]


def test_requirements_name_no_host():
    assert hosts_in_requirements(ROOT) == []


def test_a_host_in_requirements_is_found(tmp_path):
    write(
        tmp_path, {"requirements/run.txt": "--extra-index-url file:///mnt/wheels\n", "requirements/run.in": "django\n"}
    )

    assert len(hosts_in_requirements(tmp_path)) == 1


def test_every_npm_package_is_pinned_and_hashed():
    assert loose_npm_packages(ROOT) == []


def test_a_loose_npm_package_is_found(tmp_path):
    packages = {"": {}, "node_modules/a": {"integrity": "sha512-x", "resolved": "there"}, "node_modules/b": {}}
    write(
        tmp_path,
        {
            "package-lock.json": json.dumps({"packages": packages}),
            "package.json": json.dumps({"dependencies": {"a": "1.2.3", "b": "^2.0.0"}}),
        },
    )

    assert len(loose_npm_packages(tmp_path)) == 3


def test_no_lock_that_names_a_host_is_committed():
    assert locks_that_name_hosts(ROOT) == []


def test_a_lock_that_names_a_host_is_found(tmp_path, monkeypatch):
    write(tmp_path, {"uv.lock": "", "package-lock.json": "{}"})
    monkeypatch.setattr(f"{__name__}.committed_files", lambda root: sorted(root.iterdir()))

    assert locks_that_name_hosts(tmp_path) == ["uv.lock"]
