"""Everyone's stream of actions and visits."""
