"""The command line: one file per command; nothing is imported before its command is chosen."""
