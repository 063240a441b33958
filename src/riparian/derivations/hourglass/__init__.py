"""Where everybody stands on the hourglass and how they move."""
