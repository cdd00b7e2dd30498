"""French first: screens are written in French, English and Occitan are translations."""

from pathlib import Path

from django.conf.locale import LANG_INFO

# Django knows no Occitan.
LANG_INFO["oc"] = {"bidi": False, "code": "oc", "name": "Occitan", "name_local": "Occitan"}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("oc", "Occitan")]
# Made by `make messages`; the .mo files are compiled by `make setup`.
LOCALE_PATHS = [Path(__file__).resolve().parents[2] / "locale"]
# Days before months in English too, and formats for Occitan, which Django lacks.
FORMAT_MODULE_PATH = "bastide.project.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = False

# Pages that people write: /en/ and /oc/ hold what was translated, and nothing else (decision 0115).
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# The back office follows the language of the account; what Wagtail does not say in Occitan is French.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
