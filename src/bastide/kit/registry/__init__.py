"""Sockets: a lower app declares one, higher apps plug into it, and start-up finds the plugs."""
