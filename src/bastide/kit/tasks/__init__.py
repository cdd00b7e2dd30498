"""Work with an effect that must happen once, whatever is killed when.

For apps that send, call or compute something later: rows that say what is due, leases, and periodic work. It holds no
table of its own and no queue: the queue (django-tasks) is a way to hurry, the rows are the memory."""
