"""Mails on their way: kept as rows in the transaction that asks for them, then handed over once.

For every app, through Django's own `EmailMessage.send()` or `actions.post` for a mail with its templates. It refuses to
lose a mail when a process dies, and to send one twice without saying so."""
