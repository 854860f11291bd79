"""Hostile input for every parser: millions of executions each, to find what crashes, hangs or eats memory."""
