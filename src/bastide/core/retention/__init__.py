"""Which personal data is erased when, and the erasing.

For the people whose data it is, through the privacy page that is made from the rules, and for whoever runs the portal,
through `bastide purge`. Each app says its own rules; this one speaks for those below it and for the libraries. It
refuses to erase what no rule names."""
