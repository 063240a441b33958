"""The only place that knows an engine or a file format."""
