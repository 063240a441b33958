"""Derivations of the subject value: where orders come from, what each way and channel costs and brings."""
