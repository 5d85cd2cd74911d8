"""padkit renders anomaly-detection datasets with exact ground truth and benchmarks detectors."""

__version__ = "0.1.0"
