"""Numbers as CLDR and the United Nations group them in Spanish: by points."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
