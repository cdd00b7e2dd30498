"""Stream fields whose blocks may change without a migration; for apps that let people write pages. It has no screen."""
