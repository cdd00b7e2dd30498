import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.backup import sealing
from bastide.core.backup.errors import Damaged
from bastide.core.backup.sealing import MAGIC, SALT, TAG, Keys, key_from

KEYS = Keys(b"k" * 32)


@pytest.fixture(autouse=True, scope="module")
def small_chunks():
    """The same code on chunks that tests can fill."""
    whole, sealing.CHUNK = sealing.CHUNK, 16
    yield
    sealing.CHUNK = whole


def seal(*pieces, keys=KEYS):
    return b"".join(keys.seal(pieces))


def unseal(sealed, keys=KEYS):
    return b"".join(keys.unseal(io.BytesIO(sealed)))


@given(st.lists(st.binary(max_size=50), max_size=6))
def test_what_was_sealed_comes_back_whatever_its_size_and_pieces(pieces):
    assert unseal(seal(*pieces)) == b"".join(pieces)


@given(st.binary(max_size=70), st.data())
def test_one_byte_changed_anywhere_is_found(content, data):
    sealed = bytearray(seal(content))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Damaged):
        unseal(bytes(sealed))


@given(st.binary(max_size=70), st.data())
def test_a_cut_is_found_at_every_byte(content, data):
    sealed = seal(content)

    with pytest.raises(Damaged):
        unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))])


def test_chunks_cannot_be_swapped_repeated_or_left_out():
    sealed, head = seal(b"a" * 16, b"b" * 16, b"c" * 5), len(MAGIC) + SALT
    first, second, last = sealed[head : head + 32], sealed[head + 32 : head + 64], sealed[head + 64 :]
    assert len(last) == 5 + TAG

    for body in (second + first + last, first + first + second + last, first + last, first + second, last):
        with pytest.raises(Damaged):
            unseal(sealed[:head] + body)


def test_nothing_follows_the_last_chunk():
    with pytest.raises(Damaged):
        unseal(seal(b"a") + b"more")


def test_the_same_content_is_sealed_otherwise_each_time_and_named_alike():
    first, second = seal(b"acte"), seal(b"acte")

    assert first != second
    digests = [KEYS.digest(), KEYS.digest(), Keys(b"o" * 32).digest()]
    for digest in digests:
        digest.update(b"acte")
    assert digests[0].hexdigest() == digests[1].hexdigest() != digests[2].hexdigest()


def test_another_key_opens_nothing():
    with pytest.raises(Damaged):
        unseal(seal(b"acte"), keys=Keys(b"o" * 32))


def test_a_key_of_words_depends_on_the_salt_and_not_on_the_line_end_of_its_file():
    assert key_from("des mots", b"a" * 32) == key_from("des mots\n", b"a" * 32) != key_from("des mots", b"b" * 32)
