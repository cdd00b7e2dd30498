"""What is read from the documents of acts, and the documents made for them. No database here."""
