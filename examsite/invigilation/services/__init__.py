"""What invigilators do, and what candidates' pages report."""
