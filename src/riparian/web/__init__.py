"""The web application: pages rendered on this machine, charts as SVG, every page also as JSON."""
