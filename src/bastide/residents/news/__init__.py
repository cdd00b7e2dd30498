"""News of town halls, EPCI and the pôle: a title, a few lines, a picture. For residents.

Written from a phone in `/espace/` in two screens. It refuses formatted text: what needs headings and tables is a page.
"""
