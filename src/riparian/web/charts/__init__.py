"""Charts: functions from frozen dataclasses to SVG text, for pages, reports and notebooks alike."""
