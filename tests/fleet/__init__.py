"""A simulated estate: thousands of devices in one process, for tests on loopback and for benches in network namespaces.

A family of devices is data (``families/*.toml``); a device is a family, a number and an address. One loop serves them
all, counts what each was asked, and knows which of them were harmed. Nothing here is taken from what camcensus knows:
the families are written from the sources that their files name.

    python -m tests.fleet --cameras 2000 --others 3000 --network 10.77.0.0/16
"""
