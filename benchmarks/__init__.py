"""Measurements: whole commands and kernels at several sizes, as ratios within one run."""
