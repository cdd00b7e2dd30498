"""Who signs in, for which bodies, with which role.

For agents, elected members, partners and the pôle's staff. Residents have no account here."""
