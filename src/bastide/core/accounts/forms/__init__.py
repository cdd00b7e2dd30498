"""Forms of the door, of one's account and of the pôle's people."""
