"""The house's template tags."""
