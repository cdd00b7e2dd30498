"""What runs by the clock: when each periodic work is due next, and `bastide tick` that runs it.

For the launcher, cron or systemd, which call it each minute. It plans nothing by itself: apps plug what they want done
into `kit.tasks.clockwork`, and two ticks at once never run the same one."""
