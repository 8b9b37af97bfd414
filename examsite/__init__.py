"""《跨越周期》 operator certification: teach, examine, certify, verify."""

__version__ = "0.1.0"
