"""The `bastide` command: Django's management commands with our settings as default."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bastide.project.settings")
    execute_from_command_line(["bastide", *sys.argv[1:]])


if __name__ == "__main__":
    main()
