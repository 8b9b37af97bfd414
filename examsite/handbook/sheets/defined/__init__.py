"""The ten forms, each as the chapters of the handbook ask for it, field by field."""
