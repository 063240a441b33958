"""Derivations of the subject forecast: what the customer file becomes in five years, and how sure that is."""
