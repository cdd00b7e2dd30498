"""Signatures inside PDFs and trusted time stamps, by pyHanko: the extra `signatures`, loaded only where it is used."""
