"""Channels, the journeys over them, and how one feeds another; participants, attention and influence."""
