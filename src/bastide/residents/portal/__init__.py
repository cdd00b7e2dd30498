"""The public portal: the home page, a site for each commune and EPCI, and what the law asks of a site.

For residents. It shows what other apps own: panels reach it through `core.territory`'s socket, results through
`core.search`. It keeps no record of its own but the home page."""
