"""What configurations of firewalls, routers and switches say: one file a dialect, all in the words of `values`."""
