"""Filters of this app's letters."""
