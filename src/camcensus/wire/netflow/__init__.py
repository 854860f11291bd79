"""What routers and firewalls export of the conversations they see: NetFlow versions 5 and 9, and IPFIX."""
