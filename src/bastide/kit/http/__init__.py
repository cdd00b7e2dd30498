"""What stands between the network and a view: the cache of public pages, security headers, refusals, error pages.

For everyone who serves a page. A view says `@public_page(tags=…)`, an action that changes what is shown says
`purge(…)`; both are explained in `pages.py`. It refuses to store anything that a view did not offer, anything that
sets a cookie, and anything asked by a visitor who is signed in."""
