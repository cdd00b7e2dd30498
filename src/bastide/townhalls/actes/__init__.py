"""ACTES: from the council's vote to the préfecture, the legal register and the open data.

For the secretary who prepares an act and the signatory who transmits it, and for whoever supports them.
`wire` knows the format on the line, without a database; `tiers` knows who carries it; `simulator` plays the State.
It refuses to talk to the State by itself: only a homologated operator may, so acts leave through one (`tiers.port`).
"""
