"""Pictures and documents, as Wagtail keeps them, with our own models from the first migration on."""
