"""`/espace/`: where a town hall's secretary, its elected people and the pôle work, one task per screen.

It owns the frame (what waits, what can be done, what happened), the first gestures on a body's own data, and banners.
Other apps add their tasks and gestures through its sockets. It refuses to be a table of everything.
"""
