"""Command and folded state in; ledger entries or a refusal out. Pure."""
