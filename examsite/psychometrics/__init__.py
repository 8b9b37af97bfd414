"""The numerical methods: numpy and scipy over plain values, no database, no web."""
