"""Counted numbers, each with its name, unit, date or period, precision and source.

For the yearly report, the dashboards and the open data, which read them, and for the apps, which plug in what they
count. It refuses to give a number without saying of what and of when, and to say zero for what is not known."""
