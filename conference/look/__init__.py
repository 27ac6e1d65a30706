"""How things look that are more than a template: the states' marks, times as they are printed, places on a grid, form widgets."""
