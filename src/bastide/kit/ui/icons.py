"""The icons, drawn by one hand: a grid of 40, a stroke of 2.4, round ends. They always stand beside a word."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

#: Name of the icon, and what is inside its `<svg viewBox="0 0 40 40">`.
ICONS: dict[str, str] = {
    "accessible": '<circle cx="17" cy="8" r="3"/><path d="M17 15v10h8.5l4.5 8M17 19.5h7.5M13 20.5a8 8 0 1 0 10.5 10"/>',
    "arrow": '<path d="M7 20h25M22 10l10 10-10 10"/>',
    "book": '<path d="M20 11c-4-3-8-3.5-13-3.5v23c5 0 9 .5 13 3.5 4-3 8-3.5 13-3.5v-23c-5 0-9 .5-13 3.5zM20 11v23"/>',
    "building": '<path d="M5.5 33.5h29M8.5 29h23M20 6.5 6.5 14.5h27zM11 15v13.5M17 15v13.5M23 15v13.5M29 15v13.5"/>',
    "calendar": '<rect x="7" y="10" width="26" height="23" rx="2"/><path d="M7 17.5h26M14 6.5v7M26 6.5v7"/>',
    "check": '<path d="M8 21l8 8 16-18"/>',
    "clock": '<circle cx="20" cy="20" r="13"/><path d="M20 12v8.5l5 4.5"/>',
    "close": '<path d="M10 10l20 20M30 10L10 30"/>',
    "database": '<ellipse cx="20" cy="11" rx="12" ry="4.5"/>'
    '<path d="M8 11v18c0 2.5 5.4 4.5 12 4.5s12-2 12-4.5V11M8 20c0 2.5 5.4 4.5 12 4.5s12-2 12-4.5"/>',
    "document": '<path d="M10 6h13l8 8v20H10zM23 6v8h8M15 21h11M15 27h11"/>',
    "download": '<path d="M20 6.5V25M12 17.5l8 8 8-8M7 33.5h26"/>',
    "flag": '<path d="M10 34.5v-28M10 8.5h22L27 15l5 6.5H10"/>',
    "gear": '<circle cx="20" cy="20" r="9"/><circle cx="20" cy="20" r="3"/>'
    '<path d="M20 6v5M20 29v5M6 20h5M29 20h5M10.1 10.1l3.5 3.5M26.4 26.4l3.5 3.5M29.9 10.1l-3.5 3.5'
    'M13.6 26.4l-3.5 3.5"/>',
    "globe": '<circle cx="20" cy="20" r="13"/>'
    '<path d="M7 20h26M20 7c4 4 5.8 8.2 5.8 13S24 29 20 33c-4-4-5.8-8.2-5.8-13S16 11 20 7z"/>',
    "grapes": '<circle cx="12.5" cy="19" r="3.5"/><circle cx="20" cy="19" r="3.5"/><circle cx="27.5" cy="19" r="3.5"/>'
    '<circle cx="16.2" cy="25.5" r="3.5"/><circle cx="23.8" cy="25.5" r="3.5"/><circle cx="20" cy="32" r="3.5"/>'
    '<path d="M20 15.5V8M20 11c1.5-4.5 6.5-6.5 11.5-4.5C29 11 24.5 13 20 11z"/>',
    "hammer": '<rect x="16.5" y="8" width="19" height="9.5" rx="2" transform="rotate(45 26 12.75)"/>'
    '<path d="M22.5 16.5L7.5 32.5"/>',
    "heart-plus": '<path d="M20 33.5S6 25.5 6 16a7.3 7.3 0 0 1 14-3 7.3 7.3 0 0 1 14 3c0 9.5-14 17.5-14 17.5z'
    'M20 16v8M16 20h8"/>',
    "house": '<path d="M5 19L20 7l15 12M9.5 15.5V33h21V15.5M16.5 33v-9h7v9"/>',
    "info": '<circle cx="20" cy="20" r="13"/><path d="M20 18.5v8.5M20 13h.01"/>',
    "key": '<circle cx="13" cy="27" r="6.5"/><path d="M17.8 22.2L33 7M28 12l4.5 4.5M22.5 17.5l3.5 3.5"/>',
    "lock": '<rect x="8" y="17" width="24" height="17" rx="2"/><path d="M13 17v-4a7 7 0 0 1 14 0v4M20 24v3.5"/>',
    "mail": '<rect x="6" y="9.5" width="28" height="21" rx="2"/><path d="M7 12l13 10.5L33 12"/>',
    "map-pin": '<path d="M20 35S8.5 25.5 8.5 16.5a11.5 11.5 0 0 1 23 0C31.5 25.5 20 35 20 35z"/>'
    '<circle cx="20" cy="16.5" r="4.5"/>',
    "menu": '<path d="M7 12h26M7 20h26M7 28h26"/>',
    "pen": '<path d="M7 33l2-8.5L27 6.5l6.5 6.5-18 18zM22.5 11l6.5 6.5"/>',
    "people": '<circle cx="15" cy="14" r="5.5"/><path d="M4.5 33c1-6.5 5-9.5 10.5-9.5s9.5 3 10.5 9.5'
    'M25.5 9a5.5 5.5 0 0 1 0 10M29 24.5c3.5 1 5.7 3.9 6.5 8.5"/>',
    "person": '<circle cx="20" cy="13.5" r="6.5"/><path d="M7 34c1.5-7 6.5-10 13-10s11.5 3 13 10"/>',
    "phone": '<path d="M13.5 6.5l4 8-4 3.2c1.8 4 4.8 7 8.8 8.8l3.2-4 8 4-.8 5c-.2 1.2-1.2 2-2.4 2'
    'C17.5 33 7 22.5 6.5 9.7c0-1.2.8-2.2 2-2.4z"/>',
    "print": '<path d="M12 14V6.5h16V14M12 28H6.5V14h27v14H28M12 22.5h16v11H12z"/>',
    "question": '<circle cx="20" cy="20" r="13"/>'
    '<path d="M15.7 16.3a4.3 4.3 0 1 1 6.6 3.6c-1.5 1-2.3 1.9-2.3 3.6M20 28h.01"/>',
    "search": '<circle cx="17.5" cy="17.5" r="10"/><path d="M25 25l8.5 8.5"/>',
    "send": '<path d="M5 18.5L34.5 6 26 34l-7-11.5zM34.5 6L19 22.5"/>',
    "speech": '<path d="M6.5 8h27v19.5H19L12 34v-6.5H6.5zM13 15h14M13 21h9"/>',
    "warning": '<path d="M20 6.5L35.5 33h-31zM20 16.5V24M20 28.5h.01"/>',
    "wifi": '<path d="M5.5 16c8-7.5 21-7.5 29 0M11 22.5c5-5 13-5 18 0M16 28.5c2.5-2.3 5.5-2.3 8 0M20 33.5h.01"/>',
}


def draw(name: str, extra: str = "") -> SafeString:
    """The icon as inline SVG. Raises KeyError, with the names there are, for one that was never drawn."""
    if name not in ICONS:
        raise KeyError(f"No icon named {name!r}; there are: {', '.join(ICONS)}.")
    size = f" icon--{extra}" if extra in {"small", "text"} else ""
    # Only the constants above reach the page.
    return mark_safe(f'<svg class="icon{size}" viewBox="0 0 40 40" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308
