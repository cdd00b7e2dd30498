"""Wagtail's back office behind our own walls: an editor of one body reaches that body's content and nothing else.

For the webmasters and agents of bodies. Wagtail's permissions stand behind; this refuses to trust them alone.
"""
