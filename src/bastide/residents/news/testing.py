"""A piece of news, for the tests of the whole project."""

from datetime import datetime

from . import actions
from .models import NewsItem


def make_news(organisation, *, by, at: datetime, draft=False, **fields) -> NewsItem:
    values = {"title": "Le lavoir est rouvert", "text": "Dès samedi.", "theme": "travaux", **fields}
    thing = actions.save_news(organisation=organisation, values=values, by=by, at=at)
    return thing if draft else actions.publish(thing=thing, by=by, at=at)
