"""Tables in, one table out: `<subject>/<table>.py`. The folder is the registry."""
