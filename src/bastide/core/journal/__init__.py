"""Who did what to what, when: lines that cannot be rewritten unseen."""
