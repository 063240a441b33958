"""Derivations of the subject buyers: who bought, how likely they come back, in which mode the business is."""
