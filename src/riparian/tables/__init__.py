"""The dictionary: every published table, one file per subject. Read this first."""
