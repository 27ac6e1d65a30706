"""Numbers as CLDR groups them: by thousands, where Django's own file says four digits and no sign between them."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
