"""The portal in a real browser: a server as installed (Granian, no debugging, hashed files) on its own database.

`server.py` starts the server, `browser.py` the browser, `pages.py` lists what is visited.
"""
