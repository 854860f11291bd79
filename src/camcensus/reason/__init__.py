"""WHAT FOLLOWS: devices, identities and findings as pure functions of observations, knowledge and profile."""
