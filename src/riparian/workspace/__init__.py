"""One company's Riparian. The only composition root."""
