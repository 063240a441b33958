"""Words every layer uses; nothing here knows the rest of Riparian."""
