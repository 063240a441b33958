"""What people did, as filters of the people page: one file a subject. Each deed knows its conditions and its words."""
