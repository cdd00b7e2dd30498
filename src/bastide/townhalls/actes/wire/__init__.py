"""The ACTES format on the line: what is written, what is read, what is refused. Pure Python, no database.

What we send is checked to the letter (`rules`, then `validation`); what we receive is read as far as it can be
(`reading`), and what was wrong with it is said, never raised.
"""
