"""Statistics: arrays and counts in, frozen results out. One file a method."""
