"""The showcase: businesses to take over, people who settled, art workshops, producers who sell close by.

For residents and for those who may come; town halls, EPCI and the pôle write it at their desks. Each thing has a list,
filters, a feed and an end. It retypes no place: a workshop or a producer that the directory knows is chosen there."""
