"""Whether the service stands: checks that each app plugs in, `bastide doctor`, the addresses that probes call.

For who runs an installation and for the machines that watch it. It mends nothing by itself: each finding names the one
step that does. To strangers it tells names only, never what is wrong."""
