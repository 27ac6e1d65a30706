"""Numbers as CLDR groups them; Django's own file for the language groups none."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
