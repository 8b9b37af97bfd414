"""Reports: views and exports for staff."""
