"""What people decide: entries appended, never changed."""
