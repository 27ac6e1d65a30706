"""The Hanoi conference as data: parties, conference, programme, and invented people. Pure Python, no Django."""
