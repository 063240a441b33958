"""Which channel or site feeds which, who wins attention, who brings whom."""
