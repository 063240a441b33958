"""Public test tools: tables by hand, rows back, a synthetic company with known truth."""
