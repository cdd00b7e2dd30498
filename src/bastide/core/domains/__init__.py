"""Own domains: a commune, an EPCI or a section of the portal answers under a name of its own.

For the pôle, which records the names, and for every request that comes by one of them. It keeps no copy of a page: the
portal's own views answer, and addresses are written again on the way in and out (decision 0118). It refuses to show
under a domain what belongs to anybody else."""
