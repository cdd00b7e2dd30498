"""Work with an effect that must happen once, whatever is killed when."""
