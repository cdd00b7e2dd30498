"""The State's side, played on this machine: it takes archives by HTTP, checks them, and answers by mail.

For the demonstration, for tests, and to train people. It takes acts of training (TACT) only, and knows no other
address than the mailbox it is given: nothing that it says proves anything.
"""
