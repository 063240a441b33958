"""Finds derivations, orders them, checks their promises, and runs what changed."""
