"""Column in, column out, the same on every engine."""
