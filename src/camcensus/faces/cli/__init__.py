"""The command line: words in, words out, exit codes; no decision is made here."""
