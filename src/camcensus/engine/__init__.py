"""WHAT CAN BE ASKED: read, assess, explain, report, name; one function each, walls between rooms bridged here."""
