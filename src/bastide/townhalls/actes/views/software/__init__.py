"""The addresses that signature books and business software know from S2LOW, answered by this installation.

Source: the API of S2LOW 5 as its public code has it (reference §15.1, read 2026-11). Answers are text in ISO-8859-1
whose first line is OK or KO, or JSON where S2LOW gives JSON.
"""
