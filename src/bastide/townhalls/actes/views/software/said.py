"""What is said to a program and what it says, in the encodings of S2LOW."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from ...wire.charset import sendable

TEXT = "text/plain; charset=iso-8859-1"


def ok(*lines: str, proof: bytes = b"") -> HttpResponse:
    """ "OK", then a line for each, then the bytes of `proof` as they are."""
    return HttpResponse(_latin("\n".join(["OK", *lines])) + (b"\n" + proof), content_type=TEXT)


def ko(*sentences: str, status: int = 200) -> HttpResponse:
    return HttpResponse(_latin("\n".join(["KO", *sentences])) + b"\n", content_type=TEXT, status=status)


def text(words: str) -> HttpResponse:
    return HttpResponse(_latin(words), content_type=TEXT)


def rows(found: Any) -> JsonResponse:
    """JSON in ASCII, as S2LOW writes it."""
    return JsonResponse(found, safe=False)


def _latin(words: str) -> bytes:
    return sendable(words).text.encode("latin-1", "replace")


def typed(given: str) -> str:
    """What a program typed: its form was read as ISO-8859-1, and many send UTF-8."""
    raw = given.encode("latin-1", "replace")
    try:
        words = raw.decode("utf-8")
    except UnicodeDecodeError:
        words = raw.decode("cp1252", "replace")
    return words.replace("\x00", "").strip()


def one(request: HttpRequest, name: str) -> str:
    """A value of the form, else of the address."""
    form = request.POST if request.method == "POST" else request.GET
    return typed(form.get(name) or request.GET.get(name, ""))


def number(request: HttpRequest, *names: str) -> int | None:
    """The first of `names` that is a number that a row may have."""
    for name in names:
        if re.fullmatch(r"[0-9]{1,15}", found := one(request, name)):
            return int(found)
    return None


def several(given: QueryDict, name: str) -> list[str]:
    """`name[]`, `name[0]`, `name[1]`… or `name`, in their order."""
    return [typed(value) for each in _numbered(given, name) for value in given.getlist(each)]


def files(given: MultiValueDict[str, UploadedFile], name: str) -> list[UploadedFile]:
    """The same for files; a field left empty is no file."""
    found = [file for each in _numbered(given, name) for file in given.getlist(each)]
    return [file for file in found if file.name]


def _numbered(given: MultiValueDict[str, Any], name: str) -> list[str]:
    ranked = []
    for each in given:
        if each == name:
            ranked.append((-1, each))
        elif match := re.fullmatch(rf"{re.escape(name)}\[([0-9]{{0,4}})\]", each):
            ranked.append((int(match[1] or 0), each))
    return [each for _rank, each in sorted(ranked)]
