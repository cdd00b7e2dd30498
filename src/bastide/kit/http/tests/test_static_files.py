import brotli
import pytest

from bastide.kit.http.static_files import StaticFilesStorage

TEXT = "".join(f".line-{number} {{ margin: {number % 7}px; color: #{number:06x} }}\n" for number in range(3000))


@pytest.fixture
def storage(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    for folder in ("ui", "wagtailadmin"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "look.css").write_text(TEXT)
    return StaticFilesStorage(location=tmp_path)


def collect(storage, *names):
    return list(storage.post_process({name: (storage, name) for name in names}))


def test_every_file_gets_a_hashed_name_and_is_compressed_twice(storage, tmp_path):
    collect(storage, "ui/look.css", "wagtailadmin/look.css")

    for name in ("ui/look.css", "wagtailadmin/look.css"):
        hashed = tmp_path / storage.stored_name(name)
        assert hashed.name != "look.css"
        assert brotli.decompress(hashed.with_name(f"{hashed.name}.br").read_bytes()).decode() == TEXT
        assert hashed.with_name(f"{hashed.name}.gz").exists()


def test_what_visitors_load_is_as_small_as_can_be_and_the_rest_is_quick(storage, tmp_path):
    collect(storage, "ui/look.css", "wagtailadmin/look.css")

    best, quick = brotli.compress(TEXT.encode(), quality=11), brotli.compress(TEXT.encode(), quality=5)
    assert (tmp_path / "ui/look.css.br").read_bytes() == best
    assert (tmp_path / "wagtailadmin/look.css.br").read_bytes() == quick != best
