"""Imported first by a program that is no test: the people of the demonstration are described beside models."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bastide.project.settings")
django.setup()
