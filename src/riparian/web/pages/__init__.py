"""The pages: one module each, with its `PAGE`; the folder is the registry."""
