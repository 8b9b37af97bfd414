"""Broken processes and networks under load: `./dev faults` runs them long, the tests short."""
